import { makeFinding, type Finding, type Verdict } from '#core/errors/workbench-error';
import { createFountainSink, type FountainSink } from '#core/qr/fountain-sink';
import { type IdentityBundle, readBundle } from '#core/qr/identity-bundle';
import { openLocked, readLocked } from '#core/qr/locked-text';
import type { LockedText, TransferPart } from '#core/qr/payload';
import { makeCheckNumber, openTransferMessage } from '#core/qr/transfer-message';
import { createStore, type ReadableStore } from '#core/store';
import { runUseCase } from '../run-use-case.ts';
import type { Services } from '../services.ts';
import { keepBundle, type KeptIdentity } from '../use-cases/keep-bundle.ts';
import { createLocalClouds, type LocalClouds } from './local-clouds.ts';
import type { NoticeBody } from './notices.ts';
import { describeContents, type TransferContents } from './transfer-contents.ts';
import { cloudOf, guessPlace, type LocalPlace, type TransferPlace } from './transfer-place.ts';

/** What of an identity came in. */
export type ReceiveState =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'receiving';
      /** Of `pieces`. */
      readonly known: number;
      readonly pieces: number;
      /** Parts that were read, those that told nothing new too. */
      readonly seen: number;
      /** Another sequence is being shown now. */
      readonly isOther: boolean;
    }
  | { readonly kind: 'refused'; readonly finding: Finding }
  /** It is whole, and asks for its passphrase. */
  | { readonly kind: 'locked'; readonly locked: LockedText; readonly checkNumber: string }
  | {
      readonly kind: 'opened';
      readonly contents: TransferContents;
      /** Undefined for what is no device, and while local clouds are asked. */
      readonly place: TransferPlace | undefined;
      readonly isSaving: boolean;
      readonly problem: NoticeBody | undefined;
    }
  | { readonly kind: 'saved'; readonly contents: TransferContents; readonly kept: KeptIdentity };

/** The receiving side of the air gap. What came in lives here alone, until it is kept or cleared. */
export interface TransferReceiver {
  readonly state: ReadableStore<ReceiveState>;
  /** Takes a part of a sequence, whichever comes. Once one is whole, or was refused, others are passed over. */
  take(part: TransferPart): void;
  /** Goes over to the other sequence that is shown now. */
  takeOther(): void;
  /** Takes what came in one code. */
  takeLocked(locked: LockedText): Promise<void>;
  /** Takes an identity that was opened elsewhere; nothing is left of it in `bytes`. */
  takeIdentity(bytes: Uint8Array): Promise<void>;
  /** Opens what is locked; gives what stands against it. */
  unlock(passphrase: string): Promise<Finding | undefined>;
  /** Puts the device to another local cloud. */
  choosePlace(place: LocalPlace): void;
  /** Keeps what was opened. */
  save(wish: { readonly mayLeave: boolean }): Promise<void>;
  /**
   * Says that it is looked at, until the function that it gives is called: what is opened by then and not kept is forgotten,
   * and so is what cannot be kept while nobody looks.
   */
  attend(): () => void;
  /** Forgets everything that is not kept. */
  clear(): void;
  dispose(): void;
}

/** Gives the receiving side, empty. */
export function createTransferReceiver(services: Services): TransferReceiver {
  return new Receiver(services);
}

/** Leaves nothing of its private keys. */
function wipe({ certificates }: IdentityBundle): void {
  for (const { privateKey } of certificates) privateKey.fill(0);
}

/** What all parts of one cut of one message have in common. */
type Shape = Pick<TransferPart, 'sequence' | 'length' | 'pieces'>;

class Receiver implements TransferReceiver {
  readonly state = createStore<ReceiveState>({ kind: 'waiting' });
  readonly #services: Services;
  readonly #local: LocalClouds;
  /** Counts up with whatever begins anew, so that what comes late is known. */
  #round = 0;
  #shape: Shape | undefined;
  #sink: FountainSink | undefined;
  #seen = 0;
  /** The latest part of another sequence. */
  #other: TransferPart | undefined;
  #bundle: IdentityBundle | undefined;
  /** It was looked at, and is no more. */
  #isLeft = false;

  constructor(services: Services) {
    this.#services = services;
    this.#local = createLocalClouds(services);
  }

  take(part: TransferPart): void {
    const { kind } = this.state.get();
    const isAwaited = kind === 'waiting' || kind === 'receiving' || kind === 'saved';
    // What was saved is shown on, and is no reason to begin anew.
    if (!isAwaited || this.#isWhole || (kind === 'saved' && part.sequence === this.#shape?.sequence)) return;
    if (kind === 'receiving' && this.#isOther(part)) {
      this.#other = part;
      this.#tellProgress();
      return;
    }
    if (kind !== 'receiving' || !this.#fits(part)) this.#begin(part);
    this.#other = undefined;
    this.#seen += 1;
    this.#sink?.take(part);
    this.#tellProgress();
    const bytes = this.#sink?.message();
    if (bytes !== undefined) void this.#finish(part.sequence, bytes);
  }

  takeOther(): void {
    const other = this.#other;
    if (other === undefined) return;
    this.clear();
    this.take(other);
  }

  async takeLocked(locked: LockedText): Promise<void> {
    const { kind } = this.state.get();
    // A camera sees a code for as long as it stays there.
    if (kind === 'locked' || kind === 'opened') return;
    this.#round += 1;
    const round = this.#round;
    const checkNumber = await makeCheckNumber(this.#services.crypto.subtle, new Uint8Array(locked.bytes));
    if (round === this.#round) this.state.set({ kind: 'locked', locked, checkNumber });
  }

  async takeIdentity(bytes: Uint8Array): Promise<void> {
    this.#round += 1;
    const round = this.#round;
    const read = readBundle(bytes);
    bytes.fill(0);
    this.#forgetBundle();
    if (!read.ok) return this.state.set({ kind: 'refused', finding: read.findings[0] });
    const bundle = read.value;
    this.#bundle = bundle;
    const place = bundle.device?.isLocal === false ? ({ kind: 'azure' } as const) : undefined;
    this.state.set({ kind: 'opened', contents: describeContents(bundle), place, isSaving: false, problem: undefined });
    if (bundle.device?.isLocal !== true) return;
    // A cloud that cannot be reached is not offered.
    await Promise.all([this.#local.askServer(), this.#local.askBrowser().catch(() => undefined)]);
    if (round === this.#round) this.#change({ place: guessPlace(bundle.device, this.#local) });
  }

  async unlock(passphrase: string): Promise<Finding | undefined> {
    const now = this.state.get();
    if (now.kind !== 'locked') return undefined;
    const round = this.#round;
    const { crypto, clock } = this.#services;
    const opened = await openLocked(crypto, now.locked, passphrase, clock.now());
    if (round !== this.#round) {
      if (opened.ok && opened.value.kind === 'identity') opened.value.bytes.fill(0);
      return undefined;
    }
    if (!opened.ok) return opened.findings[0];
    const { value } = opened;
    if (value.kind !== 'identity') return makeFinding('transfer/kind', {});
    await this.takeIdentity(value.bytes);
    return undefined;
  }

  choosePlace(place: LocalPlace): void {
    const now = this.state.get();
    if (now.kind !== 'opened' || now.place?.kind !== 'local') return;
    this.#change({ place: { ...now.place, place, reason: 'chosen' } });
  }

  async save({ mayLeave }: { readonly mayLeave: boolean }): Promise<void> {
    const now = this.state.get();
    const bundle = this.#bundle;
    if (now.kind !== 'opened' || now.isSaving || bundle === undefined) return;
    if (bundle.device !== undefined && now.place === undefined) return;
    const round = this.#round;
    this.#change({ isSaving: true, problem: undefined });
    const teller = { services: this.#services, tell: (problem: NoticeBody) => this.#change({ problem }) };
    const cloud = cloudOf(now.place ?? { kind: 'azure' }, this.#local.known.get());
    const fate = await runUseCase(teller, () => keepBundle(this.#services, bundle, { mayLeave, cloud }));
    const isOver = round !== this.#round;
    if (isOver || fate.kind === 'done') wipe(bundle);
    if (isOver) return;
    if (fate.kind !== 'done') {
      this.#change({ isSaving: false });
      return this.#isLeft ? this.clear() : undefined;
    }
    this.#forgetBundle();
    this.state.set({ kind: 'saved', contents: now.contents, kept: fate.value });
  }

  attend(): () => void {
    this.#isLeft = false;
    return () => {
      this.#isLeft = true;
      const now = this.state.get();
      // What is being opened would be, with nobody there.
      if (now.kind === 'locked') this.#round += 1;
      if (now.kind === 'opened' && !now.isSaving) this.clear();
    };
  }

  clear(): void {
    this.#round += 1;
    this.#shape = undefined;
    this.#sink = undefined;
    this.#other = undefined;
    this.#seen = 0;
    this.#forgetBundle();
    this.state.set({ kind: 'waiting' });
  }

  dispose(): void {
    this.clear();
  }

  #forgetBundle(): void {
    const now = this.state.get();
    // What is being kept must not become zeros on the way: it is wiped after that.
    if (this.#bundle !== undefined && !(now.kind === 'opened' && now.isSaving)) wipe(this.#bundle);
    this.#bundle = undefined;
    this.#local.forget();
  }

  #change(part: Partial<ReceiveState & { readonly kind: 'opened' }>): void {
    this.state.update((now) => (now.kind === 'opened' ? { ...now, ...part } : now));
  }

  /** All pieces are known, and they are being checked. */
  get #isWhole(): boolean {
    return this.state.get().kind === 'receiving' && this.#sink?.known === this.#sink?.pieces;
  }

  #fits({ sequence, length, pieces }: TransferPart): boolean {
    const shape = this.#shape;
    return shape?.sequence === sequence && shape.length === length && shape.pieces === pieces;
  }

  /** The same message in another cut is no other one: somebody changed the size of the codes. */
  #isOther({ sequence, length }: TransferPart): boolean {
    return this.#shape !== undefined && (this.#shape.sequence !== sequence || this.#shape.length !== length);
  }

  #begin(part: TransferPart): void {
    this.clear();
    const { sequence, length, pieces } = part;
    this.#shape = { sequence, length, pieces };
    this.#sink = createFountainSink(part);
  }

  #tellProgress(): void {
    if (this.#sink === undefined) return;
    const { known, pieces } = this.#sink;
    this.state.set({ kind: 'receiving', known, pieces, seen: this.#seen, isOther: this.#other !== undefined });
  }

  async #finish(sequence: number, bytes: Uint8Array): Promise<void> {
    const round = this.#round;
    const locked = await this.#lockedOf(sequence, bytes);
    if (round !== this.#round) return;
    if (locked.ok) await this.takeLocked(locked.value);
    else this.state.set({ kind: 'refused', finding: locked.findings[0] });
  }

  async #lockedOf(sequence: number, bytes: Uint8Array): Promise<Verdict<LockedText>> {
    const sealed = await openTransferMessage(this.#services.crypto.subtle, { sequence, bytes });
    return sealed.ok ? readLocked(sealed.value) : sealed;
  }
}
