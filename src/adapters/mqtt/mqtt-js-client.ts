// The one line that chooses the build: `mqtt` is the prebundled one, `mqtt/lib/client` the source (see the README).
import mqtt, { type IStream, type Packet } from 'mqtt';
import type { Clock, Timer } from '#core/ports/clock';
import {
  MqttConnectFailure,
  MqttConnectionEnded,
  type MqttClient,
  type MqttConnection,
  type MqttConnectOptions,
  type MqttEnd,
  type MqttPublication,
} from '#core/ports/mqtt-client';
import { copyPayload, describeSeen, packetSize } from './packet-seen.ts';
import { PacketStream } from './packet-stream.ts';
import { createUnkeptPackets } from './unkept-packets.ts';

type ReceivedPublication = MqttPublication & { readonly duplicate: boolean };

/** mqtt.js has a timer of its own until CONNACK; ours decides, so its own is put as far off as a timer goes. */
const NEVER_MS = 2 ** 31 - 1;

/** DISCONNECT (MQTT 3.1.1, 3.14). */
const DISCONNECT_PACKET = new Uint8Array([0xe0, 0x00]);

/** Gives an MQTT 3.1.1 client over mqtt.js. It never reconnects by itself; all its time comes from `clock`. */
export function createMqttJsClient(clock: Clock): MqttClient {
  return { connect: (options) => new MqttJsConnection(clock, options).accepted };
}

class MqttJsConnection implements MqttConnection {
  readonly accepted: Promise<MqttConnection>;
  readonly ended: Promise<MqttEnd>;
  readonly #options: MqttConnectOptions;
  readonly #stream: PacketStream;
  readonly #client: mqtt.MqttClient;
  readonly #connectTimer: Timer;
  readonly #pending = new Set<(error: Error) => void>();
  #accept!: (connection: MqttConnection) => void;
  #refuse!: (failure: MqttConnectFailure) => void;
  #tellEnd!: (end: MqttEnd) => void;
  /** What came before anybody listened: a hub may send queued messages in the frame of its CONNACK. */
  #early: ReceivedPublication[] | undefined = [];
  #listener: ((publication: ReceivedPublication) => void) | undefined;
  #connack: { readonly returnCode: number; readonly sessionPresent: boolean } | undefined;
  #end: MqttEnd | undefined;

  constructor(clock: Clock, options: MqttConnectOptions) {
    this.#options = options;
    this.accepted = new Promise((resolve, reject) => {
      this.#accept = resolve;
      this.#refuse = reject;
    });
    this.ended = new Promise((resolve) => (this.#tellEnd = resolve));
    this.#connectTimer = clock.after(options.connectTimeoutMs, () => this.#finish({ kind: 'timeout' }));
    this.#stream = new PacketStream({
      socket: options.socket,
      clock,
      onFault: (detail) => this.#finish({ kind: 'not-mqtt', detail }),
      onEnd: (end) => this.#finish({ kind: 'closed', connected: this.#isConnected, ...end }),
    });
    this.#client = this.#createClient(clock);
  }

  get sessionPresent(): boolean {
    return this.#connack?.sessionPresent ?? false;
  }

  subscribe(filters: readonly { readonly topic: string; readonly qos: 0 | 1 }[]): Promise<readonly number[]> {
    const wanted = Object.fromEntries(filters.map(({ topic, qos }) => [topic, { qos }]));
    return this.#untilEnd((resolve, reject) => {
      this.#client.subscribe(wanted, (error, _granted, packet) => {
        // mqtt.js makes an error of a refused filter; here it is an answer like another.
        const suback = packet ?? (error as { packet?: { granted?: readonly number[] } } | null)?.packet;
        if (suback?.granted !== undefined) resolve(suback.granted.map(Number));
        else reject(error ?? new Error('SUBACK without codes'));
      });
    });
  }

  publish({ topic, payload, qos }: MqttPublication): Promise<void> {
    return this.#untilEnd((resolve, reject) => {
      // Any Uint8Array does: mqtt-packet measures it and writes it as it is.
      this.#client.publish(topic, payload as Buffer, { qos }, (error) => (error ? reject(error) : resolve()));
    });
  }

  onPublication(listener: (publication: ReceivedPublication) => void): void {
    this.#listener = listener;
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const publication of early) listener(publication);
  }

  async end(): Promise<void> {
    if (this.#end === undefined && this.#isConnected) {
      // mqtt.js would first wait for every acknowledgement, which may never come.
      this.#stream.beginPacket((bytes) => this.#options.onPacket({ direction: 'sent', type: 'disconnect', bytes }));
      this.#stream.write(DISCONNECT_PACKET);
      this.#stream.end();
    }
    this.#finish({ kind: 'ended-by-us' });
    await this.ended;
  }

  get #isConnected(): boolean {
    return this.#connack?.returnCode === 0;
  }

  #createClient(clock: Clock): mqtt.MqttClient {
    const { clientId, userName, password, cleanSession, keepAliveSeconds } = this.#options;
    const client = new mqtt.MqttClient(() => this.#stream as unknown as IStream, {
      protocolVersion: 4,
      clientId,
      username: userName,
      ...(password === undefined ? {} : { password }),
      clean: cleanSession,
      keepalive: keepAliveSeconds,
      connectTimeout: NEVER_MS,
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      outgoingStore: createUnkeptPackets(),
      incomingStore: createUnkeptPackets(),
      // The default starts a worker from a blob: address, which the policy refuses without a word.
      timerVariant: repeatingTimers(clock),
      // Its own log formats every packet, and is off anyway.
      log: () => undefined,
      manualConnect: true,
    });
    client.on('packetsend', (packet) => {
      this.#stream.beginPacket((bytes) => this.#options.onPacket(describeSeen('sent', packet, bytes)));
    });
    client.on('packetreceive', (packet) => this.#receive(packet));
    client.on('connect', () => {
      this.#connectTimer.cancel();
      this.#accept(this);
    });
    client.on('error', (error) => this.#finish(this.#identifyError(error)));
    client.connect();
    return client;
  }

  #receive(packet: Packet): void {
    if (this.#end !== undefined) return;
    this.#options.onPacket(describeSeen('received', packet, packetSize(packet.length ?? 0)));
    if (packet.cmd === 'connack') {
      this.#connack ??= { returnCode: packet.returnCode ?? 0, sessionPresent: packet.sessionPresent };
    }
    if (packet.cmd !== 'publish') return;
    const { topic, payload, qos, dup } = packet;
    const received = { topic, payload: copyPayload(payload), qos: qos === 0 ? 0 : 1, duplicate: dup ?? false } as const;
    if (this.#early === undefined) this.#listener?.(received);
    else this.#early.push(received);
  }

  /** The errors of mqtt.js are told apart by their place and text: only a refusal has a code. */
  #identifyError(error: Error): MqttEnd {
    const returnCode = this.#connack?.returnCode ?? 0;
    if (returnCode !== 0) return { kind: 'refused', returnCode };
    if (error.message === 'Keepalive timeout') return { kind: 'timeout' };
    return { kind: 'not-mqtt', detail: error.message };
  }

  #finish(end: MqttEnd): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#connectTimer.cancel();
    this.#client.end(true);
    this.#stream.destroy();
    this.#refuse(new MqttConnectFailure(end));
    this.#tellEnd(end);
    for (const reject of this.#pending) reject(new MqttConnectionEnded(end));
    this.#pending.clear();
  }

  /** Gives a promise that is also rejected when the connection ends: mqtt.js forgets some of its callbacks then. */
  #untilEnd<T>(start: (resolve: (value: T) => void, reject: (error: Error) => void) => void): Promise<T> {
    if (this.#end !== undefined) return Promise.reject(new MqttConnectionEnded(this.#end));
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      const settled = <V>(settle: (value: V) => void) => {
        return (value: V) => {
          this.#pending.delete(reject);
          settle(value);
        };
      };
      start(settled(resolve), settled(reject));
    });
  }
}

/** Gives the timers that mqtt.js keeps its keep-alive by, over a clock. */
function repeatingTimers(clock: Clock): {
  set: (task: () => void, everyMs: number) => number;
  clear: (id: number) => void;
} {
  const timers = new Map<number, Timer>();
  let made = 0;
  const arm = (id: number, task: () => void, everyMs: number): void => {
    const repeat = (): void => {
      arm(id, task, everyMs);
      task();
    };
    timers.set(id, clock.after(everyMs, repeat));
  };
  return {
    set(task, everyMs) {
      made += 1;
      arm(made, task, everyMs);
      return made;
    },
    clear(id) {
      timers.get(id)?.cancel();
      timers.delete(id);
    },
  };
}
