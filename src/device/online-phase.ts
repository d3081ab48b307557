import { parseJson, type Json, type JsonObject } from '#core/bytes/json';
import { findingOf } from '#core/errors/workbench-error';
import type { DialTarget } from '#core/ports/byte-socket';
import type { Timer } from '#core/ports/clock';
import type { AnsweredCommand, ReceivedMessage } from '#core/ports/device-host';
import { MqttConnectionEnded, type MqttConnection, type MqttEnd } from '#core/ports/mqtt-client';
import type { PropertyBag } from '#core/wire/property-bag';
import type { Behaviour } from './behaviour/behaviour.ts';
import { appendBounded, count } from './device-view.ts';
import { createHubSession, type HubSession } from './hub-session.ts';
import { identifyDrop } from './identify-refusal.ts';
import { Interrupted } from './interruption.ts';
import { KEEP_ALIVE_SECONDS } from './open-connection.ts';
import type { Login } from './proof.ts';
import type { Assignment } from './provision.ts';
import type { RunTools } from './run-tools.ts';
import type { Telemetry } from './telemetry.ts';
import type { Twin } from './twin.ts';

/** How often the deadline is compared with the clock: one long timer would oversleep with the machine. */
const DEADLINE_CHECK_MS = 15_000;

/** What lives longer than one connection. */
export interface OnlineParts {
  readonly tools: RunTools;
  readonly behaviour: Behaviour;
  readonly twin: Twin;
  readonly telemetry: Telemetry;
}

/** One accepted connection. */
export interface AcceptedConnection {
  readonly target: DialTarget;
  readonly identity: Assignment;
  readonly connection: MqttConnection;
  readonly login: Login;
}

/** One accepted connection to a hub, at work. */
export class OnlinePhase {
  readonly #parts: OnlineParts;
  readonly #accepted: AcceptedConnection;
  readonly #session: HubSession;
  #deadlineTimer: Timer | undefined;
  #stepAside!: () => void;
  readonly #steppedAside = new Promise<void>((resolve) => (this.#stepAside = resolve));

  constructor(parts: OnlineParts, accepted: AcceptedConnection) {
    this.#parts = parts;
    this.#accepted = accepted;
    this.#session = createHubSession(parts.tools, accepted.target, accepted.identity, accepted.connection, {
      onDesired: (patch, version) => this.#takeDesired(patch, version),
      onCommand: (name, body, answer) => this.#takeCommand(name, body, answer),
      onMessage: (bag, body) => this.#takeMessage(bag, body),
      onUnreadable: () => this.#note('message'),
    });
  }

  /**
   * Subscribes, works, and resolves when what it connected with is to be renewed, or after `stepAside`. Throws a
   * `Refusal` (`hub/closed`, `hub/subscription`, `socket/…`, `tls/…`, `relay/…`) when the connection ends otherwise,
   * `Interrupted` when the device is stopped.
   */
  async run(): Promise<void> {
    const { tools, telemetry } = this.#parts;
    const { connection, identity } = this.#accepted;
    const forget = tools.interruption.onSet(() => void connection.end());
    let since: number | undefined;
    try {
      await this.#orEnded(this.#session.subscribe());
      since = tools.clock.now();
      tools.journal.end('done');
      tools.journal.mark({ identity: 'passed', credential: 'passed', permission: 'passed' });
      tools.journal.patch({ state: { kind: 'online', hub: identity.hub, deviceId: identity.deviceId, since } });
      void this.#readTwin();
      telemetry.attach(identity, (topic, payload) => connection.publish({ topic, payload, qos: 1 }));
      await this.#orEnded(Promise.race([this.#renewalDue(), this.#steppedAside]));
      await connection.end();
    } catch (error) {
      if (tools.interruption.isSet) throw new Interrupted();
      if (!(error instanceof ConnectionGone)) throw error;
      throw await this.#identify(error.end, since);
    } finally {
      forget();
      this.#deadlineTimer?.cancel();
      telemetry.detach();
      await connection.end();
    }
  }

  /** Ends the connection in order, so that the device can connect anew. */
  stepAside(): void {
    this.#stepAside();
  }

  /** Patches reported properties. Throws `twin/refused`, `twin/silent`, `device/not-online`. */
  async report(patch: JsonObject): Promise<void> {
    const { tools, twin } = this.#parts;
    const version = await this.#session.report(patch);
    twin.reported(patch, version, tools.clock.now());
    tools.journal.patch({ twin: twin.view });
  }

  #identify(end: MqttEnd, since: number | undefined): Promise<Error> {
    const { tools } = this.#parts;
    const now = tools.clock.now();
    const { endsAt } = this.#accepted.login;
    return identifyDrop(tools, this.#accepted.target, end, {
      seconds: since === undefined ? 0 : (now - since) / 1000,
      ...(endsAt === undefined ? {} : { tokenLeftSeconds: (endsAt - now) / 1000 }),
      keepAliveSeconds: KEEP_ALIVE_SECONDS,
    });
  }

  /** Goes as `work` goes, unless the connection ends first. */
  async #orEnded<T>(work: Promise<T>): Promise<T> {
    const gone = this.#accepted.connection.ended.then((end) => Promise.reject(new ConnectionGone(end)));
    try {
      return await Promise.race([work, gone]);
    } catch (error) {
      // What fails because the connection ended fails a moment before, or after, `ended` resolves.
      if (error instanceof MqttConnectionEnded) return await gone;
      throw error;
    } finally {
      gone.catch(() => undefined);
    }
  }

  /** Resolves when it is time to connect anew; never for what lasts until somebody says otherwise. */
  #renewalDue(): Promise<void> {
    const { clock } = this.#parts.tools;
    const { renewAt } = this.#accepted.login;
    return new Promise<void>((resolve) => {
      if (renewAt === undefined) return;
      const check = (): void => {
        const leftMs = renewAt - clock.now();
        if (leftMs <= 0) resolve();
        else this.#deadlineTimer = clock.after(Math.min(DEADLINE_CHECK_MS, leftMs), check);
      };
      check();
    });
  }

  async #readTwin(): Promise<void> {
    const { tools, twin, behaviour } = this.#parts;
    tools.journal.begin('twin', '');
    twin.beginConnection();
    try {
      const isTwin = twin.read(await this.#askTwin(), tools.clock.now());
      if (!isTwin) this.#note('twin');
      tools.journal.end(isTwin ? 'done' : 'failed');
      const view = twin.view;
      tools.journal.patch({ twin: view });
      if (view !== undefined) await this.#reportOwn(behaviour.connected(view.desired, view.desiredVersion));
    } catch (error) {
      this.#noteFailure('twin-unread', error);
    }
  }

  /** Asks once more when no answer came: without the twin no desired property counts on this connection. */
  async #askTwin(): Promise<Json | undefined> {
    try {
      return await this.#session.readTwin();
    } catch (error) {
      if (findingOf(error)?.code !== 'twin/silent') throw error;
      this.#parts.tools.journal.note('hub', { kind: 'twin-again' });
      return this.#session.readTwin();
    }
  }

  #takeDesired(patch: JsonObject, version: number): void {
    const { tools, twin, behaviour } = this.#parts;
    const outcome = twin.patch(patch, version, tools.clock.now());
    if (outcome.kind === 'old') tools.journal.note('hub', { kind: 'old-patch', version, known: outcome.known });
    if (outcome.kind !== 'newer') return;
    tools.journal.patch({ twin: twin.view });
    void this.#reportOwn(behaviour.desiredChanged(outcome.change.patch, version));
  }

  /** Reports what the behaviour wants known; that it failed is written down and no reason to end. */
  async #reportOwn(patch: JsonObject | undefined): Promise<void> {
    if (patch === undefined) return;
    try {
      await this.report(patch);
    } catch (error) {
      this.#noteFailure('report-failed', error);
    }
  }

  /** Reports what came with a beat of the telemetry. */
  reportBeat(patch: JsonObject | undefined): void {
    void this.#reportOwn(patch);
  }

  #takeCommand(name: string, body: string, answer: (status: number, response: Json) => void): void {
    const { tools } = this.#parts;
    const request = parseRequest(body);
    const { status, response } = request.ok
      ? this.#parts.behaviour.command(name, request.value, tools.clock.now())
      : { status: 400, response: { message: 'The body of the command is not JSON.' } };
    if (!request.ok) this.#note('command');
    answer(status, response);
    this.#list({ at: tools.clock.now(), name, request: body, status, response: JSON.stringify(response) });
  }

  #list(command: AnsweredCommand): void {
    const { journal } = this.#parts.tools;
    const { commands, counters } = journal.view;
    journal.patch({ commands: appendBounded(commands, command), counters: count(counters, 'commandsAnswered') });
  }

  #takeMessage(bag: PropertyBag, body: string): void {
    const { tools, behaviour } = this.#parts;
    const { journal, clock } = tools;
    const name = bag.get('method-name');
    const message: ReceivedMessage = {
      at: clock.now(),
      kind: typeof name === 'string' ? 'offline-command' : 'message',
      messageId: bag.get('$.mid') ?? '',
      properties: Object.fromEntries([...bag].map(([key, value]) => [key, value ?? ''])),
      body,
    };
    const { messages, counters } = journal.view;
    journal.patch({ messages: appendBounded(messages, message), counters: count(counters, 'messagesReceived') });
    if (typeof name !== 'string') return;
    // A command of IoT Central that waited in the queue: it is run, and nobody waits for the answer.
    const request = parseRequest(body);
    const value = request.ok ? request.value : undefined;
    const { status, response } = behaviour.command(name, value, clock.now());
    this.#list({ at: clock.now(), name, request: body, status, response: JSON.stringify(response) });
  }

  #note(what: 'message' | 'twin' | 'command'): void {
    this.#parts.tools.journal.note('hub', { kind: 'unreadable', what }, true);
  }

  #noteFailure(kind: 'twin-unread' | 'report-failed', error: unknown): void {
    const reason = findingOf(error);
    // A connection that ended meanwhile is a matter of `run`, not of the twin.
    if (reason?.code === 'device/not-online' || error instanceof Interrupted) return;
    if (reason === undefined) throw error;
    const { journal } = this.#parts.tools;
    if (kind === 'twin-unread') journal.end('failed');
    journal.note('hub', { kind, reason }, true);
    journal.patch({ counters: count(journal.view.counters, 'errors') });
  }
}

/** The connection ended by itself. */
class ConnectionGone extends Error {
  readonly end: MqttEnd;
  constructor(end: MqttEnd) {
    super(end.kind);
    this.end = end;
  }
}

type Request = { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false };

function parseRequest(body: string): Request {
  if (body.trim() === '') return { ok: true, value: undefined };
  const value = parseJson(body);
  return value === undefined ? { ok: false } : { ok: true, value };
}
