import { connect, type TLSSocket } from 'node:tls';

/** How to reach a broker over MQTT with TLS. */
export interface Broker {
  readonly port: number;
  readonly clientId: string;
  readonly userName: string;
  readonly password: string;
  readonly topic: string;
}

/**
 * A minimal MQTT 3.1.1 client over TLS that costs the measuring side as little as can be: prebuilt packets, acknowledgements
 * counted by their four bytes. It measures servers, so it takes no notice of anything else.
 */
export interface RawClient {
  /** Publishes `count` messages of QoS 1 with `window` in flight; gives the seconds until the last PUBACK. */
  publishAcknowledged(count: number, window: number, payload: Uint8Array): Promise<number>;
  /** Publishes one message of QoS 1. */
  publish(payload: Uint8Array): void;
  /** Messages that `publish` sent and the broker acknowledged, each of them once and in their order. */
  readonly acknowledged: number;
  /** Why the connection is over, other than by `close`; undefined while it stands. */
  readonly fault: string | undefined;
  close(): Promise<void>;
}

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

function packet(firstByte: number, body: Buffer): Buffer {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return Buffer.concat([Buffer.from([firstByte, ...length]), body]);
}

function connectPacket(broker: Broker): Buffer {
  const head = Buffer.from([0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0b1100_0010, 0, 60]);
  return packet(0x10, Buffer.concat([head, text(broker.clientId), text(broker.userName), text(broker.password)]));
}

/** Opens a connection and waits for CONNACK 0. */
export async function openRawClient(broker: Broker): Promise<RawClient> {
  const socket = connect({ host: '127.0.0.1', port: broker.port, rejectUnauthorized: false, servername: 'localhost' });
  socket.setNoDelay(true);
  await once(socket, 'secureConnect');
  socket.write(connectPacket(broker));
  const connack = await once(socket, 'data');
  if (connack[0] !== 0x20 || connack[3] !== 0) {
    socket.destroy();
    throw new Error(`the broker answered CONNECT with ${connack.toString('hex')}`);
  }
  const single = new SinglePublisher(socket, broker.topic);
  return {
    publish: (payload) => single.publish(payload),
    get acknowledged() {
      return single.acknowledged;
    },
    get fault() {
      return single.fault;
    },
    publishAcknowledged: (count, window, payload) => publishAcknowledged(socket, broker.topic, count, window, payload),
    close: () => close(socket),
  };
}

/** Publishes message by message, and holds each PUBACK to be the next one that is due. */
class SinglePublisher {
  acknowledged = 0;
  fault: string | undefined;
  readonly #socket: TLSSocket;
  readonly #topic: string;
  #sent = 0;
  #rest: Buffer = Buffer.alloc(0);

  constructor(socket: TLSSocket, topic: string) {
    this.#socket = socket;
    this.#topic = topic;
  }

  publish(payload: Uint8Array): void {
    if (this.#sent === 0) this.#listen();
    const id = Buffer.alloc(2);
    id.writeUInt16BE((this.#sent++ % 65_535) + 1);
    this.#socket.write(packet(0x32, Buffer.concat([text(this.#topic), id, payload])));
  }

  #listen(): void {
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', (error) => (this.fault ??= error.message));
    this.#socket.once('close', () => (this.fault ??= 'the broker closed the connection'));
  }

  #take(chunk: Buffer): void {
    const bytes = Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (; at + 4 <= bytes.length; at += 4) {
      const due = (this.acknowledged % 65_535) + 1;
      if (bytes.readUInt16BE(at) !== 0x4002 || bytes.readUInt16BE(at + 2) !== due) this.fault ??= `no PUBACK of ${due}`;
      this.acknowledged += 1;
    }
    this.#rest = bytes.subarray(at);
  }
}

function publishAcknowledged(
  socket: TLSSocket,
  topic: string,
  count: number,
  window: number,
  payload: Uint8Array,
): Promise<number> {
  const message = packet(0x32, Buffer.concat([text(topic), Buffer.from([0, 0]), payload]));
  const idAt = message.length - payload.length - 2;
  let sent = 0;
  let acknowledgedBytes = 0;
  const send = (howMany: number): void => {
    const batch = Buffer.allocUnsafe(message.length * howMany);
    for (let i = 0; i < howMany; i++) {
      message.copy(batch, i * message.length);
      batch.writeUInt16BE((sent++ % 65_535) + 1, i * message.length + idAt);
    }
    socket.write(batch);
  };
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const onClose = (): void =>
      reject(new Error(`the broker closed after ${acknowledgedBytes / 4} of ${count} messages`));
    const onData = (chunk: Buffer): void => {
      // Each PUBACK is four bytes, and nothing else comes back on this connection.
      acknowledgedBytes += chunk.length;
      const acknowledged = acknowledgedBytes >> 2;
      if (acknowledged >= count) {
        socket.off('data', onData).off('close', onClose);
        resolve((performance.now() - startedAt) / 1000);
      } else {
        const room = Math.min(count - sent, window - (sent - acknowledged));
        if (room > 0) send(room);
      }
    };
    socket.on('data', onData).once('close', onClose);
    send(Math.min(window, count));
  });
}

function once(socket: TLSSocket, event: 'data' | 'secureConnect'): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const onClose = (): void => reject(new Error(`closed before ${event}`));
    socket.once('close', onClose).once('error', reject);
    socket.once(event, (data: Buffer) => {
      socket.off('close', onClose).off('error', reject);
      resolve(data);
    });
  });
}

async function close(socket: TLSSocket): Promise<void> {
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.end(Buffer.from([0xe0, 0]));
  socket.destroySoon();
  await closed;
}
