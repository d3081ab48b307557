import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { FoundCode } from '#core/ports/code-reader';
import type { Timer } from '#core/ports/clock';
import { openLocked } from '#core/qr/locked-text';
import type { Payload, TransferPart } from '#core/qr/payload';
import { readPayload } from '#core/qr/read-payload';
import { createStore, type ReadableStore } from '#core/store';
import { runUseCase } from '../run-use-case.ts';
import type { Services } from '../services.ts';
import { createLocalClouds } from './local-clouds.ts';
import type { NoticeBody } from './notices.ts';
import { createScannedDevice, type ScannedDevice } from './scanned-device.ts';

/** What a code turned out to be. */
export type ScanResult = Exclude<Payload, { kind: 'part' }>;

/** What came of a passphrase. */
export type Unlocking =
  /** The connect code that was locked is shown now; or somebody went on to something else. */
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly finding: Finding }
  /** A whole identity, which is not for here. */
  | { readonly kind: 'identity'; readonly bytes: Uint8Array };

/** A code that was read. */
export interface ScannedCode {
  readonly id: number;
  readonly result: ScanResult;
}

/** What was scanned, and what came of it. Holds keys. */
export type ScanState =
  | { readonly kind: 'empty' }
  /** At pictures. `isLong`: it takes so long that somebody may want to stop it. */
  | { readonly kind: 'looking'; readonly isLong: boolean }
  | { readonly kind: 'failed'; readonly problem: NoticeBody }
  | {
      readonly kind: 'read';
      /** At least one. */
      readonly codes: readonly ScannedCode[];
      /** The one that is shown; undefined while somebody is to choose. */
      readonly chosen: ScannedCode | undefined;
      /** Of the one that is shown, where it is a connect code. */
      readonly device: ScannedDevice | undefined;
      /** Why one of several pictures was not read. */
      readonly problem: NoticeBody | undefined;
    };

/** The scanning part of the Scan room. What was scanned lives here alone, until it is cleared or the page goes. */
export interface ScanRoom {
  readonly state: ReadableStore<ScanState>;
  /** Looks for codes in pictures, one after the other. Gives the parts of sequences, which are not for here. */
  readPictures(pictures: readonly Blob[]): Promise<readonly TransferPart[]>;
  /** Takes a text that was typed, pasted or came in the address; gives parts, too. */
  readText(text: string): readonly TransferPart[];
  /** Takes what a camera found; gives parts, too. */
  takeFound(found: readonly FoundCode[]): readonly TransferPart[];
  /** Shows one of several; undefined goes back to the choice. */
  choose(id: number | undefined): void;
  /** Opens the locked text that is shown. */
  unlock(passphrase: string): Promise<Unlocking>;
  /** Gives the text of the code that is shown, for the room that looks at it closer. */
  text(): string | undefined;
  /** Stops looking at pictures. */
  stop(): void;
  /** Forgets everything. */
  clear(): void;
  dispose(): void;
}

/** Gives the room, empty. */
export function createScanRoom(services: Services): ScanRoom {
  return new Room(services);
}

/** Until then nobody wonders. */
const LONG_MS = 500;
const NONE_FOUND: NoticeBody = { kind: 'finding', finding: makeFinding('qr/none-found', {}) };

type ReadState = ScanState & { readonly kind: 'read' };

class Room implements ScanRoom {
  readonly state = createStore<ScanState>({ kind: 'empty' });
  readonly #services: Services;
  readonly #local;
  /** Of the codes that are there, by their ids. */
  readonly #texts = new Map<number, string>();
  #lastId = 0;
  /** Counts up with every look at pictures and whatever ends one. */
  #round = 0;
  #patience: Timer | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#local = createLocalClouds(services);
  }

  async readPictures(pictures: readonly Blob[]): Promise<readonly TransferPart[]> {
    this.clear();
    const round = this.#round;
    this.state.set({ kind: 'looking', isLong: false });
    this.#patience = this.#services.clock.after(LONG_MS, () => this.state.set({ kind: 'looking', isLong: true }));
    const texts: string[] = [];
    let problem: NoticeBody | undefined;
    const teller = { services: this.#services, tell: (body: NoticeBody) => void (problem ??= body) };
    for (const picture of pictures) {
      const fate = await runUseCase(teller, () => this.#services.codes.readPicture(picture));
      if (round !== this.#round) return [];
      if (fate.kind === 'done') texts.push(...fate.value.map(({ text }) => text));
    }
    this.#forget();
    this.state.set({ kind: 'empty' });
    if (texts.length > 0) return this.#show(texts, problem);
    this.state.set({ kind: 'failed', problem: problem ?? NONE_FOUND });
    return [];
  }

  readText(text: string): readonly TransferPart[] {
    return this.#show([text]);
  }

  takeFound(found: readonly FoundCode[]): readonly TransferPart[] {
    return this.#show(found.map(({ text }) => text));
  }

  choose(id: number | undefined): void {
    const now = this.state.get();
    if (now.kind !== 'read') return;
    const chosen = now.codes.find((code) => code.id === id);
    this.#replace(now, now.codes, chosen);
  }

  async unlock(passphrase: string): Promise<Unlocking> {
    const now = this.state.get();
    if (now.kind !== 'read' || now.chosen?.result.kind !== 'locked') return { kind: 'done' };
    const { id, result } = now.chosen;
    const { crypto, clock } = this.#services;
    const opened = await openLocked(crypto, result.locked, passphrase, clock.now());
    const later = this.state.get();
    if (later.kind !== 'read' || later.chosen?.id !== id) return { kind: 'done' };
    if (!opened.ok) return { kind: 'refused', finding: opened.findings[0] };
    const { value, notes } = opened;
    if (value.kind === 'identity') return value;
    const inside: ScanResult = { kind: 'connect', form: result.locked.form, code: value.code, notes };
    const codes = later.codes.map((one) => (one.id === id ? { id, result: inside } : one));
    this.#replace(later, codes, { id, result: inside });
    return { kind: 'done' };
  }

  text(): string | undefined {
    const now = this.state.get();
    return now.kind === 'read' && now.chosen !== undefined ? this.#texts.get(now.chosen.id) : undefined;
  }

  stop(): void {
    if (this.state.get().kind === 'looking') this.clear();
  }

  clear(): void {
    // What comes of ending it is of no interest to whoever ended it.
    if (this.state.get().kind === 'looking') this.#services.codes.cancel().catch(() => undefined);
    this.#forget();
    this.state.set({ kind: 'empty' });
  }

  dispose(): void {
    this.clear();
  }

  #forget(): void {
    this.#round += 1;
    this.#patience?.cancel();
    const now = this.state.get();
    if (now.kind === 'read') now.device?.dispose();
    this.#texts.clear();
    this.#local.forget();
  }

  /** Parts of a sequence stand nowhere here; where there is nothing else, nothing is. */
  #show(texts: readonly string[], problem?: NoticeBody): readonly TransferPart[] {
    const read = [...new Set(texts)].map((text) => ({ text, payload: readPayload(text) }));
    const parts = read.flatMap(({ payload }) => (payload.kind === 'part' ? [payload.part] : []));
    const codes = read.flatMap(({ text, payload }) => (payload.kind === 'part' ? [] : [{ text, result: payload }]));
    this.clear();
    if (codes.length > 0) this.#begin(codes, problem);
    return parts;
  }

  #begin(read: readonly { text: string; result: ScanResult }[], problem: NoticeBody | undefined): void {
    const codes = read.map(({ text, result }) => {
      this.#lastId += 1;
      this.#texts.set(this.#lastId, text);
      return { id: this.#lastId, result };
    });
    const now: ReadState = { kind: 'read', codes, chosen: undefined, device: undefined, problem };
    this.#replace(now, codes, codes.length === 1 ? codes[0] : undefined);
  }

  #replace(now: ReadState, codes: readonly ScannedCode[], chosen: ScannedCode | undefined): void {
    now.device?.dispose();
    const device =
      chosen?.result.kind === 'connect'
        ? createScannedDevice(this.#services, chosen.result.code, this.#local)
        : undefined;
    this.state.set({ ...now, codes, chosen, device });
  }
}
