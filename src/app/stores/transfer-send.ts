import { settle } from '#core/errors/settle';
import { makePassword } from '#core/pkcs/password';
import type { QrMatrix } from '#core/ports/qr-drawer';
import { createFountainSource, type FountainSource } from '#core/qr/fountain-source';
import { printBundle, readBundle } from '#core/qr/identity-bundle';
import { printLocked, sealText } from '#core/qr/locked-text';
import { frameText } from '#core/qr/text-frame';
import { makeCheckNumber, makeTransferMessage } from '#core/qr/transfer-message';
import { encodePart } from '#core/qr/transfer-part';
import { createStore, type ReadableStore } from '#core/store';
import { runUseCase } from '../run-use-case.ts';
import type { Services } from '../services.ts';
import { bundleIdentity, type IdentitySubject } from '../use-cases/bundle-identity.ts';
import type { NoticeBody } from './notices.ts';

/** How what is sent is cut: everything in one code, or how much each code of a sequence holds. */
export type CodeDensity = 'one' | 'small' | 'medium' | 'large';

/** Codes in a second. */
export const CODE_PACES = [4, 6, 8, 10, 12] as const;
export type CodePace = (typeof CODE_PACES)[number];

/** What is set for sending. It holds a passphrase, until what was shown is ended. */
export interface SendDraft {
  readonly subject: IdentitySubject | undefined;
  readonly passphrase: string;
  /** It was made here, and not typed. */
  readonly isMade: boolean;
  readonly pace: CodePace;
}

/** What is shown to the other machine. */
export interface ShownCodes {
  /** Both sides show the same one. */
  readonly checkNumber: string;
  /** Of what is encrypted. */
  readonly bytes: number;
  readonly density: CodeDensity;
  /** Those that can be chosen for so many bytes. */
  readonly densities: readonly CodeDensity[];
  /** Of the sequence, which has no end; 1 for one code. */
  readonly pieces: number;
}

export type SendState =
  | { readonly kind: 'draft'; readonly problem: NoticeBody | undefined }
  | { readonly kind: 'locking' }
  /** Whether the key of a whole group is to go along. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'shown'; readonly codes: ShownCodes };

/** The sending side of the air gap. Whatever it shows is encrypted. */
export interface TransferSender {
  readonly draft: ReadableStore<SendDraft>;
  readonly state: ReadableStore<SendState>;
  /** Another choice ends what is shown, which is of the one before. */
  choose(subject: IdentitySubject | undefined): void;
  /** Blanks around it do not count: nobody sees them on the other side. */
  typePassphrase(passphrase: string): void;
  /** Makes a passphrase in the place of the one that is there. */
  makePassphrase(): void;
  /** Encrypts what is chosen, and has it shown; of a device with the key of a group, after a yes. */
  lock(): Promise<void>;
  /** Yes to what is asked. */
  agree(): Promise<void>;
  /** No to what is asked. */
  decline(): void;
  setPace(pace: CodePace): void;
  /** Cuts what is shown anew. */
  setDensity(density: CodeDensity): void;
  /** Draws a code of what is shown, by its number in the sequence. */
  draw(number: number): Promise<QrMatrix>;
  /** Ends showing, and forgets what was shown with its passphrase. */
  end(): void;
  dispose(): void;
}

/**
 * The most characters of a single code: version 25 at level L (ISO/IEC 18004, table 7), 117 squares on a side. Cameras
 * read that from a screen; larger ones not all of them do.
 */
const ONE_CODE_CHARACTERS = 1_853;

/** Bytes of a piece, so that its code fills versions 8, 12 and 18 at level L, with header, checksum and prefix. */
const PIECE_BYTES: Readonly<Record<Exclude<CodeDensity, 'one'>, number>> = { small: 164, medium: 335, large: 676 };

/** Some 79 bits of chance: behind the slow derivation nobody guesses that, and it can be typed on a phone. */
const PASSPHRASE_GROUPS = 4;

const EMPTY_DRAFT: SendDraft = { subject: undefined, passphrase: '', isMade: false, pace: 8 };

/** Gives the sending side, with nothing chosen. */
export function createTransferSender(services: Services): TransferSender {
  return new Sender(services);
}

/** What is shown, as it is cut now. */
interface Cut {
  readonly pieces: number;
  /** The text of a code by its number. */
  textOf(number: number): string;
}

/** What was encrypted. */
interface Sealed {
  readonly checkNumber: string;
  readonly bytes: number;
  readonly text: string;
  readonly cutFor: (pieceBytes: number) => FountainSource;
}

class Sender implements TransferSender {
  readonly draft = createStore(EMPTY_DRAFT);
  readonly state = createStore<SendState>({ kind: 'draft', problem: undefined });
  readonly #services: Services;
  /** Counts up with whatever ends what is under way. */
  #round = 0;
  #sealed: Sealed | undefined;
  #cut: Cut | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  choose(subject: IdentitySubject | undefined): void {
    const { kind } = this.state.get();
    const isShown = kind === 'shown' || kind === 'locking';
    if (isShown && !isSameSubject(subject, this.draft.get().subject)) this.end();
    this.draft.update((before) => ({ ...before, subject }));
    this.#forgetProblem();
  }

  typePassphrase(passphrase: string): void {
    this.draft.update((before) => ({ ...before, passphrase, isMade: false }));
    this.#forgetProblem();
  }

  makePassphrase(): void {
    const passphrase = makePassword(this.#services.crypto, PASSPHRASE_GROUPS);
    this.draft.update((before) => ({ ...before, passphrase, isMade: true }));
    this.#forgetProblem();
  }

  lock(): Promise<void> {
    return this.#lock(false);
  }

  async agree(): Promise<void> {
    if (this.state.get().kind === 'asking') await this.#lock(true);
  }

  decline(): void {
    this.#forgetProblem();
  }

  async #lock(mayHoldGroup: boolean): Promise<void> {
    const { subject } = this.draft.get();
    if (subject === undefined) return;
    this.draft.update((before) => ({ ...before, passphrase: before.passphrase.trim() }));
    const { passphrase } = this.draft.get();
    this.#round += 1;
    const round = this.#round;
    this.state.set({ kind: 'locking' });
    let problem: NoticeBody | undefined;
    const teller = { services: this.#services, tell: (body: NoticeBody) => void (problem = body) };
    const fate = await runUseCase(teller, () => this.#seal(subject, passphrase, mayHoldGroup));
    if (round !== this.#round) return;
    if (fate.kind !== 'done') this.state.set({ kind: 'draft', problem });
    else if (fate.value === undefined) this.state.set({ kind: 'asking' });
    else this.#show(fate.value);
  }

  setPace(pace: CodePace): void {
    this.draft.update((before) => ({ ...before, pace }));
  }

  setDensity(density: CodeDensity): void {
    if (this.#sealed !== undefined) this.#showAs(this.#sealed, density);
  }

  async draw(number: number): Promise<QrMatrix> {
    if (this.#cut === undefined) throw new TypeError('Nothing is shown');
    return this.#services.drawQr(this.#cut.textOf(number), 'L');
  }

  end(): void {
    this.#round += 1;
    this.#sealed = undefined;
    this.#cut = undefined;
    this.draft.update((before) => ({ ...before, passphrase: '', isMade: false }));
    this.state.set({ kind: 'draft', problem: undefined });
  }

  dispose(): void {
    this.end();
    this.draft.set(EMPTY_DRAFT);
  }

  /** A question is about what stood there when it was asked. */
  #forgetProblem(): void {
    const now = this.state.get();
    const isSaid = now.kind === 'asking' || (now.kind === 'draft' && now.problem !== undefined);
    if (isSaid) this.state.set({ kind: 'draft', problem: undefined });
  }

  /** Gives undefined for the key of a group that nobody has agreed to. */
  async #seal(subject: IdentitySubject, passphrase: string, mayHoldGroup: boolean): Promise<Sealed | undefined> {
    const { crypto } = this.#services;
    const bundle = await bundleIdentity(this.#services, subject);
    if (bundle.device?.secret.kind === 'group-key' && !mayHoldGroup) return undefined;
    const plain = printBundle(bundle);
    for (const { privateKey } of bundle.certificates) privateKey.fill(0);
    // What the other side would refuse is better refused here.
    settle(readBundle(plain));
    const sealed = await sealText(crypto, { kind: 'identity', bytes: plain }, passphrase);
    plain.fill(0);
    const { sequence, bytes } = await makeTransferMessage(crypto.subtle, sealed);
    const cutFor = (pieceBytes: number): FountainSource => createFountainSource(sequence, bytes, pieceBytes);
    // Told now if it is too large.
    cutFor(PIECE_BYTES.medium);
    return {
      checkNumber: await makeCheckNumber(crypto.subtle, sealed),
      bytes: sealed.length,
      text: printLocked(sealed),
      cutFor,
    };
  }

  #show(sealed: Sealed): void {
    this.#sealed = sealed;
    this.#showAs(sealed, sealed.text.length <= ONE_CODE_CHARACTERS ? 'one' : 'medium');
  }

  #showAs(sealed: Sealed, density: CodeDensity): void {
    const { checkNumber, bytes, text } = sealed;
    const cut =
      density === 'one' ? { pieces: 1, textOf: () => text } : cutSequence(sealed.cutFor(PIECE_BYTES[density]));
    this.#cut = cut;
    const sequences = ['small', 'medium', 'large'] as const;
    const densities = text.length <= ONE_CODE_CHARACTERS ? (['one', ...sequences] as const) : sequences;
    this.state.set({ kind: 'shown', codes: { checkNumber, bytes, density, densities, pieces: cut.pieces } });
  }
}

function cutSequence({ pieces, part }: FountainSource): Cut {
  return { pieces, textOf: (number) => frameText('P', encodePart(part(number))) };
}

function isSameSubject(one: IdentitySubject | undefined, other: IdentitySubject | undefined): boolean {
  return one?.kind === other?.kind && one?.id === other?.id;
}
