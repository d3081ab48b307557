import type { JsonObject } from '#core/bytes/json';
import type { Knowledge } from '#core/errors/rank-causes';
import { WorkbenchError, type Finding } from '#core/errors/workbench-error';
import { deviceName } from '#core/identity/device-record';
import type { DialTarget } from '#core/ports/byte-socket';
import { makeRegistrationPayload } from '#core/wire/registration';
import { backoffMs, randomFraction } from './backoff.ts';
import type { CertificateWatch } from './certificate-watch.ts';
import type { IssuedCertificates } from './issued-certificates.ts';
import { connectToHub } from './connect-to-hub.ts';
import { count } from './device-view.ts';
import { Interrupted } from './interruption.ts';
import { assignmentOf } from './lock-names.ts';
import { OnlinePhase, type OnlineParts } from './online-phase.ts';
import { knowOfProof } from './knowledge.ts';
import { prepare, type PrepareParts } from './prepare.ts';
import { logInAtDps, type CertificateProof, type Proof } from './proof.ts';
import { provision, type Assignment } from './provision.ts';
import { decide, type Standing } from './recovery.ts';
import { Refusal } from './refusal.ts';
import type { RunTools } from './run-tools.ts';
import { noteSecond, showSlot } from './show-proof.ts';

/** A connection that lasted this long was a good one: what follows begins to count anew. */
const LASTING_MS = 30_000;

/** What one start of a device works with. */
export interface RunParts extends PrepareParts, Omit<OnlineParts, 'tools'> {
  readonly makeTools: (knowledge: (target: DialTarget) => Knowledge) => RunTools;
  /** The service took a key of this secret for the first time in this run. */
  readonly onAccepted: () => void;
  /** Takes the road that is chosen now, for the attempt that begins. */
  readonly chooseRoad: () => void;
  /** For a device that wants a certificate. */
  readonly issued: IssuedCertificates | undefined;
  readonly watch: CertificateWatch;
}

/** One start of a device, until it is stopped or gives up. */
export class DeviceRun {
  readonly #parts: RunParts;
  readonly #tools: RunTools;
  #proofs: readonly Proof[] = [];
  #standing: Standing;
  #assignment: Assignment | undefined;
  /** The hub to go back to when DPS issues no other certificate. */
  #renewingFor: Assignment | undefined;
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
      proofIndex: 0,
      proofCount: 1,
      areCertificates: parts.secret.kind === 'certificate',
      usesIssued: false,
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
      this.#takeProofs(await prepare(this.#tools, this.#parts));
      for (;;) await this.#attempt();
    } catch (error) {
      if (error instanceof Interrupted) return;
      if (!(error instanceof Refusal)) throw error;
      journal.note(this.#service, { kind: 'ended', reason: error.finding }, true);
      journal.patch({ state: { kind: 'refused', reason: error.finding } });
    } finally {
      this.#parts.watch.dispose();
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

  /**
   * Shows this certificate from now on, and the one before only if this is refused: first to DPS, since the hub that it
   * gave knows the device by the certificate that it registered with. Ends what it is to take over from.
   */
  useCertificate(proof: CertificateProof): void {
    const others = this.#proofs.filter((one) => one.kind !== 'certificate' || one.slot !== proof.slot);
    this.#takeProofs([proof, ...others]);
    this.#endWait?.();
    // With what DPS issued, this one is shown to DPS alone.
    if (this.#parts.issued !== undefined) return;
    if (this.#standing.hasDps) this.#forgetHub();
    this.#phase?.stepAside();
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
    this.#parts.chooseRoad();
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
    const { record, issued } = this.#parts;
    if (record.route.kind === 'hub') return assignmentOf(record.route);
    const request = await issued?.request();
    const { crypto, clock } = this.#tools;
    const proof = this.#proof;
    const { assignment, issuedChain } = await provision(this.#tools, {
      route: record.route,
      login: await logInAtDps(crypto.subtle, proof, record.route, clock.now()),
      payload: makeRegistrationPayload(record.modelId, record.payload),
      csrBase64: request?.csrBase64,
    });
    await request?.take(issuedChain);
    // Another certificate was asked for meanwhile: the hub has to know that one.
    if (proof !== this.#proof && issued === undefined) return this.#findHub();
    if (this.#renewingFor !== undefined) this.#tools.journal.patch({ warning: undefined });
    this.#renewingFor = undefined;
    this.#assignedJustNow = true;
    this.#accept();
    this.#standing = { ...this.#standing, isAssigned: true, usesIssued: issued !== undefined };
    return assignment;
  }

  async #connect(identity: Assignment): Promise<void> {
    const proof = this.#hubProof;
    const accepted = await connectToHub(this.#tools, this.#parts, identity, proof, this.#parts.issued?.renewAt);
    // Another certificate was asked for meanwhile: the next attempt has it.
    if (proof !== this.#hubProof) return accepted.connection.end();
    this.#accept();
    // What DPS issues is renewed without anybody's doing.
    if (this.#proof.kind === 'certificate') this.#parts.watch.follow(this.#proof.facts);
    await this.#work(new OnlinePhase({ ...this.#parts, tools: this.#tools }, accepted));
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
      this.#noteRenewal();
    } finally {
      this.#phase = undefined;
      const lasted = clock.now() - startedAt >= LASTING_MS;
      if (lasted) this.#standing = { ...this.#standing, failures: 0 };
      this.#shortSessions = lasted ? 0 : this.#shortSessions + 1;
    }
  }

  /** Writes down why a connection was ended in order, to be made anew. */
  #noteRenewal(): void {
    const { journal, clock } = this.#tools;
    const { issued } = this.#parts;
    if (clock.now() >= (issued?.renewAt ?? Infinity)) {
      this.#renewingFor = this.#assignment;
      this.#forgetHub();
      return journal.note('dps', { kind: 'issued-renewal' });
    }
    // The other reason is another certificate, which whoever asked for it has written down.
    if (this.#hubProof.kind === 'key') journal.note('hub', { kind: 'token-renewal' });
  }

  /** Goes on with the issued certificate while it is good. Gives false where there is none to go on with. */
  #goOnWithIssued(reason: Finding): boolean {
    const { journal } = this.#tools;
    if (this.#renewingFor === undefined || this.#parts.issued?.postpone() !== true) return false;
    this.#assignment = this.#renewingFor;
    this.#renewingFor = undefined;
    this.#standing = { ...this.#standing, isAssigned: true, usesIssued: true };
    journal.note('dps', { kind: 'issued-not-renewed', reason }, true);
    journal.patch({ warning: reason });
    return true;
  }

  #forgetHub(): void {
    this.#assignment = undefined;
    this.#standing = { ...this.#standing, isAssigned: false, usesIssued: false };
  }

  #accept(): void {
    if (!this.#wasAccepted) this.#parts.onAccepted();
    this.#wasAccepted = true;
  }

  #takeProofs(proofs: readonly Proof[]): void {
    this.#proofs = proofs;
    this.#standing = { ...this.#standing, proofIndex: 0, proofCount: proofs.length };
    showSlot(this.#tools.journal, this.#proof);
  }

  get #proof(): Proof {
    const proof = this.#proofs[this.#standing.proofIndex];
    if (proof === undefined) throw new TypeError('a run before it was prepared');
    return proof;
  }

  /** What DPS issued takes the place of what the device asked for it with. */
  get #hubProof(): Proof {
    return this.#parts.issued?.proof ?? this.#proof;
  }

  #knowledge(target: DialTarget): Knowledge {
    const { surroundings } = this.#tools;
    const name = deviceName(this.#parts.record.route);
    return surroundings.describe(target, {
      ...knowOfProof(target.service === 'hub' ? this.#hubProof : this.#proof, name, surroundings.serviceNow),
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
    if (this.#goOnWithIssued(finding)) return;
    const [decision, standing] = decide(refusal, this.#standing);
    this.#standing = standing;
    if (decision.kind === 'give-up') throw refusal;
    if (decision.kind === 'second-proof') {
      if (!standing.isAssigned) this.#forgetHub();
      return noteSecond(journal, this.#service, this.#proof);
    }
    if (refusal.nextTry === 'credential') this.#parts.issued?.forget();
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
