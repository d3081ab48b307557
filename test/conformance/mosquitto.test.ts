import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createSystemClock } from '#adapters/clock/system-clock';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createDirectTransport } from '#adapters/sockets/direct-transport';
import { createHostPrimer } from '#adapters/sockets/host-primer';
import type { WebSocketConstructor } from '#adapters/sockets/web-socket-byte-socket';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { encodeUtf8 } from '#core/bytes/text';
import type { Transport } from '#core/ports/byte-socket';
import type { DeviceDetail } from '#core/ports/device-host';
import type { MqttConnection } from '#core/ports/mqtt-client';
import { createDeviceHost } from '#device/device-host';
import { createMosquitto, whyNoMosquitto, type Mosquitto } from '../support/mosquitto.ts';
import { createPlainConnections } from '../support/plain-connections.ts';
import { createQuietNetwork } from '../support/quiet-network.ts';

const obstacle = whyNoMosquitto();
const HOST = 'mosquitto.test';

let mosquitto: Mosquitto;

/** The direct road, led through a Unix socket into the namespace of the broker. */
function roadTo(socketPath: string): Transport {
  class SocketInNamespace extends WebSocket {
    constructor(address: string, protocols: string[]) {
      const { pathname, search } = new URL(address);
      super(`ws+unix:${socketPath}:${pathname}${search}`, protocols);
    }
  }
  return createDirectTransport({
    cloud: { kind: 'node', origin: 'http://mosquitto.test' },
    WebSocket: SocketInNamespace as unknown as WebSocketConstructor,
    primer: createHostPrimer(() => Promise.resolve()),
  });
}

async function createDevice(socketPath: string) {
  const clock = createSystemClock();
  const { crypto } = globalThis;
  const vault = createMemoryVault(crypto.subtle);
  const host = createDeviceHost({
    clock,
    crypto,
    connections: createPlainConnections({ vault, crypto, clock }),
    mqtt: createMqttJsClient(clock),
    locks: createMemoryLocks(),
    network: createQuietNetwork({ ownOrigin: 'http://mosquitto.test' }),
    vault,
    transportFor: () => roadTo(socketPath),
    readLocalIdScope: () => Promise.resolve(undefined),
  });
  const id = await host.add({
    record: {
      cloud: { kind: 'node', origin: 'http://mosquitto.test' },
      route: { kind: 'hub', hubHost: HOST, deviceId: 'm-01' },
      behaviour: 'thermostat',
      intervalMs: 100,
    },
    secret: { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) },
  });
  const until = (isTrue: (detail: DeviceDetail) => boolean): Promise<DeviceDetail> =>
    new Promise((resolve) => {
      let stop: (() => void) | undefined;
      void host
        .watchDevice(id, (detail) => {
          if (!isTrue(detail)) return;
          stop?.();
          resolve(detail);
        })
        .then((stopWatching) => (stop = stopWatching));
    });
  return { host, id, until };
}

const isOnline = ({ state }: DeviceDetail): boolean => state.kind === 'online';

/** Another client of the broker, by the same adapter. */
async function connectOther(clientId: string): Promise<MqttConnection> {
  const socket = await roadTo(mosquitto.sockets.open).dial({ host: HOST, service: 'hub' });
  return createMqttJsClient(createSystemClock()).connect({
    socket,
    clientId,
    userName: 'other',
    password: 'none',
    cleanSession: true,
    keepAliveSeconds: 30,
    connectTimeoutMs: 5000,
    onPacket: () => undefined,
  });
}

describe.skipIf(obstacle !== undefined)(
  `a virtual device and mosquitto${obstacle === undefined ? '' : ` (${obstacle})`}`,
  () => {
    let device: Awaited<ReturnType<typeof createDevice>>;
    beforeAll(async () => {
      mosquitto = await createMosquitto();
    });
    afterAll(() => mosquitto.dispose());
    beforeEach(async () => {
      await mosquitto.start();
      device = await createDevice(mosquitto.sockets.open);
    });
    afterEach(async () => {
      await device.host.stop(device.id);
      await mosquitto.kill();
    });

    test('connect by WebSocket, and telemetry is acknowledged', async () => {
      await device.host.start(device.id);
      const { steps } = await device.until(({ counters }) => counters.telemetryAcknowledged >= 5);
      expect(steps.map(({ kind, outcome }) => `${kind} ${outcome}`).slice(0, 4)).toEqual([
        'preflight done',
        'hub-socket done',
        'hub-connect done',
        'hub-subscribe done',
      ]);
    });

    test('find each other again after the broker was killed, and nothing that was sent is lost', async () => {
      const listener = await connectOther('listener');
      await listener.subscribe([{ topic: 'devices/m-01/messages/events/#', qos: 1 }]);
      let heard = 0;
      listener.onPublication(() => (heard += 1));
      await device.host.start(device.id);
      await device.until(({ counters }) => counters.telemetryAcknowledged >= 3);
      expect(heard).toBeGreaterThanOrEqual(3);

      await mosquitto.kill();
      const { state } = await device.until(({ state: now }) => now.kind === 'waiting');
      expect(state).toMatchObject({ reason: { code: 'hub/closed' } });
      await mosquitto.start();
      const before = (await device.until(isOnline)).counters;
      expect(before.reconnects).toBe(1);
      const after = await device.until(
        ({ counters }) => counters.telemetryAcknowledged > before.telemetryAcknowledged + 5,
      );
      expect(after.counters.telemetrySent - after.counters.telemetryAcknowledged).toBeLessThan(3);
    });

    test('keep a session: what was sent to the device while it was away arrives when it is back', async () => {
      await device.host.start(device.id);
      await device.until(isOnline);
      await device.host.stop(device.id);
      const other = await connectOther('sender');
      const topic = 'devices/m-01/messages/devicebound/%24.mid=m1&alert=yes';
      await other.publish({ topic, payload: encodeUtf8('kept for you'), qos: 1 });
      await other.end();
      await device.host.start(device.id);
      const { messages } = await device.until(({ messages: all }) => all.length > 0);
      expect(messages).toMatchObject([{ messageId: 'm1', body: 'kept for you', properties: { alert: 'yes' } }]);
    });

    test('part when another client takes the name, and meet again', async () => {
      await device.host.start(device.id);
      await device.until(isOnline);
      const other = await connectOther('m-01');
      const { state } = await device.until(({ state: now }) => now.kind === 'waiting');
      expect(state).toMatchObject({ reason: { code: 'hub/closed' } });
      await device.until(isOnline);
      expect((await other.ended).kind).toBe('closed');
    });

    test('carry large messages both ways', async () => {
      await device.host.start(device.id);
      await device.until(isOnline);
      await device.host.sendTelemetry(device.id, 'x'.repeat(250_000), {});
      const other = await connectOther('sender');
      const topic = 'devices/m-01/messages/devicebound/';
      await other.publish({ topic, payload: encodeUtf8('y'.repeat(250_000)), qos: 1 });
      const { messages } = await device.until(({ messages: all }) => all.length > 0);
      expect(messages[0]?.body).toBe('y'.repeat(250_000));
      await other.end();
    });

    test('end in hub/refused where the broker wants a password', async () => {
      const refused = await createDevice(mosquitto.sockets.guarded);
      await refused.host.start(refused.id);
      const { state } = await refused.until(({ state: now }) => now.kind === 'refused');
      expect(state).toMatchObject({ reason: { code: 'hub/refused', facts: { returnCode: 5 } } });
    });

    test('end in socket/unreachable where the broker speaks no WebSocket, and nothing hangs', async () => {
      const lost = await createDevice(mosquitto.sockets.plain);
      await lost.host.start(lost.id);
      const { state } = await lost.until(({ state: now }) => now.kind === 'waiting');
      expect(state).toMatchObject({ reason: { code: 'socket/unreachable' } });
      await lost.host.stop(lost.id);
    });
  },
);
