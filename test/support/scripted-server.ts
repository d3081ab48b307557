import { generate, parser, type Packet } from 'mqtt-packet';
import type { Link } from '#cloud/link';

/** One connection to a scripted server. */
export interface ScriptedConnection {
  /** Counts from 0. */
  readonly index: number;
  readonly received: readonly Packet[];
  send(...packets: Packet[]): void;
  sendRaw(bytes: Uint8Array): void;
  close(): void;
}

/** What a scripted server does with each packet; bytes that are no MQTT come as `undefined`. */
export type Script = (connection: ScriptedConnection, packet: Packet) => void;

/** Gives a server that follows a script, for what the true cloud would never do. */
export function createScriptedServer(
  script: Script,
  onOpen: (connection: ScriptedConnection) => void = () => undefined,
) {
  let count = 0;
  const connections: ScriptedConnection[] = [];
  return {
    connections: connections as readonly ScriptedConnection[],
    accept(link: Link): void {
      const received: Packet[] = [];
      const frames = parser({ protocolVersion: 4 });
      const connection: ScriptedConnection = {
        index: count,
        received,
        send: (...packets) => link.send(new Uint8Array(Buffer.concat(packets.map((packet) => generate(packet))))),
        sendRaw: (bytes) => link.send(bytes),
        close: () => link.close(),
      };
      count += 1;
      connections.push(connection);
      frames.on('packet', (packet: Packet) => {
        received.push(packet);
        script(connection, packet);
      });
      link.onBytes((bytes) => void frames.parse(Buffer.from(bytes)));
      onOpen(connection);
    },
  };
}

/** Answers CONNECT, SUBSCRIBE and QoS 1 as any server does; gives false for what is left to a script. */
export function answerAsServer(connection: ScriptedConnection, packet: Packet): boolean {
  switch (packet.cmd) {
    case 'connect':
      connection.send({ cmd: 'connack', returnCode: 0, sessionPresent: false });
      return true;
    case 'subscribe':
      connection.send({
        cmd: 'suback',
        messageId: packet.messageId ?? 0,
        granted: packet.subscriptions.map(({ qos }) => qos),
      });
      return true;
    case 'publish':
      if (packet.qos === 1) connection.send({ cmd: 'puback', messageId: packet.messageId ?? 0 });
      return false;
    default:
      return false;
  }
}

/** A PUBLISH of a server. */
export function makePublish(topic: string, payload: string | Uint8Array, messageId?: number): Packet {
  const body = typeof payload === 'string' ? payload : Buffer.from(payload);
  const head = { cmd: 'publish', topic, payload: body, dup: false, retain: false } as const;
  return messageId === undefined ? { ...head, qos: 0 } : { ...head, qos: 1, messageId };
}
