import type { Timer } from '#core/ports/clock';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import { createConnectionFaults, isAcknowledgement, type ConnectionFaults } from '../faults/connection-faults.ts';
import type { Link, LinkFacts } from '../link.ts';
import { encodePacket } from './codec.ts';
import { createDelayLine, type DelayLine } from './delay-line.ts';
import { dispatchPacket } from './dispatch.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { createPacketDecoder } from './packet-decoder.ts';
import type { OutgoingPacket } from './packets.ts';
import type { Session } from './session.ts';

/** One client's connection: packets in order, answers in bunches, and the times it must keep. */
export interface Connection {
  readonly facts: LinkFacts;
  /** What the client is, once its CONNECT was accepted. */
  session: Session | undefined;
  readonly closed: boolean;
  /** Sends a packet together with all others of this turn of the loop. */
  send(packet: OutgoingPacket): void;
  /** Sets the time without a packet after which the client counts as gone (MQTT 3.1.1, 3.1.2.10). */
  keepAlive(seconds: number): void;
  /** Looks again what is due: the settings may have moved the end of a token. */
  settingsChanged(): void;
  /** Writes the reason into the log and closes. MQTT 3.1.1 has no packet to tell it to the client. */
  fail(finding: AttemptFinding): void;
  /** Closes after what was sent. `how` tells the session whether its will is due. */
  close(how: 'lost' | 'disconnect'): void;
  /** Closes at once, without what a fault makes late. */
  dispose(): void;
}

/** Time until a CONNECT must have come, in seconds [MQTT-3.1.4]. */
const CONNECT_TIMEOUT_SECONDS = 30;
/** The longest keep-alive that IoT Hub keeps; longer ones, and none, count as the cap below. */
const LONGEST_KEEP_ALIVE_SECONDS = 1177;
/** The longest silence that IoT Hub bears. */
const SILENCE_CAP_SECONDS = 1767;
/** Largest packet: 256 KB of telemetry and a topic with its property bag. */
export const PACKET_LIMIT_BYTES = 256 * 1024 + 65_535 + 16;
/** Bytes that may wait for a slow step before the client is held back. */
const BACKLOG_LIMIT_BYTES = 64 * 1024;

/** Serves a client on `link` until either side closes; `onEnd` is called once, then. */
export function createConnection(context: CloudContext, link: Link, onEnd: () => void): Connection {
  const connection = new LinkConnection(context, link, onEnd);
  link.onClose(() => connection.linkClosed());
  link.onBytes((bytes) => connection.take(bytes));
  return connection;
}

class LinkConnection implements Connection {
  session: Session | undefined;
  closed = false;
  readonly #context: CloudContext;
  readonly #link: Link;
  readonly #onEnd: () => void;
  readonly #decoder = createPacketDecoder(PACKET_LIMIT_BYTES);
  readonly #outbox: Outbox;
  readonly #line: DelayLine;
  readonly #faults: ConnectionFaults;
  #wasHalfOpen = false;
  /** What the outbox holds tells the client that something was done. */
  #acknowledges = false;
  readonly #openedAt: number;
  #lastPacketAt: number;
  #silenceMs = SILENCE_CAP_SECONDS * 1000;
  #watchdog: Timer | undefined;
  /** A slow step goes on, and the packets behind it wait. */
  #busy = false;
  #paused = false;

  constructor(context: CloudContext, link: Link, onEnd: () => void) {
    this.#context = context;
    this.#link = link;
    this.#onEnd = onEnd;
    this.#line = createDelayLine(context.clock, link);
    this.#faults = createConnectionFaults(context, link.facts, () => this.session);
    this.#outbox = createOutbox((bytes) => this.#leave(bytes));
    this.#openedAt = context.clock.now();
    this.#lastPacketAt = this.#openedAt;
    this.#watch();
  }

  get facts(): LinkFacts {
    return this.#link.facts;
  }

  take(bytes: Uint8Array): void {
    if (this.closed || this.#isHalfOpen()) return;
    this.#decoder.push(bytes);
    this.#pump();
  }

  send(packet: OutgoingPacket): void {
    if (this.closed) return;
    if (!this.#context.faults.none) {
      if (this.#isHalfOpen() || this.#faults.loses(packet)) return;
      this.#acknowledges ||= isAcknowledgement(packet);
    }
    this.#outbox.add(encodePacket(packet));
  }

  keepAlive(seconds: number): void {
    const capped = seconds === 0 || seconds > LONGEST_KEEP_ALIVE_SECONDS;
    this.#silenceMs = capped ? SILENCE_CAP_SECONDS * 1000 : seconds * 1500; // [MQTT-3.1.2-24]
    this.#watch();
  }

  settingsChanged(): void {
    if (!this.closed) this.#watch();
  }

  fail(finding: AttemptFinding): void {
    if (this.closed) return;
    const { service = 'hub', identity = '' } = this.session ?? {};
    logAttempt(this.#context, { service, identity, facts: this.facts }, 'ended', finding);
    this.close('lost');
  }

  close(how: 'lost' | 'disconnect'): void {
    if (this.closed) return;
    // First: a fault that strikes what is flushed changes the settings, of which every open connection hears.
    this.closed = true;
    this.#outbox.flush();
    this.#watchdog?.cancel();
    this.#line.close();
    this.#onEnd();
    this.session?.ended(how);
  }

  dispose(): void {
    this.close('disconnect');
    if (this.#line.drop()) this.#link.close();
  }

  linkClosed(): void {
    this.close('lost');
    this.#line.drop();
  }

  #leave(bytes: Uint8Array): void {
    const delayMs = this.#context.faults.none ? 0 : this.#faults.lateness({ acknowledges: this.#acknowledges });
    this.#acknowledges = false;
    this.#line.send(bytes, delayMs);
  }

  /** A connection that was half open once has lost bytes, so it ends when the fault does. */
  #isHalfOpen(): boolean {
    if (this.#wasHalfOpen) return true;
    if (!this.#context.faults.none) this.#wasHalfOpen = this.#faults.isHalfOpen();
    return this.#wasHalfOpen;
  }

  /** Takes packets in order until one needs time, such as a signature to judge. No error gets past here. */
  #pump(): void {
    try {
      while (!this.#busy && !this.closed) {
        const packet = this.#decoder.next();
        if (packet === undefined) break;
        this.#lastPacketAt = this.#context.clock.now();
        const pending = dispatchPacket(this.#context, this, packet);
        if (pending !== undefined) this.#waitFor(pending);
      }
      this.#holdBack(this.#busy && this.#decoder.bufferedBytes > BACKLOG_LIMIT_BYTES);
    } catch (error) {
      this.#failByMistake(error);
    }
  }

  #waitFor(pending: Promise<void>): void {
    this.#busy = true;
    const goOn = (): void => {
      this.#busy = false;
      this.#pump();
    };
    pending.catch((error: unknown) => this.#failByMistake(error)).then(goOn, goOn);
  }

  #failByMistake(error: unknown): void {
    const detail = error instanceof Error ? error.message : 'unknown';
    this.fail(makeAttempt('our-mistake', { detail }, 500001));
  }

  #holdBack(full: boolean): void {
    if (full === this.#paused || this.closed) return;
    this.#paused = full;
    if (full) this.#link.pause();
    else this.#link.resume();
  }

  /** One timer per connection keeps all its times: it looks what is due and sleeps until the next. */
  #watch(): void {
    this.#watchdog?.cancel();
    const now = this.#context.clock.now();
    const ends = this.#listEnds();
    const due = ends.find(({ at }) => at <= now);
    if (due !== undefined) {
      this.fail(due.finding);
      if (due.finding.cause === 'fault-struck') this.#faults.ended();
      return;
    }
    const next = Math.min(...ends.map(({ at }) => at), now + SILENCE_CAP_SECONDS * 1000);
    this.#watchdog = this.#context.clock.after(next - now, () => this.#watch());
  }

  #listEnds(): readonly { readonly at: number; readonly finding: AttemptFinding }[] {
    const { session } = this;
    if (session === undefined) {
      const finding = makeAttempt('connect-late', { seconds: CONNECT_TIMEOUT_SECONDS });
      return [{ at: this.#openedAt + CONNECT_TIMEOUT_SECONDS * 1000, finding }];
    }
    if (this.#wasHalfOpen) {
      return this.#faults.isHalfOpen() ? [] : [{ at: 0, finding: makeAttempt('half-open-over', {}) }];
    }
    const silence = makeAttempt('keep-alive', { seconds: this.#silenceMs / 1000 }, 404104);
    const ends: { readonly at: number; readonly finding: AttemptFinding }[] = [
      { at: this.#lastPacketAt + this.#silenceMs, finding: silence },
    ];
    const dropAt = this.#context.faults.none ? undefined : this.#faults.endsAt(this.#openedAt);
    if (dropAt !== undefined) ends.push({ at: dropAt, finding: makeAttempt('fault-struck', { kind: 'drop' }) });
    if (session.expiresAt === undefined) return ends;
    const { tokenGraceSeconds, clockSkewSeconds } = this.#context.settings;
    const at = session.expiresAt + (tokenGraceSeconds - clockSkewSeconds) * 1000;
    return [...ends, { at, finding: makeAttempt('token-ended', {}, 401003) }];
  }
}
