import mqtt from 'mqtt';
import { createSystemClock } from '#adapters/clock/system-clock';
import { createMqttJsClient } from '#adapters/mqtt/mqtt-js-client';
import { createDirectTransport } from '#adapters/sockets/direct-transport';
import { createHostPrimer, sendPrimingRequest } from '#adapters/sockets/host-primer';
import { createTraceRing } from '#device/trace-ring';

/** Where a client connects, and as whom. */
export interface ServiceAddress {
  /** `http://` or `https://` with host and port. */
  readonly origin: string;
  readonly clientId: string;
  readonly userName: string;
  readonly password: string;
}

/** A connected client, as far as benches use it. */
export interface BenchClient {
  /** QoS 1 resolves when acknowledged. */
  publish(topic: string, payload: Uint8Array, qos: 0 | 1): Promise<void>;
  onMessage(listener: () => void): void;
  end(): Promise<void>;
}

/** How a client is made: the product's way, or mqtt.js's own. */
export type ClientKind = 'our stream' | "mqtt.js's stream";

/** Connects; `keepAliveSeconds` as in CONNECT. */
export function openClient(kind: ClientKind, address: ServiceAddress, keepAliveSeconds: number): Promise<BenchClient> {
  return kind === 'our stream' ? openOurs(address, keepAliveSeconds) : openMqttJs(address, keepAliveSeconds);
}

/** All that the device worker puts between a message and the socket, its trace too. */
async function openOurs(address: ServiceAddress, keepAliveSeconds: number): Promise<BenchClient> {
  const clock = createSystemClock();
  const ring = createTraceRing();
  const transport = createDirectTransport({
    cloud: { kind: 'node', origin: address.origin },
    WebSocket,
    primer: createHostPrimer(sendPrimingRequest),
  });
  const connection = await createMqttJsClient(clock).connect({
    ...address,
    socket: await transport.dial({ host: 'localhost', service: 'hub' }),
    cleanSession: true,
    keepAliveSeconds,
    connectTimeoutMs: 10_000,
    onPacket: (packet) => ring.add({ service: 'hub', at: clock.now(), packet }),
  });
  return {
    publish: (topic, payload, qos) => connection.publish({ topic, payload, qos }),
    onMessage: (listener) => connection.onPublication(listener),
    end: () => connection.end(),
  };
}

/** As the documentation of mqtt.js has it. */
async function openMqttJs(address: ServiceAddress, keepalive: number): Promise<BenchClient> {
  const { origin, clientId, userName, password } = address;
  if (origin.startsWith('https:')) await createHostPrimer(sendPrimingRequest).prime(origin);
  const client = mqtt.connect(`${origin.replace('http', 'ws')}/$iothub/websocket?iothub-no-client-cert=true`, {
    protocolVersion: 4,
    clientId,
    username: userName,
    password,
    keepalive,
    reconnectPeriod: 0,
  });
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve()).once('error', reject);
    client.once('close', () => reject(new Error('closed before CONNACK')));
  });
  return {
    publish: (topic, payload, qos) =>
      new Promise((resolve, reject) => {
        client.publish(topic, payload as Buffer, { qos }, (error) => (error ? reject(error) : resolve()));
      }),
    onMessage: (listener) => void client.on('message', listener),
    end: () => client.endAsync(true),
  };
}
