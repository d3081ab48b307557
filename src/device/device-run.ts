import type { JsonObject } from '#core/bytes/json';
import type { Knowledge } from '#core/errors/rank-causes';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DialTarget } from '#core/ports/byte-socket';
import { makeRegistrationPayload } from '#core/wire/registration';
import { printHubUserName } from '#core/wire/user-name';
import { backoffMs, randomFraction } from './backoff.ts';
import { CLIENT_NAME } from './client-name.ts';
import { issueHubToken } from './credential.ts';
import { count } from './device-view.ts';
import { Interrupted } from './interruption.ts';
import { assignmentOf, nameHubLock } from './lock-names.ts';
import { openConnection } from './open-connection.ts';
import { OnlinePhase, type OnlineParts } from './online-phase.ts';
import { prepare, type PrepareParts } from './prepare.ts';
import { provision, type Assignment } from './provision.ts';
import { decide, type Standing } from './recovery.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';

/** A connection that lasted this long was a good one: what follows begins to count anew. */
const LASTING_MS = 30_000;

/** What one start of a device works with. */
export interface RunParts extends PrepareParts, Omit<OnlineParts, 'tools'> {
  readonly makeTools: (knowledge: (target: DialTarget) => Knowledge) => RunTools;
  /** The service took a key of this secret for the first time in this run. */
  readonly onAccepted: () => void;
}

/** One start of a device, until it is stopped or gives up. */
export class DeviceRun {
  readonly #parts: RunParts;
  readonly #tools: RunTools;
  #keys: readonly Uint8Array[] = [];
  #standing: Standing;
  #assignment: Assignment | undefined;
  #assignedJustNow = false;
  #wasAccepted = false;
  #shortSessions = 0;
  #phase: OnlinePhase | undefined;
  #endWait: (() => void) | undefined;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#tools = parts.makeTools((target) => this.#knowledge(target));
    const { route } = parts.record;
    this.#standing = {
      failures: 0,
      keyIndex: 0,
      keyCount: 1,
      hubRefusals: 0,
      isAssigned: route.kind === 'hub',
      hasDps: route.kind === 'dps',
      wasOnline: false,
    };
  }

  /** Resolves when the device was stopped or gave up; the journal says which. Rejects with mistakes of ours only. */
  async run(): Promise<void> {
    const { journal } = this.#tools;
    try {
      this.#keys = await prepare(this.#tools, this.#parts);
      this.#standing = { ...this.#standing, keyCount: this.#keys.length };
      for (;;) await this.#attempt();
    } catch (error) {
      if (error instanceof Interrupted) return;
      if (!(error instanceof Refusal)) throw error;
      journal.note(this.#service, { kind: 'ended', reason: error.finding }, true);
      journal.patch({ state: { kind: 'refused', reason: error.finding } });
    } finally {
      this.#parts.telemetry.dispose();
      this.#parts.locks.releaseAll();
    }
  }

  stop(): void {
    this.#tools.interruption.set();
  }

  /** Ends a wait between two attempts. */
  retryNow(): void {
    this.#endWait?.();
  }

  /** Patches reported properties. Throws `device/not-online`, `twin/refused`, `twin/silent`. */
  async report(patch: JsonObject): Promise<void> {
    if (this.#phase === undefined) throw new WorkbenchError('device/not-online', {});
    try {
      await this.#phase.report(patch);
    } catch (error) {
      throw error instanceof Interrupted ? new WorkbenchError('device/not-online', {}) : error;
    }
  }

  /** Reports what came with a beat; while offline it is dropped, because each connection reports anew. */
  reportBeat(patch: JsonObject): void {
    this.#phase?.reportBeat(patch);
  }

  get #service(): 'dps' | 'hub' {
    return this.#assignment === undefined && this.#parts.record.route.kind === 'dps' ? 'dps' : 'hub';
  }

  /** One way through DPS, where it is needed, to the hub, and back when the connection ended. */
  async #attempt(): Promise<void> {
    try {
      this.#assignment ??= await this.#findHub();
      await this.#connect(this.#assignment);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.#recover(error);
    }
  }

  /** A connection string names the hub; else DPS is asked. */
  async #findHub(): Promise<Assignment> {
    const { record } = this.#parts;
    if (record.route.kind === 'hub') return assignmentOf(record.route);
    const assignment = await provision(this.#tools, {
      route: record.route,
      keyBytes: this.#key,
      payload: makeRegistrationPayload(record.modelId, record.payload),
    });
    this.#assignedJustNow = true;
    this.#accept();
    this.#standing = { ...this.#standing, isAssigned: true };
    return assignment;
  }

  async #connect(identity: Assignment): Promise<void> {
    const { clock, crypto, journal } = this.#tools;
    const { record, locks } = this.#parts;
    const target: DialTarget = { host: identity.gatewayHostName ?? identity.hub, service: 'hub' };
    const clientId = identity.moduleId === undefined ? identity.deviceId : `${identity.deviceId}/${identity.moduleId}`;
    await locks.hold('hub', nameHubLock(record.cloud, identity), clientId);
    journal.forget('hub');
    journal.patch({ state: { kind: 'connecting', hub: identity.hub } });
    const token = await issueHubToken(crypto.subtle, this.#key, identity, clock.now());
    const model = record.modelId === undefined ? {} : { modelId: record.modelId };
    const connection = await openConnection(this.#tools, {
      target,
      clientId,
      userName: printHubUserName({ ...identity, host: identity.hub, clientType: CLIENT_NAME, ...model }),
      password: token.password,
      // The hub keeps messages for a session that is not clean.
      cleanSession: false,
    });
    this.#accept();
    await this.#work(new OnlinePhase({ ...this.#parts, tools: this.#tools }, { target, identity, connection, token }));
  }

  async #work(phase: OnlinePhase): Promise<void> {
    const { clock, journal } = this.#tools;
    const startedAt = clock.now();
    if (this.#standing.wasOnline) journal.patch({ counters: count(journal.view.counters, 'reconnects') });
    this.#phase = phase;
    this.#assignedJustNow = false;
    this.#standing = { ...this.#standing, wasOnline: true, hubRefusals: 0 };
    try {
      await phase.run();
      journal.note('hub', { kind: 'token-renewal' });
    } finally {
      this.#phase = undefined;
      const lasted = clock.now() - startedAt >= LASTING_MS;
      if (lasted) this.#standing = { ...this.#standing, failures: 0 };
      this.#shortSessions = lasted ? 0 : this.#shortSessions + 1;
    }
  }

  #accept(): void {
    if (!this.#wasAccepted) this.#parts.onAccepted();
    this.#wasAccepted = true;
  }

  get #key(): Uint8Array {
    return this.#keys[this.#standing.keyIndex] ?? new Uint8Array();
  }

  #knowledge(target: DialTarget): Knowledge {
    return this.#tools.surroundings.describe(target, {
      assignedJustNow: target.service === 'hub' && this.#assignedJustNow,
      acceptedBefore: this.#wasAccepted,
      closedRepeatedly: this.#shortSessions >= 2,
    });
  }

  /** Gets ready for the next attempt, or throws the refusal that is final. */
  async #recover(refusal: Refusal): Promise<void> {
    const { journal, crypto, clock } = this.#tools;
    const { finding } = refusal;
    journal.end('failed');
    journal.mark(refusal.checks);
    journal.patch({ counters: count(journal.view.counters, 'errors') });
    const [decision, standing] = decide(refusal, this.#standing);
    this.#standing = standing;
    if (decision.kind === 'give-up') throw refusal;
    if (decision.kind === 'second-key') return journal.note(this.#service, { kind: 'second-key' });
    // Never earlier than the service asked.
    const pauseMs = Math.max(backoffMs(standing.failures, randomFraction(crypto)), refusal.retryAfterSeconds * 1000);
    const waitSeconds = pauseMs / 1000;
    const hub = this.#assignment?.hub;
    if (decision.throughDps || hub === undefined) {
      this.#assignment = undefined;
      journal.note('dps', { kind: 'through-dps', waitSeconds, reason: finding, failures: standing.failures });
    } else {
      journal.note('hub', { kind: 'same-hub', hub, waitSeconds, reason: finding });
    }
    await this.#wait(clock.now() + pauseMs, standing.failures, refusal);
  }

  async #wait(until: number, attempt: number, refusal: Refusal): Promise<void> {
    const { journal, interruption, clock } = this.#tools;
    journal.patch({ state: { kind: 'waiting', until, attempt, reason: refusal.finding } });
    const woken = new Promise<void>((resolve) => (this.#endWait = resolve));
    await interruption.sleepUntil(clock, until, woken);
  }
}
