import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { encodeUtf8 } from '#core/bytes/text';
import type { FactsByCode } from '#core/errors/facts';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceState } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import { describeFinding } from '#core/words/words';
import {
  createDeviceBench,
  HUB,
  type BenchOptions,
  type DeviceBench,
  type DeviceChanges,
} from '../../support/device-bench.ts';
import { createMemoryRoad } from '../../support/memory-road.ts';
import { makeFault } from '../../support/faults.ts';
import { answerAsServer, createScriptedServer, type ScriptedConnection } from '../../support/scripted-server.ts';

const open: DeviceBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.dispose();
});

async function createBench(options: BenchOptions = {}): Promise<DeviceBench> {
  const bench = await createDeviceBench(options);
  open.push(bench);
  return bench;
}

/** Adds and starts a device, and gives the state it comes to rest in. */
async function startRefused(bench: DeviceBench, changes: DeviceChanges = {}) {
  const id = await bench.add(changes);
  await bench.host.start(id);
  return { id, state: await bench.until(id, 'refused') };
}

function reasonOf(state: DeviceState) {
  if (state.kind !== 'refused' && state.kind !== 'waiting') throw new Error(`no reason in ${state.kind}`);
  return state.reason;
}

function causesOf(state: DeviceState): readonly string[] {
  const { causes } = reasonOf(state).facts as FactsByCode['dps/unauthorized'];
  return causes.map(({ cause, weight }) => `${cause} ${weight}`);
}

const KEY_64 = btoa('k'.repeat(64));
const KEY_32 = btoa('k'.repeat(32));

describe('a credential that DPS does not take', () => {
  test('a wrong device key ends in dps/unauthorized, with the checks that the service does not tell apart', async () => {
    const bench = await createBench();
    const { id, state } = await startRefused(bench, { secret: { kind: 'device-key', primaryKey: KEY_32 } });
    expect(reasonOf(state)).toMatchObject({ code: 'dps/unauthorized', facts: { said: { errorCode: 401000 } } });
    expect(causesOf(state)).toContain('wrong-key possible');
    const { checks, steps, counters } = await bench.detail(id);
    expect(checks.map(({ check, result }) => `${check} ${result}`)).toEqual([
      'identity service-does-not-say',
      'credential service-does-not-say',
      'permission not-reached',
    ]);
    expect(steps.at(-1)).toMatchObject({ kind: 'dps-register', outcome: 'failed' });
    expect(counters.errors).toBe(1);
  });

  test('a group key that is used as a device key is the first cause, and works when it is tried as one', async () => {
    const bench = await createBench();
    const primaryKey = bench.cloud.describe().enrollmentGroups[0]?.primaryKey ?? '';
    const { id, state } = await startRefused(bench, { secret: { kind: 'device-key', primaryKey } });
    expect(causesOf(state)[0]).toBe('group-key-used-as-device-key likely');
    expect(reasonOf(state).facts).toMatchObject({ mayBeGroupKey: true });

    await bench.host.startAsGroupKey(id);
    await bench.until(id, 'online');
    await bench.clock.settle();
    expect(await bench.host.reveal(id)).toEqual({ kind: 'group-key', primaryKey });
    expect((await bench.detail(id)).record.keyKind).toBe('group-key');
  });

  test('a group key that works but cannot be kept is told by the device, until it starts with other keys', async () => {
    const clean = await createBench();
    const primaryKey = clean.cloud.describe().enrollmentGroups[0]?.primaryKey ?? '';
    let isFull = false;
    const vault: Vault = {
      ...clean.vault,
      change: (wanted) => (isFull ? Promise.reject(new WorkbenchError('vault/full', {})) : clean.vault.change(wanted)),
    };
    const bench = await createBench({ shared: { ...clean, vault } });
    const { id } = await startRefused(bench, { secret: { kind: 'device-key', primaryKey } });
    isFull = true;
    await bench.host.startAsGroupKey(id);
    await bench.until(id, 'online');
    await bench.clock.settle();
    const detail = await bench.detail(id);
    expect(detail.warning).toEqual({ code: 'device/group-key-not-kept', facts: {} });
    expect(detail.record.keyKind).toBe('device-key');
    expect((await bench.trace(id)).filter((row) => row.includes('was not kept as a group key'))).toHaveLength(1);

    isFull = false;
    await bench.host.stop(id);
    await bench.host.replaceSecret(id, { kind: 'group-key', primaryKey });
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect((await bench.detail(id)).warning).toBeUndefined();
  });

  test('a key that is no group key either stays a device key, and is not offered as one again', async () => {
    const bench = await createBench();
    const { id } = await startRefused(bench, { secret: { kind: 'device-key', primaryKey: KEY_64 } });
    await bench.host.startAsGroupKey(id);
    const state = await bench.until(id, 'refused');
    expect(reasonOf(state)).toMatchObject({ code: 'dps/unauthorized', facts: { mayBeGroupKey: false } });
    expect(await bench.host.reveal(id)).toEqual({ kind: 'device-key', primaryKey: KEY_64 });
  });

  test('the secondary key is tried once when the primary one is refused', async () => {
    const bench = await createBench();
    const secondaryKey = bench.cloud.describe().enrollmentGroups[0]?.secondaryKey ?? '';
    const id = await bench.add({ secret: { kind: 'group-key', primaryKey: KEY_64, secondaryKey } });
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(await bench.trace(id)).toContain('note NOTE The primary key was refused; trying the secondary key.');

    const other = await startRefused(bench, {
      registrationId: 'bench-02',
      secret: { kind: 'group-key', primaryKey: KEY_64, secondaryKey: KEY_32 },
    });
    const registrations = (await bench.trace(other.id)).filter((row) => row.includes('registers with DPS'));
    expect(registrations).toHaveLength(2);
  });

  test('an unknown ID scope and an unknown device end in a code of DPS', async () => {
    const bench = await createBench();
    const route = { kind: 'dps', dpsHost: HUB, idScope: '0ne00000000', registrationId: 'bench-01' } as const;
    const { state } = await startRefused(bench, { record: { route } });
    expect(['dps/unauthorized', 'dps/not-found']).toContain(reasonOf(state).code);
    expect(causesOf(state).join()).toContain('wrong-id-scope');
  });

  test('upper case in the ID is named when the key was derived for another case', async () => {
    const bench = await createBench();
    const { state } = await startRefused(bench, {
      registrationId: 'Bench-UP',
      secret: { kind: 'device-key', primaryKey: KEY_32 },
    });
    expect(causesOf(state)[0]).toBe('upper-case-id likely');
  });

  test('a key of 32 bytes is rather a wrong key than a group key, and may still be tried as one', async () => {
    const bench = await createBench();
    const { state } = await startRefused(bench, { secret: { kind: 'device-key', primaryKey: KEY_32 } });
    expect(causesOf(state).slice(0, 2)).toEqual(['wrong-key possible', 'group-key-used-as-device-key possible']);
    expect(reasonOf(state).facts).toMatchObject({ mayBeGroupKey: true });
  });

  test('a local cloud that was restarted without its state is named first, with its new ID scope', async () => {
    const bench = await createBench({ localIdScope: '0ne00NEW001' });
    const route = { kind: 'dps', dpsHost: HUB, idScope: '0ne00000000', registrationId: 'bench-01' } as const;
    const { state } = await startRefused(bench, {
      record: { route },
      secret: { kind: 'device-key', primaryKey: KEY_64 },
    });
    expect(causesOf(state)[0]).toBe('wrong-id-scope likely');
    expect(reasonOf(state).facts).toMatchObject({ localIdScope: '0ne00NEW001' });
    expect(describeFinding(reasonOf(state)).remedy).toContain('restarted without its state');

    const azure = await startRefused(await createBench({ localIdScope: '0ne00NEW001' }), {
      record: { route, cloud: { kind: 'azure' } },
    });
    expect(causesOf(azure.state)).toContain('wrong-id-scope possible');
    expect(reasonOf(azure.state).facts).not.toHaveProperty('localIdScope');
  });

  test.each([
    ['a gateway or a host of one’s own', 'gateway.plant.example', 'policy-of-page possible'],
    ['a host of Azure', 'h1.azure-devices.net', undefined],
    ['this machine', 'localhost', undefined],
  ])('%s that is not reached', async (_name, hubHost, cause) => {
    const bench = await createBench();
    bench.road.isBlocked = true;
    const id = await bench.add({
      record: { cloud: { kind: 'azure' }, route: { kind: 'hub', hubHost, deviceId: 'd' } },
      secret: { kind: 'device-key', primaryKey: KEY_32 },
    });
    await bench.host.start(id);
    const state = await bench.until(id, 'waiting');
    expect(reasonOf(state).code).toBe('socket/unreachable');
    expect(causesOf(state).find((one) => one.startsWith('policy-of-page'))).toBe(cause);
    expect((await bench.trace(id)).filter((row) => row.includes('CONNECT '))).toEqual([]);
  });

  test('a device that waits for approval, or is disabled, ends in dps/failed or dps/disabled', async () => {
    const bench = await createBench({ settings: { autoApprove: false } });
    const { id, state } = await startRefused(bench);
    expect(reasonOf(state).code).toBe('dps/failed');
    expect(causesOf(state)).toContain('waiting-for-approval possible');
    expect((await bench.detail(id)).checks.at(-1)).toEqual({ check: 'permission', result: 'failed' });

    const groups = await createBench();
    await groups.operator('PATCH', '/api/enrollmentGroups/SAS-IoT-Devices', { enabled: false });
    const refused = await startRefused(groups);
    expect(reasonOf(refused.state).code).toBe('dps/disabled');
  });

  test('a refusal at CONNECT ends in dps/refused', async () => {
    const bench = await createBench({ settings: { dpsRejectsAtConnect: true } });
    const { state } = await startRefused(bench, { secret: { kind: 'device-key', primaryKey: KEY_32 } });
    expect(reasonOf(state)).toMatchObject({ code: 'dps/refused', facts: { returnCode: 5 } });
  });
});

describe('a wrong clock', () => {
  const twoHours = 2 * 3600;

  test('is the likely cause when it is behind by more than the life of a token, by the time DPS stamps on its answer', async () => {
    const bench = await createBench({ settings: { clockSkewSeconds: twoHours } });
    const { state } = await startRefused(bench);
    expect(reasonOf(state)).toMatchObject({ code: 'dps/unauthorized', facts: { clockAheadSeconds: -twoHours } });
    expect(causesOf(state)).toContain('clock-behind likely');
  });

  test('does no harm when it is ahead', async () => {
    const bench = await createBench({ settings: { clockSkewSeconds: -twoHours } });
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
  });

  test('is read from the origin of the app when the service says no time', async () => {
    const server = createScriptedServer((connection, packet) => {
      if (packet.cmd === 'connect') connection.send({ cmd: 'connack', returnCode: 5, sessionPresent: false });
    });
    const bench: DeviceBench = await createBench({
      road: () => createMemoryRoad(server.accept),
      network: {
        askOwnOrigin: () => Promise.resolve({ isReachable: true, timeMs: bench.clock.now() + twoHours * 1000 }),
      },
    });
    const { id, state } = await startRefused(bench);
    expect(reasonOf(state).code).toBe('dps/refused');
    expect(causesOf(state)).toContain('clock-behind likely');
    const { preflight } = await bench.detail(id);
    expect(preflight.find(({ check }) => check === 'clock')).toEqual({ check: 'clock', result: 'bad' });
  });

  test('cannot be known without either', async () => {
    const bench = await createBench();
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    const { preflight } = await bench.detail(id);
    expect(preflight.find(({ check }) => check === 'clock')).toEqual({ check: 'clock', result: 'cannot-know' });
  });
});

describe('a hub that refuses', () => {
  test('ends in hub/refused when DPS was asked again and the hub refuses again', async () => {
    const bench = await createBench({ settings: { strictHost: true } });
    const server = createScriptedServer((connection, packet) => {
      if (packet.cmd === 'connect') connection.send({ cmd: 'connack', returnCode: 5, sessionPresent: false });
    });
    const toHub = createMemoryRoad(server.accept);
    const split: BenchOptions = {
      shared: bench,
      road: () => ({ ...bench.road, dial: (target) => (target.service === 'hub' ? toHub : bench.road).dial(target) }),
    };
    const tab = await createBench(split);
    const { id, state } = await startRefused(tab);
    expect(reasonOf(state)).toMatchObject({ code: 'hub/refused', facts: { host: HUB, returnCode: 5 } });
    // DPS took the key a moment ago.
    expect(causesOf(state)[0]).toBe('device-disabled likely');
    expect(causesOf(state).join()).not.toContain('wrong-key');
    expect(server.connections).toHaveLength(2);
    expect((await tab.trace(id)).filter((row) => row.includes('asking DPS for a hub'))).toHaveLength(1);
    expect((await tab.detail(id)).checks).toContainEqual({ check: 'permission', result: 'failed' });
  });

  test('a wrong key in a connection string ends in hub/refused at once', async () => {
    const bench = await createBench();
    await bench.operator('POST', '/_emu/devices', { deviceId: 'hub-01' });
    const route = { kind: 'hub', hubHost: HUB, deviceId: 'hub-01' } as const;
    const { state } = await startRefused(bench, {
      record: { route },
      secret: { kind: 'device-key', primaryKey: KEY_32 },
    });
    expect(reasonOf(state).code).toBe('hub/refused');
    expect(causesOf(state)).toContain('wrong-key possible');
  });

  test('has the secondary key of a connection string tried once', async () => {
    const bench = await createBench();
    await bench.operator('POST', '/_emu/devices', { deviceId: 'hub-01' });
    const connection = await bench.operator('GET', '/_emu/devices/hub-01/connection-string');
    const secondaryKey = /SharedAccessKey=([^";]*)/.exec(JSON.stringify(connection))?.[1] ?? '';
    const route = { kind: 'hub', hubHost: HUB, deviceId: 'hub-01' } as const;
    const id = await bench.add({
      record: { route },
      secret: { kind: 'device-key', primaryKey: KEY_32, secondaryKey },
    });
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect((await bench.trace(id)).filter((row) => row.startsWith('received CONNACK'))).toHaveLength(2);
  });

  test('an outage is waited for, and over when it is over', async () => {
    const bench = await createBench({ settings: { faults: [makeFault('refuse', { service: 'hub', returnCode: 3 })] } });
    const id = await bench.add();
    await bench.host.start(id);
    const state = await bench.until(id, 'waiting');
    expect(reasonOf(state)).toEqual({ code: 'hub/busy', facts: { host: HUB, returnCode: 3 } });
    await bench.operator('PATCH', '/_emu/settings', { faults: [] });
    await bench.until(id, 'online');
  });

  test('a subscription that is refused ends in hub/subscription', async () => {
    const server = createScriptedServer((connection, packet) => {
      if (packet.cmd === 'subscribe')
        connection.send({ cmd: 'suback', messageId: packet.messageId!, granted: [1, 128, 0, 0] });
      else answerAsServer(connection, packet);
    });
    const bench = await createBench({ road: () => createMemoryRoad(server.accept) });
    const route = { kind: 'hub', hubHost: HUB, deviceId: 'hub-01' } as const;
    const { id, state } = await startRefused(bench, {
      record: { route },
      secret: { kind: 'device-key', primaryKey: KEY_32 },
    });
    expect(reasonOf(state)).toEqual({ code: 'hub/subscription', facts: { topic: '$iothub/methods/POST/#' } });
    expect((await bench.detail(id)).checks).toContainEqual({ check: 'permission', result: 'failed' });
  });
});

describe('a road that leads nowhere', () => {
  const scripted = (...script: Parameters<typeof createScriptedServer>) =>
    createBench({ road: () => createMemoryRoad(createScriptedServer(...script).accept) });
  const ignore = (): void => undefined;

  test('a server that is gone ends in socket/unreachable, and the device goes on trying', async () => {
    const bench = await createBench({ network: { askOwnOrigin: () => Promise.resolve({ isReachable: false }) } });
    bench.road.isBlocked = true;
    const id = await bench.add();
    await bench.host.start(id);
    const state = await bench.until(id, 'waiting');
    expect(reasonOf(state).code).toBe('socket/unreachable');
    expect(causesOf(state)).toEqual(['server-gone likely']);
    bench.road.isBlocked = false;
    await bench.until(id, 'online');
  });

  test('without a network that is the one cause', async () => {
    const bench = await createBench({ network: { isOnline: () => false } });
    bench.road.isBlocked = true;
    const id = await bench.add({ record: { cloud: { kind: 'azure' } } });
    await bench.host.start(id);
    expect(causesOf(await bench.until(id, 'waiting'))).toEqual(['offline likely']);
  });

  test('a server that closes at once ends in socket/closed', async () => {
    const bench = await scripted(ignore, (connection) => connection.close());
    const id = await bench.add();
    await bench.host.start(id);
    const state = await bench.until(id, 'waiting');
    expect(reasonOf(state)).toMatchObject({ code: 'socket/closed', facts: { code: 1006 } });
  });

  test.each<[string, (connection: ScriptedConnection) => void]>([
    [
      'a greeting of another protocol',
      (connection) => connection.sendRaw(encodeUtf8('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ],
    ['a mail server', (connection) => connection.sendRaw(encodeUtf8('220 mail.example ESMTP\r\n'))],
    ['zeros', (connection) => connection.sendRaw(new Uint8Array(64))],
    ['a CONNACK with a wrong length', (connection) => connection.sendRaw(new Uint8Array([0x20, 0x05, 0, 0, 0, 0, 0]))],
    [
      'a packet length of five bytes',
      (connection) => connection.sendRaw(new Uint8Array([0x20, 0x82, 0x80, 0x80, 0x80, 0x00])),
    ],
  ])('%s ends in socket/not-mqtt', async (_name, onOpen) => {
    const bench = await scripted(ignore, onOpen);
    const { state } = await startRefused(bench);
    expect(reasonOf(state).code).toBe('socket/not-mqtt');
  });

  test('garbage after CONNACK ends in socket/not-mqtt too', async () => {
    const bench = await scripted((connection, packet) => {
      answerAsServer(connection, packet);
      if (packet.cmd === 'subscribe') connection.sendRaw(encodeUtf8('garbage, and more of it'));
    });
    const { state } = await startRefused(bench);
    expect(reasonOf(state).code).toBe('socket/not-mqtt');
  });

  test('silence after the socket opened ends in socket/silent', async () => {
    const bench = await scripted(ignore);
    const id = await bench.add();
    await bench.host.start(id);
    const state = await bench.until(id, 'waiting');
    expect(reasonOf(state)).toEqual({ code: 'socket/silent', facts: { address: `memory://${HUB}`, seconds: 20 } });
  });

  test('a socket that never opens ends in socket/silent, and is closed when it comes too late', async () => {
    let closed = 0;
    const bench = await createBench({
      road: (cloud) => ({
        ...createMemoryRoad((link) => cloud.accept(link)),
        dial: () =>
          new Promise((resolve) => {
            bench.clock.after(90_000, () =>
              resolve({
                bufferedAmount: 0,
                send: ignore,
                onOpen: ignore,
                onBytes: ignore,
                onEnd: ignore,
                close: () => (closed += 1),
              }),
            );
          }),
      }),
    });
    const id = await bench.add();
    await bench.host.start(id);
    expect(reasonOf(await bench.until(id, 'waiting')).code).toBe('socket/silent');
    await bench.host.stop(id);
    await bench.clock.advance(90_000);
    expect(closed).toBe(1);
  });

  test('a DPS that never answers ends in dps/silent', async () => {
    const bench = await scripted((connection, packet) => void answerAsServer(connection, packet));
    const id = await bench.add();
    await bench.host.start(id);
    const state = await bench.until(id, 'waiting');
    expect(reasonOf(state)).toEqual({ code: 'dps/silent', facts: { seconds: 30 } });
  });

  test('an answer of another form than that of DPS ends in dps/answer-form', async () => {
    const bench = await scripted((connection, packet) => {
      answerAsServer(connection, packet);
      if (packet.cmd !== 'publish') return;
      const topic = '$dps/registrations/res/200/?$rid=1';
      connection.send({ cmd: 'publish', topic, payload: '<html>', qos: 0, dup: false, retain: false });
    });
    const { state } = await startRefused(bench);
    expect(reasonOf(state).code).toBe('dps/answer-form');
  });

  test('a hub that never answers a SUBSCRIBE ends in socket/silent', async () => {
    const bench = await scripted((connection, packet) => {
      if (packet.cmd === 'connect') answerAsServer(connection, packet);
    });
    const route = { kind: 'hub', hubHost: HUB, deviceId: 'hub-01' } as const;
    const id = await bench.add({ record: { route }, secret: { kind: 'device-key', primaryKey: KEY_32 } });
    await bench.host.start(id);
    expect(reasonOf(await bench.until(id, 'waiting')).code).toBe('socket/silent');
  });
});

describe('what is seen before connecting', () => {
  test.each([
    [
      'a token as a key',
      'key/is-token',
      { secret: { kind: 'device-key', primaryKey: 'SharedAccessSignature sr=a&sig=b&se=1' } },
    ],
    ['an ID with a blank', 'id/character', { registrationId: 'a b' }],
    [
      'a wrong ID scope',
      'id-scope/form',
      { record: { route: { kind: 'dps', dpsHost: HUB, idScope: 'scope', registrationId: 'a' } } },
    ],
    [
      'a host with a scheme',
      'host/with-scheme',
      { record: { route: { kind: 'dps', dpsHost: 'https://a.b', idScope: '0ne00000000', registrationId: 'a' } } },
    ],
  ] as [string, string, DeviceChanges][])('%s ends in %s, and nothing is dialled', async (_name, code, changes) => {
    const bench = await createBench();
    const { id, state } = await startRefused(bench, changes);
    expect(reasonOf(state).code).toBe(code);
    expect(bench.road.dialled).toEqual([]);
    expect((await bench.detail(id)).preflight).toContainEqual(
      expect.objectContaining({ result: 'bad', finding: reasonOf(state) }),
    );
  });

  test('a device that runs in another tab is not started here', async () => {
    const locks = createMemoryLocks();
    const first = await createBench({ locks });
    const second = await createBench({ locks, shared: first });
    const id = await first.add();
    await first.host.start(id);
    await first.until(id, 'online');
    await second.host.start(id);
    const state = await second.until(id, 'refused');
    expect(reasonOf(state)).toEqual({ code: 'device/running-elsewhere', facts: { name: 'bench-01' } });
    expect((await second.detail(id)).preflight).toContainEqual({ check: 'lock', result: 'bad' });
    expect(second.road.dialled).toEqual([]);

    await first.host.stop(id);
    await second.host.start(id);
    await second.until(id, 'online');
  });

  test('a device whose tab was just closed is started all the same', async () => {
    const locks = createMemoryLocks();
    const first = await createBench({ locks });
    const second = await createBench({ locks, shared: first });
    const id = await first.add();
    await first.host.start(id);
    await first.until(id, 'online');
    await second.host.start(id);
    await first.clock.advance(50);
    await first.host.stop(id);
    await second.until(id, 'online');
  });

  test('a connection string for an identity that is online by DPS is not started either', async () => {
    const bench = await createBench();
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    const twin = await bench.add({
      record: { route: { kind: 'hub', hubHost: HUB, deviceId: 'bench-01' } },
      secret: { kind: 'device-key', primaryKey: KEY_32 },
    });
    await bench.host.start(twin);
    expect(reasonOf(await bench.until(twin, 'refused')).code).toBe('device/running-elsewhere');
  });
});
