import { parseCsv } from '#adapters/csv/parse-csv';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { createCloud, type Cloud } from '#cloud/cloud';
import type { CloudSettings } from '#cloud/settings';
import type { RoadFacts } from '#core/identity/road';
import type { Transport } from '#core/ports/byte-socket';
import type { Clock } from '#core/ports/clock';
import type { DeviceDetail, DeviceHost, DeviceState, NewDevice } from '#core/ports/device-host';
import type { Locks } from '#core/ports/locks';
import type { Network } from '#core/ports/network';
import type { Vault } from '#core/ports/vault';
import { createDeviceHost } from '#device/device-host';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createRoadTo, type MemoryRoad } from './memory-road.ts';
import { createPlainConnections } from './plain-connections.ts';
import { createPromptCrypto } from './prompt-crypto.ts';
import { createQuietNetwork } from './quiet-network.ts';

/** The name that the bench's cloud gives its hub. */
export const HUB = 'cloud.test';

/** A host of devices and a real cloud, on one clock, joined without a network. */
export interface DeviceBench {
  readonly clock: FakeClock;
  readonly cloud: Cloud;
  readonly road: MemoryRoad;
  readonly vault: Vault;
  readonly host: DeviceHost;
  /** Rows of a device's trace, each as `direction TYPE words`. */
  trace(id: string): Promise<readonly string[]>;
  /** A thermostat of the cloud's own enrollment group. */
  makeDevice(changes?: DeviceChanges): NewDevice;
  add(changes?: DeviceChanges): Promise<string>;
  state(id: string): Promise<DeviceState>;
  detail(id: string): Promise<DeviceDetail>;
  /** Moves time on, by at most `limitMs`, until the device is in this state. */
  until(id: string, kind: DeviceState['kind'], limitMs?: number): Promise<DeviceState>;
  /** Asks the cloud's operator interface; gives the parsed body. */
  operator(method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE', url: string, body?: unknown): Promise<unknown>;
  dispose(): Promise<void>;
}

export interface DeviceChanges {
  readonly registrationId?: string;
  readonly secret?: NewDevice['secret'];
  readonly record?: Partial<NewDevice['record']>;
}

export interface BenchOptions {
  readonly settings?: Partial<CloudSettings>;
  readonly network?: Partial<Network>;
  readonly locks?: Locks;
  /** What the devices see of the bench's clock; the cloud sees it as it is. */
  readonly deviceClock?: (clock: FakeClock) => Clock;
  /** In the place of one road for all devices. */
  readonly transportFor?: (facts: RoadFacts) => Transport;
  /** In the place of a road to the cloud. */
  readonly road?: (cloud: Cloud) => MemoryRoad;
  /** What the devices' local cloud is said to have as its ID scope. */
  readonly localIdScope?: string;
  /** In the place of one that answers HMAC in the same turn, and can nothing else. */
  readonly crypto?: Crypto;
  /** Shares these with another bench: two tabs of one browser. */
  readonly shared?: Pick<DeviceBench, 'clock' | 'cloud' | 'vault'>;
}

export async function createDeviceBench(options: BenchOptions = {}): Promise<DeviceBench> {
  const crypto = options.crypto ?? createPromptCrypto();
  const clock = options.shared?.clock ?? createFakeClock();
  const settings = options.settings ?? {};
  const cloud = options.shared?.cloud ?? (await createCloud({ clock, crypto, parseCsv, host: HUB, settings }));
  const road = options.road?.(cloud) ?? createRoadTo(cloud);
  const vault = options.shared?.vault ?? createMemoryVault(crypto.subtle);
  const deviceClock = options.deviceClock?.(clock) ?? clock;
  const host = createDeviceHost({
    clock: deviceClock,
    crypto,
    mqtt: createMqttJsClient(deviceClock),
    locks: options.locks ?? createMemoryLocks(),
    network: createQuietNetwork(options.network),
    vault,
    connections: createPlainConnections({ vault, crypto, clock: deviceClock }),
    transportFor: options.transportFor ?? (() => road),
    readLocalIdScope: () => Promise.resolve(options.localIdScope),
  });
  const makeDevice = (changes: DeviceChanges = {}): NewDevice => {
    const { idScope, enrollmentGroups } = cloud.describe();
    return {
      record: {
        cloud: { kind: 'node', origin: 'http://localhost:8080' },
        route: { kind: 'dps', dpsHost: HUB, idScope, registrationId: changes.registrationId ?? 'bench-01' },
        behaviour: 'thermostat',
        modelId: 'dtmi:com:example:Thermostat;1',
        ...changes.record,
      },
      secret: changes.secret ?? { kind: 'group-key', primaryKey: enrollmentGroups[0]?.primaryKey ?? '' },
    };
  };
  const detail = async (id: string): Promise<DeviceDetail> => {
    let found: DeviceDetail | undefined;
    (await host.watchDevice(id, (told) => (found = told)))();
    if (found === undefined) throw new Error('watchDevice told nothing');
    return found;
  };
  const state = async (id: string): Promise<DeviceState> => (await detail(id)).state;
  return {
    clock,
    cloud,
    road,
    vault,
    host,
    async trace(id) {
      const rows: string[] = [];
      const stop = await host.watchTrace(id, (batch) => {
        rows.push(...batch.rows.map((row) => `${row.direction} ${row.type} ${row.words}`));
      });
      stop();
      return rows;
    },
    makeDevice,
    add: (changes) => host.add(makeDevice(changes)),
    state,
    detail,
    async until(id, kind, limitMs = 60_000) {
      for (let passed = 0; passed <= limitMs; passed += 500) {
        const now = await state(id);
        if (now.kind === kind) return now;
        await clock.advance(500);
      }
      throw new Error(`not ${kind} after ${limitMs} ms but ${JSON.stringify(await state(id))}`);
    },
    async operator(method, url, body) {
      const headers = { authorization: cloud.describe().operatorToken, 'content-type': 'application/json' };
      const request = { method, url, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      const response = await cloud.rest(request);
      if (response.status >= 400) throw new Error(`${method} ${url}: ${response.status} ${response.body}`);
      return response.body === '' ? undefined : JSON.parse(response.body);
    },
    async dispose() {
      await host.dispose();
      cloud.dispose();
    },
  };
}
