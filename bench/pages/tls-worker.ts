import { createSystemClock } from '#adapters/clock/system-clock';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createDirectTransport } from '#adapters/sockets/direct-transport';
import { createHostPrimer, sendPrimingRequest } from '#adapters/sockets/host-primer';
import { createRelayTransport } from '#adapters/sockets/relay-transport';
import type { Transport } from '#core/ports/byte-socket';
import type { RelaySettings } from '#core/ports/device-host';
import type { MqttConnection } from '#core/ports/mqtt-client';
import { readCertificateText } from '#core/x509/certificate-text';
import { answerTasks } from './answer-tasks.ts';

/** How a server on this machine is reached: by the browser's own TLS, or by ours over the relay. */
export type BenchRoad =
  | { readonly kind: 'browser'; readonly httpsPort: number }
  | {
      readonly kind: 'relay';
      readonly mqttsPort: number;
      readonly relay: RelaySettings;
      readonly authorityPem: string;
    };

interface CommonTask {
  readonly road: BenchRoad;
  readonly clientId: string;
  readonly userName: string;
  readonly password: string;
}

/** Connects so many times, one after the other, and gives the milliseconds from dialling to CONNACK of each. */
export interface ConnectTask extends CommonTask {
  readonly kind: 'connect';
  readonly times: number;
}

/** Publishes with QoS 0 what comes back, and gives the seconds until all has. */
export interface EchoTask extends CommonTask {
  readonly kind: 'echo';
  readonly bytes: number;
  readonly count: number;
  /** Messages that are on their way at a time. */
  readonly window: number;
}

const clock = createSystemClock();
const TARGET = { host: 'localhost', service: 'hub' } as const;

answerTasks<ConnectTask | EchoTask>(async (task) => {
  const transport = await openRoad(task.road);
  // What is loaded and primed once in a browser's life is no part of it.
  const first = await connect(transport, task);
  if (task.kind === 'echo') {
    await first.subscribe([{ topic: 'echo', qos: 0 }]);
    const seconds = await echo(first, task);
    await first.end();
    return seconds;
  }
  await first.end();
  const took: number[] = [];
  for (let time = 0; time < task.times; time += 1) {
    const startedAt = performance.now();
    const connection = await connect(transport, task);
    took.push(performance.now() - startedAt);
    await connection.end();
  }
  return took;
});

async function openRoad(road: BenchRoad): Promise<Transport> {
  if (road.kind === 'browser') {
    const cloud = { kind: 'node', origin: `https://localhost:${road.httpsPort}` } as const;
    return createDirectTransport({ cloud, WebSocket, primer: createHostPrimer(sendPrimingRequest) });
  }
  const authority = readCertificateText(road.authorityPem);
  if (!authority.ok) throw new Error('the authority cannot be read');
  return createRelayTransport({
    relay: () => Promise.resolve(road.relay),
    roots: () => Promise.resolve(authority.value),
    ownOrigin: location.origin,
    WebSocket,
    fetch: (...request) => fetch(...request),
    crypto,
    clock,
    loadTls: () => import('#core/tls/open-tls-connection'),
    portOf: () => road.mqttsPort,
  });
}

async function connect(transport: Transport, { clientId, userName, password }: CommonTask): Promise<MqttConnection> {
  return createMqttJsClient(clock).connect({
    ...{ clientId, userName, password, cleanSession: true, keepAliveSeconds: 60, connectTimeoutMs: 10_000 },
    socket: await transport.dial(TARGET),
    onPacket: () => undefined,
  });
}

function echo(connection: MqttConnection, { bytes, count, window }: EchoTask): Promise<number> {
  const payload = new Uint8Array(bytes).fill(0x20);
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let sent = 0;
    let back = 0;
    const goOn = (): void => {
      while (sent < count && sent - back < window) {
        sent += 1;
        connection.publish({ topic: 'echo', payload, qos: 0 }).catch(reject);
      }
    };
    connection.onPublication(() => {
      back += 1;
      if (back === count) resolve((performance.now() - startedAt) / 1000);
      else goOn();
    });
    goOn();
  });
}
