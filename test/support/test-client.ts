import { createHmac } from 'node:crypto';
import { generate, parser, type IConnectPacket, type Packet } from 'mqtt-packet';
import type { Cloud } from '../../src/cloud/cloud.ts';
import type { LinkFacts } from '../../src/cloud/link.ts';
import { createMemoryLink, type MemoryPeer } from './memory-link.ts';

type Command = NonNullable<Packet['cmd']>;
type PacketOf<C extends Command> = Extract<Packet, { cmd: C }>;

/** A third party's MQTT client, written against the specification: it shares no line with the cloud. */
export interface TestClient {
  readonly peer: MemoryPeer;
  /** Everything the cloud sent and nobody asked for yet. */
  readonly received: Packet[];
  send(...packets: Packet[]): void;
  /** Gives the next packet of this kind, waiting for it; fails when the link closes first. */
  next<C extends Command>(command: C): Promise<PacketOf<C>>;
  subscribe(...filters: (string | { topic: string; qos: 0 | 1 | 2 })[]): Promise<readonly number[]>;
  publish(topic: string, payload?: string | Buffer, qos?: 0 | 1 | 2): void;
}

/** Opens a link to the cloud and speaks MQTT over it. */
export function createTestClient(cloud: Cloud, facts: Partial<LinkFacts> = {}): TestClient {
  const { link, peer } = createMemoryLink(facts);
  const received: Packet[] = [];
  let wake: () => void = () => undefined;
  const frames = parser({ protocolVersion: 4 });
  frames.on('packet', (packet: Packet) => {
    received.push(packet);
    wake();
  });
  peer.onBytes((bytes) => void frames.parse(Buffer.from(bytes)));
  void peer.closed.then(() => wake());
  cloud.accept(link);

  let lastId = 0;
  const client: TestClient = {
    peer,
    received,
    send: (...packets) => peer.send(Buffer.concat(packets.map((packet) => generate(packet)))),
    async next<C extends Command>(command: C): Promise<PacketOf<C>> {
      for (;;) {
        const at = received.findIndex((packet) => packet.cmd === command);
        if (at >= 0) return received.splice(at, 1)[0] as PacketOf<C>;
        if (peer.isClosed) throw new Error(`the cloud closed the link before a ${command}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async subscribe(...filters) {
      const subscriptions = filters.map((filter) =>
        typeof filter === 'string' ? { topic: filter, qos: 1 as const } : filter,
      );
      client.send({ cmd: 'subscribe', messageId: (lastId += 1), subscriptions });
      return (await client.next('suback')).granted as readonly number[];
    },
    publish(topic, payload = '', qos = 1) {
      const messageId = qos === 0 ? {} : { messageId: (lastId += 1) };
      client.send({ cmd: 'publish', topic, payload, qos, dup: false, retain: false, ...messageId });
    },
  };
  return client;
}

/** What a token is made from; each part can be spoiled. */
export interface TokenParts {
  /** As it stands in the token, so encoded or not. */
  readonly sr: string;
  /** Base64. */
  readonly key: string | Buffer;
  readonly se: number;
  readonly skn?: string;
}

/** Makes a token with Node's own crypto. */
export function makeToken({ sr, key, se, skn }: TokenParts): string {
  const bytes = typeof key === 'string' ? Buffer.from(key, 'base64') : key;
  const sig = encodeURIComponent(createHmac('sha256', bytes).update(`${sr}\n${se}`).digest('base64'));
  return `SharedAccessSignature sr=${sr}&sig=${sig}&se=${se}${skn === undefined ? '' : `&skn=${skn}`}`;
}

/** Derives a device key with Node's own crypto. */
export function deriveKey(groupKey: string, registrationId: string): string {
  return createHmac('sha256', Buffer.from(groupKey, 'base64')).update(registrationId).digest('base64');
}

/** Parts of a CONNECT that tests vary. */
export type ConnectParts = Partial<Omit<IConnectPacket, 'cmd'>>;

/** Gives a CONNECT to DPS as the Node SDK writes it. */
export function dpsConnect(
  cloud: Cloud,
  options: { id: string; nowMs: number; key?: string; sr?: string; skn?: string; se?: number; idScope?: string },
  parts: ConnectParts = {},
): IConnectPacket {
  const { idScope = cloud.describe().idScope, id, nowMs } = options;
  const { key = deriveKey(cloud.describe().enrollmentGroups[0]?.primaryKey ?? '', id) } = options;
  const {
    sr = `${idScope}%2Fregistrations%2F${id}`,
    se = Math.floor(nowMs / 1000) + 3600,
    skn = 'registration',
  } = options;
  return {
    cmd: 'connect',
    clientId: id,
    clean: true,
    keepalive: 180,
    username: `${idScope}/registrations/${id}/api-version=2019-03-31&ClientVersion=test%2F1.0`,
    password: Buffer.from(makeToken({ sr, key, se, skn })),
    ...parts,
  };
}

/** Gives a CONNECT to the hub as the Node SDK writes it. */
export function hubConnect(
  options: { id: string; key: string; nowMs: number; host?: string; sr?: string; se?: number; skn?: string },
  parts: ConnectParts = {},
): IConnectPacket {
  const { id, key, nowMs, host = 'localhost' } = options;
  const [deviceId = '', moduleId] = id.split('/');
  const module = moduleId === undefined ? '' : `%2Fmodules%2F${moduleId}`;
  const { sr = `${host}%2Fdevices%2F${deviceId}${module}`, se = Math.floor(nowMs / 1000) + 3600 } = options;
  const skn = options.skn === undefined ? {} : { skn: options.skn };
  return {
    cmd: 'connect',
    clientId: id,
    clean: false,
    keepalive: 60,
    username: `${host}/${id}/?api-version=2021-04-12`,
    password: Buffer.from(makeToken({ sr, key, se, ...skn })),
    ...parts,
  };
}
