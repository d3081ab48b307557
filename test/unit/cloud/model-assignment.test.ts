import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { connectPump, PUMP, pumpDocument, pumpTemplate, TEMPLATE, valveDocument } from '../../support/models.ts';
import type { ConnectParts } from '../../support/test-client.ts';

/** The parts of a CONNECT that announce a model. */
function announcing(id: string, modelId: string): ConnectParts {
  return { username: `localhost/${id}/?api-version=2021-04-12&model-id=${encodeURIComponent(modelId)}` };
}

async function templateOf(harness: CloudHarness, id: string): Promise<string | undefined> {
  return (await harness.rest('GET', `/api/devices/${id}`)).body.template;
}

async function causes(harness: CloudHarness): Promise<readonly string[]> {
  return (await harness.rest('GET', '/_emu/attempts')).body.value.map(({ cause }: { cause: string }) => cause);
}

describe('a device that announces a model by DPS', () => {
  test.each([
    ['modelId', { payload: { modelId: PUMP } }],
    ['iotcModelId', { payload: { iotcModelId: PUMP } }],
    ['__iot:interfaces', { payload: { '__iot:interfaces': { CapabilityModelId: PUMP } } }],
    ['data, of very old devices', { data: { iotcModelId: PUMP } }],
  ])('in %s has the template of that model', async (_form, body) => {
    const harness = await startCloud();
    await harness.rest('PUT', `/api/deviceTemplates/${TEMPLATE}`, pumpTemplate);
    expect(await harness.register('dev-1', body)).toMatchObject({ status: 'assigned' });
    expect(await templateOf(harness, 'dev-1')).toBe(TEMPLATE);
    expect((await harness.rest('GET', '/_emu/devices/dev-1')).body).toMatchObject({
      modelId: PUMP,
      template: TEMPLATE,
      status: 'provisioned',
    });
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'template-assigned', deviceId: 'dev-1', templateId: TEMPLATE }),
    );
  });

  test('has a template made of the local repository, once for all devices of the model', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/_emu/models', [pumpDocument, valveDocument]);
    await harness.register('dev-1', { payload: { modelId: PUMP } });
    await harness.register('dev-2', { payload: { modelId: PUMP } });
    expect([await templateOf(harness, 'dev-1'), await templateOf(harness, 'dev-2')]).toEqual([PUMP, PUMP]);
    const { value } = (await harness.rest('GET', '/api/deviceTemplates')).body;
    expect(value).toMatchObject([{ '@id': PUMP, displayName: 'Pump', capabilityModel: { '@id': PUMP } }]);
    await harness.rest('DELETE', `/_emu/models/${PUMP}`);
    expect((await harness.rest('GET', '/api/devices/dev-1/components')).body.value).toHaveLength(2);
  });

  test('has the template that was published last, of several for the model', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', `/api/deviceTemplates/${TEMPLATE}`, pumpTemplate);
    await harness.clock.advance(1000);
    await harness.rest('PUT', '/api/deviceTemplates/dtmi:test:Newer;1', pumpTemplate);
    await harness.register('dev-1', { payload: { modelId: PUMP } });
    expect(await templateOf(harness, 'dev-1')).toBe('dtmi:test:Newer;1');
  });

  test.each([
    ['is no model ID', 'urn:contoso:pump:1'],
    ['is unknown', 'dtmi:test:Unknown;1'],
    ['is a novel', 'x'.repeat(10_000)],
    ['is empty', ''],
  ])('that %s is provisioned all the same, without a template', async (_what, modelId) => {
    const harness = await startCloud();
    expect(await harness.register('dev-1', { payload: { modelId } })).toMatchObject({ status: 'assigned' });
    expect(await templateOf(harness, 'dev-1')).toBeUndefined();
    const { status, modelId: kept } = (await harness.rest('GET', '/_emu/devices/dev-1')).body;
    expect([status, kept]).toEqual(['unassociated', modelId.slice(0, 256)]);
  });

  test('makes a template of a free ID when its own has another model', async () => {
    const harness = await startCloud();
    const other = { ...pumpTemplate, capabilityModel: { ...pumpTemplate.capabilityModel, '@id': 'dtmi:test:Other;1' } };
    await harness.rest('PUT', `/api/deviceTemplates/${PUMP}`, other);
    await harness.rest('PUT', '/_emu/models', [pumpDocument, valveDocument]);
    await harness.register('dev-1', { payload: { modelId: PUMP } });
    expect(await templateOf(harness, 'dev-1')).toMatch(/^dtmi:modelDefinition:t[0-9a-f]{32};1$/);
  });
});

describe('a device that announces a model at its hub', () => {
  test('has the template of that model', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', `/api/deviceTemplates/${TEMPLATE}`, pumpTemplate);
    await harness.connect('dev-1', announcing('dev-1', PUMP));
    expect(await templateOf(harness, 'dev-1')).toBe(TEMPLATE);
    expect(await causes(harness)).toEqual(['hub-connected']);
  });

  test.each([
    ['model-id-form', 'urn:contoso:pump:1', 'no model ID'],
    ['model-unknown', 'dtmi:test:Unknown;1', 'no template and no document'],
    ['model-not-usable', PUMP, 'dtmi:test:Valve;1'],
  ])('stays unassigned, and the log tells of %s', async (cause, modelId, words) => {
    const harness = await startCloud();
    await harness.rest('PUT', '/_emu/models', pumpDocument);
    await harness.connect('dev-1', announcing('dev-1', modelId));
    expect(await templateOf(harness, 'dev-1')).toBeUndefined();
    const [connected, note] = (await harness.rest('GET', '/_emu/attempts')).body.value;
    expect(connected.cause).toBe('hub-connected');
    expect(note).toMatchObject({ cause, outcome: 'accepted', reason: expect.stringContaining(words) });
  });

  test('has a template once its model’s missing part was added and it connects again', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/_emu/models', pumpDocument);
    await harness.register('dev-1', { payload: { modelId: PUMP } });
    await harness.rest('PUT', '/_emu/models', valveDocument);
    expect(await templateOf(harness, 'dev-1')).toBeUndefined();
    await harness.register('dev-1', { payload: { modelId: PUMP } });
    expect(await templateOf(harness, 'dev-1')).toBe(PUMP);
  });

  test('keeps the template that it has, and the log tells that it is another’s', async () => {
    const harness = await startCloud();
    await connectPump(harness, 'dev-1');
    await harness.connect('dev-1', announcing('dev-1', 'dtmi:test:Other;1'));
    expect(await templateOf(harness, 'dev-1')).toBe(TEMPLATE);
    expect(await causes(harness)).toContain('model-of-another-template');
  });

  test('as a module has no template', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', `/api/deviceTemplates/${TEMPLATE}`, pumpTemplate);
    await harness.addDevice('dev-1');
    await harness.connect('dev-1/mod', announcing('dev-1/mod', PUMP));
    expect((await harness.rest('GET', '/_emu/devices/dev-1%2Fmod')).body).toMatchObject({
      modelId: PUMP,
      template: null,
    });
  });
});

describe('a device that is migrated', () => {
  test('keeps its connection and what it reported, and takes commands of the new template', async () => {
    const harness = await startCloud();
    const client = await connectPump(harness, 'dev-1');
    await client.subscribe('$iothub/methods/POST/#', '$iothub/twin/res/#');
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', '{"serial":"A1"}');
    await client.next('publish');
    const contents = [{ '@type': 'Command', name: 'blink' }];
    const capabilityModel = {
      '@context': 'dtmi:dtdl:context;2',
      '@id': 'dtmi:test:Lamp;1',
      '@type': 'Interface',
      contents,
    };
    await harness.rest('PUT', '/api/deviceTemplates/dtmi:test:L;1', { ...pumpTemplate, capabilityModel });
    expect((await harness.rest('POST', '/api/devices/dev-1/commands/blink', {})).status).toBe(404);
    const migrated = await harness.rest('PATCH', '/api/devices/dev-1', { template: 'dtmi:test:L;1' });
    expect(migrated).toMatchObject({ status: 200, body: { template: 'dtmi:test:L;1' } });
    const answer = harness.rest('POST', '/api/devices/dev-1/commands/blink', {});
    const { topic } = await client.next('publish');
    client.publish(topic.replace('POST/blink', 'res/200'), '', 0);
    expect((await answer).status).toBe(201);
    expect((await harness.rest('GET', '/api/devices/dev-1/properties')).body.serial).toBe('A1');
  });
});

describe('data of an unassigned device', () => {
  const TOPIC = 'devices/dev-1/messages/events/';

  test('is kept as it is', async () => {
    const harness = await startCloud();
    const client = await harness.connect('dev-1');
    client.publish(TOPIC, '{"any":1}');
    await client.next('puback');
    expect((await harness.rest('GET', '/api/devices/dev-1/telemetry/any')).body).toMatchObject({ value: 1 });
  });

  test('is dropped where that is set, which the log says once for a connection', async () => {
    const harness = await startCloud();
    await harness.set({ unassignedData: 'blocked' });
    const client = await harness.connect('dev-1');
    for (const body of ['{"any":1}', '{"any":2}']) {
      client.publish(TOPIC, body);
      await client.next('puback');
    }
    expect((await harness.rest('GET', '/api/devices/dev-1/telemetry/any')).status).toBe(404);
    expect(harness.events.some(({ type }) => type === 'telemetry')).toBe(false);
    expect(await causes(harness)).toEqual(['unassigned-data', 'hub-connected']);
    expect(await harness.lastAttempt()).toMatchObject({ outcome: 'refused', code: null, identity: 'dev-1' });
    await harness.rest('PUT', `/api/deviceTemplates/${TEMPLATE}`, pumpTemplate);
    await harness.rest('PATCH', '/api/devices/dev-1', { template: TEMPLATE });
    client.publish(TOPIC, '{"any":3}');
    await client.next('puback');
    expect((await harness.rest('GET', '/api/devices/dev-1/telemetry/any')).body).toMatchObject({ value: 3 });
  });
});
