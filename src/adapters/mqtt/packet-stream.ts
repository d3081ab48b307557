import type { ByteSocket, SocketEnd } from '#core/ports/byte-socket';
import type { Clock, Timer } from '#core/ports/clock';
import { concatBytes } from '#core/bytes/compare';
import { encodeUtf8 } from '#core/bytes/text';
import { createPacketSplitter } from './packet-splitter.ts';

/** Bytes that may wait in the socket before mqtt.js is told to hold on (it may send 1 MiB frames in a burst). */
const HIGH_WATER_BYTES = 8 * 1024 * 1024;
/** How often a full socket is looked at again: sockets have no event for it. */
const DRAIN_POLL_MS = 5;

/** Where mqtt.js wants received bytes: its own parser, behind a stream of the `readable-stream` package. */
interface Parser {
  write(bytes: Uint8Array): unknown;
}

type Listener = (...details: unknown[]) => void;

/** What the owner of a stream is told; each is called at most once. */
export interface PacketStreamOptions {
  readonly socket: ByteSocket;
  readonly clock: Clock;
  /** What came in is no MQTT, or none that a server may send. */
  readonly onFault: (detail: string) => void;
  readonly onEnd: (end: SocketEnd) => void;
}

/**
 * Joins mqtt.js to a `ByteSocket` in the place of a Node stream. It has just the methods that `MqttClient` calls, and:
 * hands over one packet at a time, so that mqtt.js never puts off the next one by its `nextTick`, which in the
 * browser's build is `setTimeout(0)`; has no `cork`, for the same reason; sends what was written in one turn as one
 * frame; counts the bytes of each packet.
 */
export class PacketStream {
  readonly #options: PacketStreamOptions;
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #splitter = createPacketSplitter();
  #parser: Parser | undefined;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #flushIsDue = false;
  #isOpen = false;
  #isClosed = false;
  #drainTimer: Timer | undefined;
  #packetBytes = 0;
  #onPacketSent: ((bytes: number) => void) | undefined;
  /** Tell of packets that are written and still wait, for the socket to open or for the end of this turn. */
  #reports: (() => void)[] = [];

  constructor(options: PacketStreamOptions) {
    this.#options = options;
    options.socket.onOpen(() => {
      this.#isOpen = true;
      this.#flush();
    });
    options.socket.onBytes((bytes) => this.#receive(bytes));
    options.socket.onEnd((end) => {
      if (this.#isClosed) return;
      options.onEnd(end);
      this.destroy();
    });
  }

  /** Begins the next packet: `onSent` gets its size once the open socket took it, which may be never. */
  beginPacket(onSent: (bytes: number) => void): void {
    this.#finishPacket();
    this.#onPacketSent = onSent;
  }

  pipe(parser: Parser): Parser {
    this.#parser = parser;
    return parser;
  }

  /** Gives false when the writer should wait for `drain`. */
  write(written: Uint8Array | string): boolean {
    if (this.#isClosed) return true;
    // mqtt-packet writes topics and names as text, always UTF-8.
    const chunk = typeof written === 'string' ? encodeUtf8(written) : written;
    this.#waiting.push(chunk);
    this.#waitingBytes += chunk.length;
    this.#packetBytes += chunk.length;
    if (!this.#flushIsDue) {
      this.#flushIsDue = true;
      queueMicrotask(() => this.#flush());
    }
    if (this.#isBelowHighWater()) return true;
    this.#awaitDrain();
    return false;
  }

  /** Sends what waits and closes. */
  end(onFinished?: () => void): void {
    this.#flush();
    this.destroy();
    onFinished?.();
  }

  destroy(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#waiting = [];
    this.#reports = [];
    this.#drainTimer?.cancel();
    this.#options.socket.close();
    queueMicrotask(() => this.#emit('close'));
  }

  on(event: string, listener: Listener): this {
    const known = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, known.add(listener));
    return this;
  }

  once(event: string, listener: Listener): this {
    const wrapped: Listener = (...details) => {
      this.removeListener(event, wrapped);
      listener(...details);
    };
    return this.on(event, wrapped);
  }

  removeListener(event: string, listener: Listener): this {
    this.#listeners.get(event)?.delete(listener);
    return this;
  }

  /** Asked for by mqtt.js; there is no limit to raise. */
  setMaxListeners(): this {
    return this;
  }

  #emit(event: string): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) listener();
  }

  #receive(bytes: Uint8Array): void {
    try {
      for (const packet of this.#splitter.split(bytes)) {
        if (this.#isClosed) return;
        this.#parser?.write(packet);
      }
    } catch (error) {
      this.#options.onFault(error instanceof Error ? error.message : 'unreadable packet');
    }
  }

  #finishPacket(): void {
    const report = this.#onPacketSent;
    const bytes = this.#packetBytes;
    this.#onPacketSent = undefined;
    this.#packetBytes = 0;
    if (report !== undefined) this.#reports.push(() => report(bytes));
  }

  #flush(): void {
    this.#flushIsDue = false;
    this.#finishPacket();
    if (!this.#isOpen || this.#isClosed || this.#waiting.length === 0) return;
    // A copy, also of a single chunk: mqtt.js writes views of pools that it uses again.
    const frame = concatBytes(this.#waiting);
    const reports = this.#reports;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#reports = [];
    this.#options.socket.send(frame);
    for (const report of reports) report();
  }

  #isBelowHighWater(): boolean {
    return this.#options.socket.bufferedAmount + this.#waitingBytes < HIGH_WATER_BYTES;
  }

  #awaitDrain(): void {
    if (this.#drainTimer !== undefined) return;
    this.#drainTimer = this.#options.clock.after(DRAIN_POLL_MS, () => {
      this.#drainTimer = undefined;
      if (this.#isClosed) return;
      if (this.#isBelowHighWater()) this.#emit('drain');
      else this.#awaitDrain();
    });
  }
}
