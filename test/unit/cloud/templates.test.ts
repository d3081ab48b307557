import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { readPages } from '../../support/central.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { PUMP, pumpDocument, pumpTemplate, TEMPLATE, VALVE, valveDocument } from '../../support/models.ts';

const PATH = `/api/deviceTemplates/${TEMPLATE}`;

/** A template of one telemetry, of a model of its own. */
function smallTemplate(name: string): object {
  const contents = [{ '@type': 'Telemetry', name: 't', schema: 'double' }];
  const capabilityModel = {
    '@context': 'dtmi:dtdl:context;2',
    '@id': `dtmi:test:${name};1`,
    '@type': 'Interface',
    contents,
  };
  return { '@type': ['ModelDefinition', 'DeviceModel'], displayName: name, capabilityModel };
}

async function publish(harness: CloudHarness, ...names: string[]): Promise<void> {
  for (const name of names) {
    const { status } = await harness.rest('PUT', `/api/deviceTemplates/dtmi:test:T${name};1`, smallTemplate(name));
    expect(status).toBe(200);
  }
}

describe('a device template', () => {
  test('is published by a PUT, shown, changed and deleted', async () => {
    const harness = await startCloud();
    const made = await harness.rest('PUT', PATH, pumpTemplate);
    expect(made).toMatchObject({ status: 200, body: { ...pumpTemplate, '@id': TEMPLATE } });
    expect(made.body.etag).toMatch(/^"~[A-Za-z0-9+/]{43}="$/);
    expect((await harness.rest('GET', PATH)).body).toEqual(made.body);
    const again = await harness.rest('PUT', PATH, { ...pumpTemplate, displayName: 'Pumps 2', description: 'New' });
    expect(again.body).toMatchObject({ displayName: 'Pumps 2', description: 'New' });
    expect(again.body.etag).not.toBe(made.body.etag);
    expect((await harness.rest('DELETE', PATH)).status).toBe(204);
    expect(await harness.rest('GET', PATH)).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
    expect(harness.events.filter(({ type }) => type === 'template')).toMatchObject([
      { templateId: TEMPLATE, modelId: PUMP, change: 'put' },
      { change: 'put' },
      { change: 'removed' },
    ]);
  });

  test('may have its context outside of the model, as in Microsoft’s samples', async () => {
    const harness = await startCloud();
    const { '@context': context, ...capabilityModel } = pumpTemplate.capabilityModel;
    const body = { ...pumpTemplate, '@context': context, capabilityModel };
    expect(await harness.rest('PUT', PATH, body)).toMatchObject({ status: 200, body: { '@context': context } });
  });

  test('takes the interfaces that its model names from the local repository', async () => {
    const harness = await startCloud();
    const body = { ...pumpTemplate, capabilityModel: pumpDocument };
    const refused = await harness.rest('PUT', PATH, body);
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect(refused.body.error.message).toContain(`It is “${VALVE}”`);
    await harness.rest('PUT', '/_emu/models', valveDocument);
    const made = await harness.rest('PUT', PATH, body);
    expect(made.body.capabilityModel.contents.slice(-2)).toEqual([
      { '@type': 'Component', name: 'inlet', schema: valveDocument },
      { '@type': 'Component', name: 'outlet', schema: VALVE },
    ]);
  });

  const model = pumpTemplate.capabilityModel;
  test.each<[string, object, string]>([
    ['no model', { '@type': pumpTemplate['@type'] }, 'capabilityModel'],
    ['no type', { capabilityModel: model }, '@type'],
    ['the ID of another', { ...pumpTemplate, '@id': 'dtmi:test:Other;1' }, '@id'],
    ['a name that is a number', { ...pumpTemplate, displayName: 5 }, 'displayName'],
    [
      'a model with mistakes',
      { ...pumpTemplate, capabilityModel: { ...model, contents: [{}, {}, {}, {}] } },
      'And 1 more',
    ],
    [
      'DTDL of version 3',
      {
        ...pumpTemplate,
        capabilityModel: { '@context': 'dtmi:dtdl:context;3', '@id': 'dtmi:a:b;1', '@type': 'Interface' },
      },
      'version',
    ],
  ])('with %s is refused, and nothing is published', async (_what, body, message) => {
    const harness = await startCloud();
    const answer = await harness.rest('PUT', PATH, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect(answer.body.error.message).toContain(message);
    expect((await harness.rest('GET', '/api/deviceTemplates')).body).toEqual({ value: [] });
  });

  test('has a DTMI for its ID, and no twin that differs in case', async () => {
    const harness = await startCloud();
    expect((await harness.rest('PUT', '/api/deviceTemplates/pump', pumpTemplate)).status).toBe(400);
    await harness.rest('PUT', PATH, pumpTemplate);
    const twin = await harness.rest('PUT', PATH.replace('Pump', 'pump'), pumpTemplate);
    expect(twin).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
  });

  test('is changed by whoever has read its newest etag', async () => {
    const harness = await startCloud();
    const { etag } = (await harness.rest('PUT', PATH, pumpTemplate)).body;
    expect((await harness.rest('PATCH', PATH, { displayName: 'A', etag })).status).toBe(200);
    for (const verb of ['PUT', 'PATCH'] as const) {
      const stale = await harness.rest(verb, PATH, { ...pumpTemplate, displayName: 'B', etag });
      expect(stale).toMatchObject({ status: 412, body: { error: { code: 'PreconditionFailed' } } });
    }
    expect((await harness.rest('GET', PATH)).body.displayName).toBe('A');
  });

  test('takes texts and cloud properties by a PATCH, and nothing that devices have', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', PATH, pumpTemplate);
    const { contents } = pumpTemplate.capabilityModel;
    const cloud = { '@type': ['Property', 'Cloud', 'StringValue'], name: 'site', schema: 'string' };
    const patched = await harness.rest('PATCH', PATH, { capabilityModel: { contents: [...contents, cloud] } });
    expect(patched).toMatchObject({ status: 200, body: { displayName: 'Pumps' } });
    expect(patched.body.capabilityModel.contents).toHaveLength(contents.length + 1);
    const telemetry = { '@type': 'Telemetry', name: 'heat', schema: 'double' };
    const refused = await harness.rest('PATCH', PATH, { capabilityModel: { contents: [...contents, telemetry] } });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect(await harness.rest('PATCH', PATH, { capabilityModel: null })).toMatchObject({ status: 400 });
    expect((await harness.rest('GET', PATH)).body).toEqual(patched.body);
  });

  test('is not deleted as long as a device has it', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', PATH, pumpTemplate);
    await harness.rest('PUT', '/api/devices/dev-1', { template: TEMPLATE });
    expect(await harness.rest('DELETE', PATH)).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
    await harness.rest('PATCH', '/api/devices/dev-1', { template: null });
    expect((await harness.rest('DELETE', PATH)).status).toBe(204);
  });

  test('must be there before a device is given it', async () => {
    const harness = await startCloud();
    const refused = await harness.rest('PUT', '/api/devices/dev-1', { template: TEMPLATE });
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect((await harness.rest('GET', '/api/devices/dev-1')).status).toBe(404);
  });

  test('is listed page by page', async () => {
    const harness = await startCloud();
    await publish(harness, 'C', 'A', 'B');
    const pages = await readPages(harness, '/api/deviceTemplates?$top=2&$orderby=displayName');
    const names = pages.map(({ value }) => value.map((one: { displayName: string }) => one.displayName));
    expect(names).toEqual([['A', 'B'], ['C']]);
    const found = (await harness.rest('GET', "/api/deviceTemplates?$filter=contains(displayName,'b')")).body;
    expect(found.value).toHaveLength(1);
  });

  test('and models outlive the host', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', PATH, pumpTemplate);
    await harness.rest('PUT', '/_emu/models', valveDocument);
    const text = JSON.stringify(harness.cloud.snapshot());
    const state = readCloudState(JSON.parse(text), nodeCrypto, harness.clock.now());
    const next = await startCloud({ state });
    expect((await next.rest('GET', PATH)).body).toEqual((await harness.rest('GET', PATH)).body);
    expect((await next.rest('GET', '/_emu/models')).body.value).toMatchObject([{ id: VALVE }]);
  });
});

describe('the local model repository', () => {
  test('takes one interface or several, shows them, and lets them go', async () => {
    const harness = await startCloud();
    const added = await harness.rest('PUT', '/_emu/models', [pumpDocument, valveDocument]);
    expect(added).toMatchObject({ status: 200, body: { value: [PUMP, VALVE] } });
    expect((await harness.rest('GET', '/_emu/models')).body.value).toEqual([
      { id: PUMP, displayName: 'Pump', addedAt: harness.clock.now() },
      { id: VALVE, displayName: 'Valve', addedAt: harness.clock.now() },
    ]);
    expect((await harness.rest('GET', `/_emu/models/${PUMP}`)).body).toMatchObject({
      document: pumpDocument,
      findings: [],
    });
    expect((await harness.rest('DELETE', `/_emu/models/${VALVE}`)).status).toBe(204);
    expect((await harness.rest('GET', `/_emu/models/${VALVE}`)).status).toBe(404);
    const { findings } = (await harness.rest('GET', `/_emu/models/${PUMP}`)).body;
    expect(findings).toMatchObject([
      { place: `${PUMP}: inlet`, explanation: expect.stringContaining(VALVE) },
      { place: `${PUMP}: outlet` },
    ]);
  });

  test('takes documents of the host', async () => {
    const harness = await startCloud();
    expect(harness.cloud.addModels([valveDocument, pumpDocument])).toEqual({ ok: true, value: [VALVE, PUMP] });
    expect(harness.cloud.addModels({})).toEqual({ ok: false, findings: [{ path: '@context', fault: 'context' }] });
    expect((await harness.rest('GET', `/_emu/models/${PUMP}`)).body.findings).toEqual([]);
  });

  test('refuses what is no model, all of it', async () => {
    const harness = await startCloud();
    const answer = await harness.rest('PUT', '/_emu/models', [valveDocument, { '@id': PUMP }]);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect((await harness.rest('PUT', `/_emu/models/${PUMP}`, valveDocument)).status).toBe(400);
    expect((await harness.rest('GET', '/_emu/models')).body).toEqual({ value: [] });
    expect((await harness.rest('PUT', `/_emu/models/${VALVE}`, valveDocument)).body).toEqual({ value: [VALVE] });
  });
});
