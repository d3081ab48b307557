import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { answerDevices, makeCloudDevice } from '../support/fake-device-list.ts';
import type { FakeOperator } from '../support/fake-operator.ts';
import { PUMP, pumpDocument, VALVE, valveDocument } from '../support/models.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const LIST = '/api/deviceTemplates';
const VALVES = { '@id': VALVE, displayName: 'Valves', capabilityModel: valveDocument };
const MODEL = { id: PUMP, displayName: 'Pump', addedAt: 0 };

function layDown(operator: FakeOperator, templates: readonly object[], models: readonly object[] = []): void {
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: '0ne' });
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
  operator.answer('GET /_emu/attempts', 200, { value: [] });
  operator.answer(`GET ${LIST}`, 200, { value: templates });
  operator.answer('GET /_emu/models', 200, { value: models });
  answerDevices(operator, [makeCloudDevice('pump-1', {})]);
}

async function openTemplates(templates: readonly object[] = [], models: readonly object[] = []): Promise<Workbench> {
  const bench = await openWorkbench('#/cloud?at=server&tab=templates', ({ operators }) => {
    layDown(operators.node, templates, models);
  });
  await bench.eventually(() => bench.host.querySelector('dw-cloud-templates :is(.card, .empty)'));
  return bench;
}

const pathOf = (id: string): string => `${LIST}/${encodeURIComponent(id)}`;
const sent = ({ services }: Workbench): unknown[] =>
  services.operators.node.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, url, body }) => [method, url, body === undefined ? undefined : JSON.parse(body)]);

describe('the templates of a cloud', () => {
  test('are listed with what their devices have, which opens by a press', async () => {
    const bench = await openTemplates([VALVES], [MODEL]);
    expect(bench.text()).toContain('1 telemetry value, 2 properties, 1 command');
    await bench.press('summary', 'What its devices have');
    const rows = bench.findAll('.table-row').map(({ innerText }) => innerText.replaceAll('\n', ' '));
    expect(rows.some((row) => row.includes('limit') && row.includes('writable') && row.includes('double'))).toBe(true);
    expect(bench.text()).toContain(PUMP);
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('begin empty; what is wrong with a document is said place by place, and a good one is published', async () => {
    const bench = await openTemplates();
    const wrong = { ...valveDocument, contents: [{ '@type': 'Telemetry', name: 'angle', schema: 'doubel' }] };
    await bench.press('button', 'Publish a template');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('Paste or choose a document.'));
    await userEvent.fill(bench.find('#model-document'), JSON.stringify(wrong));
    await bench.eventually(() => bench.text().includes('One thing is wrong with it'));
    expect(bench.text()).toContain('contents[0].schema');
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.fill(bench.find('#model-document'), JSON.stringify([valveDocument, pumpDocument]));
    await settle(bench.host);
    expect(bench.find<HTMLSelectElement>('#model-main').value).toBe(PUMP);
    expect(bench.find<HTMLInputElement>('#template-name').value).toBe('Pump');
    await userEvent.fill(bench.find('#template-id'), 'no id');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.find('#template-id-error').innerText.includes('dtmi:com:example'));
    await userEvent.fill(bench.find('#template-id'), 'dtmi:test:Pumps;1');
    bench.services.operators.node.answer('PUT /_emu/models', 200, { value: [VALVE] });
    bench.services.operators.node.answer(`PUT ${pathOf('dtmi:test:Pumps;1')}`, 200, VALVES);
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('The template Pump was published'));
    expect(sent(bench)).toEqual([
      ['PUT', '/_emu/models', [valveDocument]],
      [
        'PUT',
        pathOf('dtmi:test:Pumps;1'),
        {
          '@id': 'dtmi:test:Pumps;1',
          '@type': ['ModelDefinition', 'DeviceModel'],
          displayName: 'Pump',
          capabilityModel: pumpDocument,
        },
      ],
    ]);
  });

  test('a document can be a file', async () => {
    const bench = await openTemplates();
    await bench.press('button', 'Add models');
    const file = new File([JSON.stringify(valveDocument)], 'valve.json', { type: 'application/json' });
    await userEvent.upload(bench.find('#model-file'), file);
    bench.services.operators.node.answer('PUT /_emu/models', 200, { value: [VALVE] });
    await bench.eventually(() => bench.find<HTMLTextAreaElement>('#model-document').value.includes('Valve'));
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('1 model was added'));
    expect(sent(bench)).toEqual([['PUT', '/_emu/models', valveDocument]]);
  });

  test('are given to devices; those that failed stay to be tried again, with why', async () => {
    const bench = await openTemplates([VALVES]);
    bench.services.operators.node.answer('PATCH /api/devices/pump-1', 200, {});
    await bench.press('button', 'More actions for Valves');
    await bench.press('menuitem', 'Give to devices');
    await userEvent.fill(bench.find('#template-devices'), 'pump-1\ngone, pump-1');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('One device was not given it'));
    expect(bench.text()).toContain('1 device has Valves now');
    expect(bench.find<HTMLTextAreaElement>('#template-devices').value).toBe('gone');
    expect(await complaints(bench.host)).toEqual([]);
    const body = { template: VALVE };
    expect(sent(bench)).toEqual([
      ['PATCH', '/api/devices/pump-1', body],
      ['PATCH', '/api/devices/gone', body],
    ]);
  });

  test('one is made from what a device sent, after it was shown', async () => {
    const bench = await openTemplates();
    const path = '/_emu/devices/pump-1/template';
    const suggested = { id: VALVE, displayName: 'pump-1', capabilityModel: valveDocument, leftOut: [{}, {}] };
    bench.services.operators.node.answer(`POST ${path}`, 200, suggested);
    await bench.press('button', 'From a device’s data');
    await userEvent.fill(bench.find('#template-device'), 'pump-1');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('2 things that it sent are left out'));
    expect(bench.text()).toContain('angle');
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.fill(bench.find('#suggested-name'), 'Pumps');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => bench.text().includes('The template Pumps was published'));
    expect(sent(bench)).toEqual([
      ['POST', path, {}],
      ['POST', path, { modelId: VALVE, displayName: 'Pumps', publish: true }],
    ]);
  });

  test('one that devices have is not deleted, and why is said in the question', async () => {
    const bench = await openTemplates([VALVES]);
    const error = { error: { code: 'Conflict', message: 'One device has this template.' } };
    bench.services.operators.node.answer(`DELETE ${pathOf(VALVE)}`, 409, error);
    await bench.press('button', 'More actions for Valves');
    await bench.press('menuitem', 'Delete');
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.find('dialog[open]').innerText.includes('One device has this template.'));
    bench.services.operators.node.answer(`DELETE ${pathOf(VALVE)}`, 204);
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.text().includes('The template Valves was deleted'));
  });

  test('a model at hand becomes a template, and is taken out', async () => {
    const bench = await openTemplates([], [MODEL]);
    const { node } = bench.services.operators;
    node.answer(`GET /_emu/models/${encodeURIComponent(PUMP)}`, 200, {
      ...MODEL,
      document: pumpDocument,
      findings: [],
    });
    node.answer(`PUT ${pathOf(PUMP)}`, 200, VALVES);
    node.answer(`DELETE /_emu/models/${encodeURIComponent(PUMP)}`, 204);
    await bench.press('button', `More actions for ${PUMP}`);
    await bench.press('menuitem', 'Publish as a template');
    await bench.eventually(() => bench.text().includes('The template Pump was published'));
    await bench.press('button', `More actions for ${PUMP}`);
    await bench.press('menuitem', 'Take out');
    await bench.eventually(() => bench.text().includes('was taken out'));
    expect(sent(bench).map((line) => (line as unknown[])[0])).toEqual(['PUT', 'DELETE']);
  });

  test.each(['light', 'dark'] as const)('fit a phone, %s', async (theme) => {
    // So tall that the bar at the bottom covers nothing.
    await page.viewport(390, 2400);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openTemplates([VALVES], [MODEL]);
    await bench.press('summary', 'What its devices have');
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    expect(await complaints(bench.host)).toEqual([]);
  });
});
