import { describe, expect, test } from 'vitest';
import type { ReprovisionPolicy } from '../../../src/cloud/state/cloud-state.ts';
import type { CloudHarness } from '../../support/cloud-harness.ts';
import { askDps, makeIndividual, registerOverHttp, startCloudWith } from '../../support/dps-http.ts';
import { pumpTemplate, TEMPLATE } from '../../support/models.ts';
import { hubConnect, type TestClient } from '../../support/test-client.ts';

const KEEP: ReprovisionPolicy = { updateHubAssignment: true, migrateDeviceData: true };
const RESET: ReprovisionPolicy = { updateHubAssignment: true, migrateDeviceData: false };
const NEVER: ReprovisionPolicy = { updateHubAssignment: false, migrateDeviceData: false };
const INITIAL = { tags: { site: 'A' }, desired: { interval: 10 } };

/** A cloud whose groups have this policy, and give their devices a twin to begin with. */
function startWithPolicy(reprovision: ReprovisionPolicy): Promise<CloudHarness> {
  return startCloudWith(({ enrollmentGroups }) => ({
    enrollmentGroups: enrollmentGroups.map((group) => ({ ...group, reprovision, initialTwin: INITIAL })),
  }));
}

async function register(harness: CloudHarness, key = harness.deviceKey('dev')): Promise<Record<string, unknown>> {
  const { body } = await registerOverHttp(harness, 'dev', { key });
  expect(body.status).toBe('assigned');
  return body.registrationState;
}

async function connect(harness: CloudHarness, id: string, key: string): Promise<TestClient> {
  const client = harness.open();
  client.send(hubConnect({ id, key, nowMs: harness.clock.now() }));
  expect((await client.next('connack')).returnCode).toBe(0);
  return client;
}

/** Changes the device's twin and queues a message, as time does. */
async function use(harness: CloudHarness, id = 'dev'): Promise<void> {
  await harness.rest('PATCH', `/api/devices/${id}/properties`, { interval: 99 });
  await harness.rest('PATCH', `/api/devices/${id}`, { displayName: 'Pump' });
  await harness.rest('POST', `/_emu/devices/${id}/messages`, { body: 'hello' });
}

const desiredOf = async (harness: CloudHarness, id = 'dev'): Promise<unknown> =>
  (await harness.rest('GET', `/_emu/devices/${id}`)).body.desired;

const stateOf = (harness: CloudHarness, id = 'dev') =>
  harness.cloud.snapshot().identities.find(({ deviceId }) => deviceId === id);

describe('a device that registers for the first time', () => {
  test.each([
    ['keep', KEEP],
    ['reset', RESET],
    ['never', NEVER],
  ])('is an initialAssignment and begins with the twin of its entry: %s', async (_name, policy) => {
    const harness = await startWithPolicy(policy);
    expect((await register(harness))['substatus']).toBe('initialAssignment');
    expect(stateOf(harness)).toMatchObject({ twin: INITIAL });
  });

  test('keeps its twin when it had been added to the hub by hand', async () => {
    const harness = await startWithPolicy(RESET);
    await harness.addDevice('dev');
    await harness.rest('PATCH', '/api/devices/dev/properties', { interval: 99 });
    expect((await register(harness))['substatus']).toBe('initialAssignment');
    expect(await desiredOf(harness)).toMatchObject({ interval: 99 });
  });
});

describe('a device that registers again', () => {
  test('keeps its data by default, and Azure’s word for that is reprovisionedToInitialAssignment', async () => {
    const harness = await startWithPolicy(KEEP);
    await register(harness);
    await use(harness);
    const before = stateOf(harness);
    const client = await connect(harness, 'dev', harness.deviceKey('dev'));
    expect((await register(harness))['substatus']).toBe('reprovisionedToInitialAssignment');
    expect(stateOf(harness)).toMatchObject({
      twin: { ...before?.twin, desired: { interval: 99 } },
      generationId: before?.generationId,
      messages: before?.messages,
    });
    expect(client.peer.isClosed).toBe(false);
  });

  test('keeps its data when it is never to be re-provisioned, and is called what it was', async () => {
    const harness = await startWithPolicy(NEVER);
    await register(harness);
    await use(harness);
    expect((await register(harness))['substatus']).toBe('initialAssignment');
    expect(await desiredOf(harness)).toMatchObject({ interval: 99 });
  });

  test('keeps its template and its cloud properties, which are IoT Central’s, also by the policy that resets', async () => {
    const harness = await startWithPolicy(RESET);
    await harness.rest('PUT', `/api/deviceTemplates/${TEMPLATE}`, pumpTemplate);
    await register(harness);
    await harness.rest('PATCH', '/api/devices/dev', { template: TEMPLATE });
    await harness.rest('PATCH', '/api/devices/dev/properties', { owner: 'Ada', speed: 5 });
    expect((await register(harness))['substatus']).toBe('deviceDataReset');
    expect(stateOf(harness)).toMatchObject({ template: TEMPLATE, cloudProperties: { owner: 'Ada' } });
    expect(await desiredOf(harness)).toEqual(INITIAL.desired);
  });

  test('is made anew by the policy that resets: twin, messages and modules; the operator’s name for it stays', async () => {
    const harness = await startWithPolicy(RESET);
    await register(harness);
    await use(harness);
    await harness.addDevice('dev/module');
    const before = stateOf(harness);
    const client = await connect(harness, 'dev', harness.deviceKey('dev'));
    expect(await register(harness)).toMatchObject({ substatus: 'deviceDataReset', deviceId: 'dev' });
    await client.peer.closed;

    const { identities } = harness.cloud.snapshot();
    expect(identities).toHaveLength(1);
    expect(identities[0]).toMatchObject({
      twin: { ...INITIAL, desiredVersion: 1, reported: {} },
      messages: [],
      displayName: 'Pump',
      createdAt: before?.createdAt,
      groupId: 'SAS-IoT-Devices',
      registrationId: 'dev',
    });
    expect(identities[0]?.generationId).not.toBe(before?.generationId);
    const { value } = (await harness.rest('GET', '/_emu/attempts')).body;
    expect(value.map(({ cause }: { cause: string }) => cause)).toContain('reprovisioned-while-connected');
    await connect(harness, 'dev', harness.deviceKey('dev'));
  });

  test('is made anew under the other name by a setting', async () => {
    const harness = await startWithPolicy(RESET);
    await harness.set({ resetSubstatus: 'reprovisionedToInitialAssignment' });
    await register(harness);
    await use(harness);
    expect((await register(harness))['substatus']).toBe('reprovisionedToInitialAssignment');
    expect(await desiredOf(harness)).toEqual(INITIAL.desired);
  });

  test('is made anew once, however often it asks for the result', async () => {
    const harness = await startWithPolicy(RESET);
    await register(harness);
    const { body } = await registerOverHttp(harness, 'dev');
    const { generationId } = stateOf(harness) ?? {};
    const again = await askDps(harness, 'GET', 'dev', `/operations/${body.operationId}`);
    expect(again.body).toEqual(body);
    expect(stateOf(harness)?.generationId).toBe(generationId);
  });

  test('is initial again after an operator took it back to Registered', async () => {
    const harness = await startWithPolicy(RESET);
    await register(harness);
    await use(harness);
    await harness.rest('POST', '/_emu/devices/dev/reset');
    expect((await register(harness))['substatus']).toBe('initialAssignment');
    expect(await desiredOf(harness)).toMatchObject({ interval: 99 });
  });

  test('goes by the policy of the entry that it comes by now', async () => {
    const mine = makeIndividual('dev', { deviceId: 'Pump-7', reprovision: RESET });
    const before = await startWithPolicy(KEEP);
    await register(before);
    await use(before);
    const harness = await startCloudWith(() => ({ ...before.cloud.snapshot(), individualEnrollments: [mine] }));
    expect(await register(harness, mine.attestation.primaryKey)).toMatchObject({
      substatus: 'deviceDataReset',
      deviceId: 'Pump-7',
      symmetricKey: {},
    });
    expect(harness.cloud.snapshot().identities).toMatchObject([
      { deviceId: 'Pump-7', registrationId: 'dev', source: 'individual', groupId: null, twin: { desired: {} } },
    ]);
    await connect(harness, 'Pump-7', mine.attestation.primaryKey);
    expect(await register(harness, mine.attestation.primaryKey)).toMatchObject({ deviceId: 'Pump-7' });
  });

  test('keeps its device ID too when its data are kept, whatever its new entry says', async () => {
    const mine = makeIndividual('dev', { deviceId: 'Pump-7' });
    const before = await startWithPolicy(KEEP);
    await register(before);
    const harness = await startCloudWith(() => ({ ...before.cloud.snapshot(), individualEnrollments: [mine] }));
    const state = await register(harness, mine.attestation.primaryKey);
    expect(state).toMatchObject({ deviceId: 'dev', substatus: 'reprovisionedToInitialAssignment' });
    await connect(harness, 'dev', mine.attestation.primaryKey);
  });

  test('does not take the ID of another device when it is made anew', async () => {
    const mine = makeIndividual('dev', { deviceId: 'taken', reprovision: RESET });
    const before = await startWithPolicy(KEEP);
    await register(before);
    await before.addDevice('taken');
    const harness = await startCloudWith(() => ({ ...before.cloud.snapshot(), individualEnrollments: [mine] }));
    expect((await register(harness, mine.attestation.primaryKey))['deviceId']).toBe('dev');
    expect(
      harness.cloud
        .snapshot()
        .identities.map(({ deviceId }) => deviceId)
        .toSorted(),
    ).toEqual(['dev', 'taken']);
  });

  test('is told the same by a look-up after a restart', async () => {
    const before = await startWithPolicy(RESET);
    await register(before);
    await register(before);
    const after = await startCloudWith(() => before.cloud.snapshot());
    const { body } = await askDps(after, 'POST', 'dev', '');
    expect(body).toMatchObject({ status: 'assigned', substatus: 'deviceDataReset', deviceId: 'dev' });
  });
});
