import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createChannelOperator } from '#adapters/operator/channel-operator';
import { createSystemClock } from '#adapters/clock/system-clock';
import { createChannelTransport } from '#adapters/sockets/channel-transport';
import { startCloudWhenSought } from '#adapters/threads/start-cloud-when-sought';
import { createTabCloudFinder, type TabCloudFinder } from '#adapters/threads/tab-cloud-finder';
import { createTabCloudHost } from '#adapters/threads/tab-cloud-host';
import { presenceLock } from '#adapters/threads/tab-cloud-messages';
import { createCloudStateKeeper } from '#adapters/vault/cloud-state-keeper';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { createCloud, type Cloud } from '#cloud/cloud';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Locks } from '#core/ports/locks';
import type { Clock } from '#core/ports/clock';
import { createDeviceHost } from '#device/device-host';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createPlainConnections } from '../../support/plain-connections.ts';
import { createQuietNetwork } from '../../support/quiet-network.ts';

/** The channels are real, so time is too; what lasts is on a fake clock. */
const clock = createSystemClock();
const { crypto } = globalThis;

let locks: Locks;
let finder: TabCloudFinder;
const cleanUps: (() => void | Promise<void>)[] = [];

beforeEach(() => {
  locks = createMemoryLocks();
  finder = createTabCloudFinder({ clock, locks, crypto });
  cleanUps.push(() => finder.dispose());
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function hostCloud(): Promise<{ cloud: Cloud; gone: () => void }> {
  const cloud = await createCloud({
    clock,
    crypto,
    parseCsv,
    host: 'this-browser.local',
    settings: { retryAfterSeconds: 0 },
  });
  const host = await createTabCloudHost({ cloud, clock, locks, crypto });
  const gone = (): void => {
    host.dispose();
    cloud.dispose();
  };
  cleanUps.push(gone);
  return { cloud, gone };
}

const dial = () =>
  createChannelTransport({ clock, locks, crypto }, finder).dial({ host: 'this-browser.local', service: 'hub' });

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('a device and the cloud in this browser', () => {
  test('meet by channel: a device registers, streams, and is seen by the operator', async () => {
    const { cloud } = await hostCloud();
    const vault = createMemoryVault(crypto.subtle);
    const devices = createDeviceHost({
      clock,
      crypto,
      locks,
      mqtt: createMqttJsClient(clock),
      network: createQuietNetwork(),
      vault,
      connections: createPlainConnections({ vault, crypto, clock }),
      transportFor: () => createChannelTransport({ clock, locks, crypto }, finder),
      readLocalIdScope: () => Promise.resolve(cloud.describe().idScope),
    });
    cleanUps.push(() => devices.dispose());
    const { idScope, enrollmentGroups, host } = cloud.describe();
    const id = await devices.add({
      record: {
        cloud: { kind: 'tab' },
        route: { kind: 'dps', dpsHost: host, idScope, registrationId: 'tab-01' },
        behaviour: 'thermostat',
      },
      secret: { kind: 'group-key', primaryKey: enrollmentGroups[0]?.primaryKey ?? '' },
    });
    await devices.start(id);
    await until(async () => (await devices.list())[0]!.counters.telemetryAcknowledged > 0);

    const operator = createChannelOperator({ clock, locks, crypto }, finder);
    const { status, body } = await operator.request({ method: 'GET', url: '/_emu/devices/tab-01', headers: {} });
    expect([status, JSON.parse(body)]).toMatchObject([200, { connected: true }]);
    const lines: string[] = [];
    const stop = operator.follow(
      (line) => lines.push(line),
      () => undefined,
    );
    await devices.sendTelemetry(id, '{"n":1}', {});
    await until(async () => {
      await devices.sendTelemetry(id, '{"n":1}', {});
      return lines.length > 0;
    });
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({ type: 'telemetry', deviceId: 'tab-01' });
    stop();
  });

  test('lose each other at once when the cloud is gone, and the next one is found', async () => {
    const first = await hostCloud();
    const socket = await dial();
    await new Promise<void>((resolve) => socket.onOpen(resolve));
    const ended = new Promise((resolve) => socket.onEnd(resolve));
    first.gone();
    expect(await ended).toEqual({ code: 1006, opened: true });
    await hostCloud();
    const next = await dial();
    await new Promise<void>((resolve) => next.onOpen(resolve));
    next.close();
  });

  test('lose each other when the device is gone without a word', async () => {
    const { cloud } = await hostCloud();
    const accepted: string[] = [];
    const { accept } = cloud;
    const closed = new Promise<void>((resolve) => {
      cloud.accept = (link) => {
        accepted.push(link.facts.remote);
        link.onClose(resolve);
        accept.call(cloud, link);
      };
    });
    // A device's worker that ends lets go of its lock and says nothing.
    const link = crypto.randomUUID();
    const release = await locks.hold(presenceLock(link));
    await finder.find();
    finder.post({ kind: 'dial', link });
    await until(() => accepted.length > 0);
    expect(accepted).toEqual(['this browser']);
    release();
    await closed;
  });

  test('wait for each other: a page that hears of the search starts the cloud', async () => {
    let started = 0;
    const stop = startCloudWhenSought(() => {
      started += 1;
      if (started === 1) void hostCloud();
    });
    cleanUps.push(stop);
    const socket = await dial();
    await new Promise<void>((resolve) => socket.onOpen(resolve));
    expect(started).toBeGreaterThan(0);
    socket.close();
  });

  test('leave nothing to be told of a cloud behind that goes on', async () => {
    const { gone } = await hostCloud();
    let left = 0;
    const counting: TabCloudFinder = {
      ...finder,
      onGone(instance, task) {
        left += 1;
        const forget = finder.onGone(instance, task);
        return () => {
          left -= 1;
          forget();
        };
      },
    };
    const ports = { clock, locks, crypto };
    const operator = createChannelOperator(ports, counting);
    for (let n = 0; n < 3; n += 1) await operator.request({ method: 'GET', url: '/_emu/devices', headers: {} });
    const socket = await createChannelTransport(ports, counting).dial({ host: 'h', service: 'hub' });
    await new Promise<void>((resolve) => socket.onOpen(resolve));
    expect(left).toBe(1);
    socket.close();
    const ends: string[] = [];
    const stop = operator.follow(
      () => undefined,
      (reason) => ends.push(reason),
    );
    await until(() => left === 1);
    stop();
    expect(left).toBe(0);

    const told: string[] = [];
    const instance = (await finder.find())!;
    finder.onGone(instance, () => told.push('forgotten'))();
    finder.onGone(instance, () => told.push('kept'));
    gone();
    await until(() => told.length > 0);
    expect([told, ends]).toEqual([['kept'], []]);
  });

  test('do not wait for ever', async () => {
    const slow = createFakeClock();
    const lonely = createTabCloudFinder({ clock: slow, locks, crypto });
    cleanUps.push(() => lonely.dispose());
    const ports = { clock: slow as Clock, locks, crypto };
    const socket = await createChannelTransport(ports, lonely).dial({ host: 'h', service: 'hub' });
    const ended = new Promise((resolve) => socket.onEnd(resolve));
    const asking = createChannelOperator(ports, lonely).request({ method: 'GET', url: '/', headers: {} });
    const failed = asking.catch((error: unknown) => error);
    await slow.advance(10_500);
    expect(await ended).toEqual({ code: 1006, opened: false });
    expect(await failed).toMatchObject({ code: 'cloud/unreachable', facts: { where: 'tab' } });
  });

  test('know how much is on its way', async () => {
    const { cloud } = await hostCloud();
    let resume = (): void => undefined;
    const received: number[] = [];
    cloud.accept = (link) => {
      link.onBytes((bytes) => received.push(bytes.length));
      link.pause();
      resume = () => link.resume();
    };
    const socket = await dial();
    await new Promise<void>((resolve) => socket.onOpen(resolve));
    // A view into a larger buffer sends no more than itself.
    socket.send(new Uint8Array(100_000).subarray(0, 1000));
    socket.send(new Uint8Array(500));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([socket.bufferedAmount, received]).toEqual([1500, []]);
    resume();
    await until(() => socket.bufferedAmount === 0);
    expect(received).toEqual([1000, 500]);
    socket.close();
  });
});

describe('the state of the cloud in this browser', () => {
  test('is kept sealed whole, the newest one at last', async () => {
    const vault = createMemoryVault(crypto.subtle);
    const keeper = createCloudStateKeeper(vault);
    expect(await keeper.read()).toBeUndefined();
    for (let n = 1; n <= 5; n += 1) await keeper.keep({ n });
    expect(await keeper.read()).toEqual({ n: 5 });
    expect(await vault.list('cloud-state')).toEqual([{ id: 'tab', kind: 'cloud-state', schema: 1, public: {} }]);
  });

  test('of a later version of the app is neither read nor written over', async () => {
    const vault = createMemoryVault(crypto.subtle);
    await vault.write({ id: 'tab', kind: 'cloud-state', schema: 2, public: {}, secret: 'of the future' });
    const newer = createCloudStateKeeper(vault);
    expect(await newer.read()).toBeUndefined();
    await newer.keep({ n: 1 });
    expect((await vault.read('cloud-state', 'tab'))?.secret).toBe('of the future');
  });

  test('is done without where the browser keeps nothing', async () => {
    const refuse = () => Promise.reject(new WorkbenchError('vault/unavailable', {}));
    const keeper = createCloudStateKeeper({ ...createMemoryVault(crypto.subtle), read: refuse, write: refuse });
    expect(await keeper.read()).toBeUndefined();
    await keeper.keep({ n: 1 });
  });

  test('is a mistake of ours where it cannot be written for a reason that nobody foresaw', async () => {
    const vault = { ...createMemoryVault(crypto.subtle), write: () => Promise.reject(new TypeError('ours')) };
    await expect(createCloudStateKeeper(vault).keep({ n: 1 })).rejects.toThrow('ours');
  });
});
