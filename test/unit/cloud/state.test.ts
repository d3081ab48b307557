import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/bytes/json.ts';
import { identityName, type CloudState } from '../../../src/cloud/state/cloud-state.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { startCloud } from '../../support/cloud-harness.ts';
import secondState from '../../vectors/cloud-state-2.json' with { type: 'json' };

const NOW = Date.UTC(2026, 10, 22);

async function makeState(): Promise<CloudState> {
  const harness = await startCloud();
  await harness.register('dev');
  await harness.addDevice('hub-dev');
  await harness.addDevice('hub-dev/mod');
  await harness.rest('PATCH', '/api/devices/dev/properties', { a: { b: 1 } });
  await harness.rest('POST', '/_emu/devices/dev/messages', { body: 'later', properties: { x: 'y' } });
  await harness.set({ intermediateAssigning: 2 });
  return harness.cloud.snapshot();
}

const reread = (state: CloudState): CloudState | undefined =>
  readCloudState(JSON.parse(JSON.stringify(state)) as Json, crypto, NOW);

describe('the state', () => {
  test('survives JSON, and a cloud made of it is the same cloud', async () => {
    const state = await makeState();
    expect(reread(state)).toEqual(state);
    const again = await startCloud({ state });
    expect(again.cloud.snapshot()).toEqual(state);
    const client = again.open();
    expect(client.peer.isClosed).toBe(false);
    expect((await again.rest('GET', '/_emu/devices/dev')).body).toMatchObject({
      queuedMessages: 1,
      desired: { a: { b: 1 } },
    });
    expect((await again.register('DEV')).registrationState).toMatchObject({ deviceId: 'dev', status: 'assigned' });
  });

  test('is a copy: what is done to it does nothing to the cloud', async () => {
    const { cloud } = await startCloud();
    const state = cloud.snapshot() as unknown as { enrollmentGroups: unknown[] };
    state.enrollmentGroups.length = 0;
    expect(cloud.describe().enrollmentGroups).toHaveLength(2);
  });

  test('options go over what was kept', async () => {
    const state = await makeState();
    const { cloud } = await startCloud({ state, settings: { intermediateAssigning: 5 } });
    expect(cloud.snapshot().settings).toMatchObject({ intermediateAssigning: 5, autoApprove: true });
  });

  test.each<[string, (state: Record<string, never>) => unknown]>([
    ['no object', () => 'text'],
    ['another schema', (state) => ({ ...state, schema: 4 })],
    ['no schema', ({ schema: _schema, ...state }) => state],
    ['an ID scope that is no text', (state) => ({ ...state, idScope: 1 })],
    ['no groups', (state) => ({ ...state, enrollmentGroups: undefined })],
    [
      'a key that is no base64',
      (state) =>
        spoil(state, 'enrollmentGroups', {
          attestation: { type: 'symmetricKey', primaryKey: '***', secondaryKey: 'AA==' },
        }),
    ],
    ['a device without a twin', (state) => spoil(state, 'identities', { twin: null })],
    ['a device without an ID', (state) => spoil(state, 'identities', { deviceId: '' })],
    ['a message without a body', (state) => spoil(state, 'identities', { messages: [{ messageId: 'a' }] })],
    [
      'a device twice',
      (state) => ({ ...state, identities: [...(state['identities'] ?? []), ...(state['identities'] ?? [])] }),
    ],
  ])('%s is not read', async (_name, change) => {
    const state = JSON.parse(JSON.stringify(await makeState()));
    expect(readCloudState(JSON.parse(JSON.stringify(change(state))) as Json, crypto, NOW)).toBeUndefined();
  });

  test('of the second schema is read, and is the same cloud', async () => {
    const state = readCloudState(secondState as Json, crypto, NOW);
    if (state === undefined) throw new Error('it was not read');
    expect(state.identities.map(identityName)).toEqual(['dev', 'hub-dev', 'hub-dev/mod', 'own']);
    const harness = await startCloud({ state });
    expect(harness.cloud.snapshot()).toEqual(state);
    expect((await harness.rest('GET', '/_emu/devices/dev')).body).toMatchObject({
      queuedMessages: 1,
      assignedHub: 'localhost',
      desired: { a: { b: 1 } },
    });
    expect((await harness.rest('GET', '/api/devices/hub-dev/commands/go')).body.value).toMatchObject([{ response: 2 }]);
    expect((await harness.register('dev')).status).toBe('assigned');
    const own = Buffer.alloc(32, 1).toString('base64');
    expect((await harness.register('own', {}, own)).status).toBe('assigned');
  });

  test('settings that are unknown, or were known once, fall back to the defaults', async () => {
    const state = await makeState();
    const json = { ...state, settings: { ...state.settings, gone: 1, retryAfterSeconds: 'soon' } };
    expect(readCloudState(json as unknown as Json, crypto, NOW)?.settings).toMatchObject({
      retryAfterSeconds: 1,
      intermediateAssigning: 2,
    });
  });

  test('a disposed cloud has no link, no timer and no follower', async () => {
    const harness = await startCloud({ keep: () => Promise.resolve() });
    const client = await harness.connect('dev');
    await client.subscribe('devices/dev/messages/devicebound/#', '$iothub/methods/POST/#');
    await harness.rest('POST', '/_emu/devices/dev/messages', { body: 1 });
    const call = harness.rest('POST', '/api/devices/dev/commands/x', {});
    // The message, and then the command.
    await client.next('publish');
    await client.next('publish');
    harness.cloud.dispose();
    expect(client.peer.isClosed).toBe(true);
    expect((await call).status).toBe(404);
    expect(harness.clock.pending).toBe(0);
    expect(harness.open().peer.isClosed).toBe(true);
  });
});

function spoil(state: Record<string, never>, list: string, change: object): unknown {
  const [first, ...others] = (state[list] ?? []) as object[];
  return { ...state, [list]: [{ ...first, ...change }, ...others] };
}
