import { describe, expect, test } from 'vitest';
import { readModels, readTemplateModel } from '#app/use-cases/read-models';
import { PUMP, pumpDocument, VALVE, valveDocument } from '../../../support/models.ts';

describe('a DTDL document that is to become a template', () => {
  test('is about the interface that no other names, wherever it stands', () => {
    const read = readModels([valveDocument, pumpDocument]);
    expect(read).toMatchObject({ ok: true, main: PUMP });
    expect(read.ok && read.interfaces.map(({ id, displayName }) => [id, displayName])).toEqual([
      [VALVE, 'Valve'],
      [PUMP, 'Pump'],
    ]);
    expect(readModels(pumpDocument)).toMatchObject({ ok: true, main: PUMP, interfaces: [{ document: pumpDocument }] });
  });

  test('is refused with each place and what to do there', () => {
    const contents = [
      { '@type': 'Telemetry', name: '1st', schema: 'double' },
      { '@type': 'Telemetry', name: 'angle', schema: 'doubel' },
    ];
    const read = readModels({ ...valveDocument, contents });
    expect(read.ok ? [] : read.findings.map(({ place }) => place)).toEqual(['contents[0].name', 'contents[1].schema']);
    expect(read.ok ? '' : read.findings[1]?.explanation).toContain('doubel');
    expect(readModels('a word')).toMatchObject({ ok: false, findings: [{ place: 'The document' }] });
    expect(readModels([])).toMatchObject({ ok: false });
  });
});

describe('what devices of a template have', () => {
  test('is told with the interfaces of its components', () => {
    const { '@context': context, ...model } = valveDocument;
    expect(readTemplateModel({ capabilityModel: model, context })?.commands.map(({ name }) => name)).toEqual(['close']);
    const part = { '@type': 'Component', name: 'inlet', schema: { ...valveDocument } };
    const whole = readTemplateModel({ capabilityModel: { ...pumpDocument, contents: [part] }, context: null });
    expect([...(whole?.components.keys() ?? [])]).toEqual(['inlet']);
  });

  test('is not known of a model that cannot be read', () => {
    expect(readTemplateModel({ capabilityModel: { '@id': 'x' }, context: null })).toBeUndefined();
    expect(readTemplateModel({ capabilityModel: pumpDocument, context: null })).toBeUndefined();
  });
});
