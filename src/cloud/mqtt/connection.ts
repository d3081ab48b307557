import type { Timer } from '#core/ports/clock';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import { logAttempt, type CloudContext } from '../cloud-context.ts';
import type { Link, LinkFacts } from '../link.ts';
import { createPacketDecoder, encodePacket } from './codec.ts';
import { dispatchPacket } from './dispatch.ts';
import { createOutbox } from './outbox.ts';
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
  /** Writes the reason into the log and closes. MQTT 3.1.1 has no packet to tell it to the client. */
  fail(finding: AttemptFinding): void;
  /** Closes after what was sent. `how` tells the session whether its will is due. */
  close(how: 'lost' | 'disconnect'): void;
}

/** Time until a CONNECT must have come, in seconds [MQTT-3.1.4]. */
export const CONNECT_TIMEOUT_SECONDS = 30;
/** The longest keep-alive that IoT Hub keeps; longer ones, and none, count as the cap below. */
export const LONGEST_KEEP_ALIVE_SECONDS = 1177;
/** The longest silence that IoT Hub bears. */
export const SILENCE_CAP_SECONDS = 1767;
/** Largest packet: 256 KB of telemetry and a topic with its property bag. */
export const PACKET_LIMIT_BYTES = 256 * 1024 + 65_535 + 16;
/** Bytes that may wait for a slow step before the client is held back. */
const BACKLOG_LIMIT_BYTES = 64 * 1024;

/** Serves a client on `link` until either side closes. */
export function createConnection(context: CloudContext, link: Link, onEnd: () => void): Connection {
  const decoder = createPacketDecoder(PACKET_LIMIT_BYTES);
  const openedAt = context.clock.now();
  let lastPacketAt = openedAt;
  let silenceMs = SILENCE_CAP_SECONDS * 1000;
  const outbox = createOutbox((bytes) => link.send(bytes));
  let busy = false;
  let paused = false;
  let closed = false;
  let watchdog: Timer | undefined;

  const close = (how: 'lost' | 'disconnect'): void => {
    if (closed) return;
    closed = true;
    watchdog?.cancel();
    outbox.flush();
    link.close();
    onEnd();
    connection.session?.ended(how);
  };

  const connection: Connection = {
    facts: link.facts,
    session: undefined,
    get closed() {
      return closed;
    },
    send(packet) {
      if (closed) return;
      outbox.add(encodePacket(packet));
    },
    keepAlive(seconds) {
      const capped = seconds === 0 || seconds > LONGEST_KEEP_ALIVE_SECONDS;
      silenceMs = capped ? SILENCE_CAP_SECONDS * 1000 : seconds * 1500; // [MQTT-3.1.2-24]
      watch();
    },
    fail(finding) {
      if (closed) return;
      const { service = 'hub', identity = '' } = connection.session ?? {};
      logAttempt(context, { service, identity, facts: link.facts }, 'ended', finding);
      close('lost');
    },
    close,
  };

  const guard = (error: unknown): void => {
    connection.fail(makeAttempt('our-mistake', { detail: error instanceof Error ? error.message : 'unknown' }, 500001));
  };

  /** Takes packets in order; the ones behind a slow step (a signature to check) wait for it. */
  const pump = (): void => {
    while (!busy && !closed) {
      const packet = decoder.next();
      if (packet === undefined) break;
      lastPacketAt = context.clock.now();
      const pending = dispatchPacket(context, connection, packet);
      if (pending === undefined) continue;
      busy = true;
      pending.catch(guard).finally(() => {
        busy = false;
        guarded();
      });
    }
    const full = busy && decoder.bufferedBytes > BACKLOG_LIMIT_BYTES;
    if (full !== paused && !closed) holdBack(full);
  };
  const guarded = (): void => {
    try {
      pump();
    } catch (error) {
      guard(error);
    }
  };
  const holdBack = (full: boolean): void => {
    paused = full;
    if (full) link.pause();
    else link.resume();
  };

  /** One timer per connection keeps all its times: it looks what is due and sleeps until the next. */
  const watch = (): void => {
    watchdog?.cancel();
    if (closed) return;
    const now = context.clock.now();
    const { session } = connection;
    const ends: (readonly [dueAt: number, finding: AttemptFinding])[] = [];
    if (session === undefined) {
      const seconds = CONNECT_TIMEOUT_SECONDS;
      ends.push([openedAt + seconds * 1000, makeAttempt('connect-late', { seconds })]);
    } else {
      ends.push([lastPacketAt + silenceMs, makeAttempt('keep-alive', { seconds: silenceMs / 1000 }, 404104)]);
      const graceMs = (context.settings.tokenGraceSeconds - context.settings.clockSkewSeconds) * 1000;
      if (session.expiresAt !== undefined)
        ends.push([session.expiresAt + graceMs, makeAttempt('token-ended', {}, 401003)]);
    }
    const due = ends.find(([dueAt]) => dueAt <= now);
    if (due !== undefined) return connection.fail(due[1]);
    const next = Math.min(...ends.map(([dueAt]) => dueAt), now + SILENCE_CAP_SECONDS * 1000);
    watchdog = context.clock.after(next - now, watch);
  };

  link.onClose(() => close('lost'));
  link.onBytes((bytes) => {
    if (closed) return;
    decoder.push(bytes);
    guarded();
  });
  watch();
  return connection;
}
