import { WorkbenchError } from '#core/errors/workbench-error';
import type { Inspection } from '#core/inspect/inspection';
import { readFileBytes } from '#core/key-maker/read-file-bytes';
import type { CertificateSource } from '#core/ports/certificate-maker';
import type { Timer } from '#core/ports/clock';
import { createStore, type ReadableStore } from '#core/store';
import { runUseCase, type Teller } from '../run-use-case.ts';
import type { Services } from '../services.ts';
import type { NoticeBody } from './notices.ts';

/** A file or a text that is looked at, without what it holds. */
export interface GivenPart {
  readonly id: number;
  /** Of a file; undefined for a pasted text. */
  readonly name: string | undefined;
  /** Of a file in bytes, of a text without a name in characters. */
  readonly size: number;
}

/** What is looked at, and what came of it. `parts` are in the order of `InspectedItem.part`. */
export type InspectionState =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'looking';
      readonly parts: readonly GivenPart[];
      /** What was seen before something more was given, so that it stays on the screen. */
      readonly last: Inspection | undefined;
      /** It takes so long that somebody may want to stop it. */
      readonly isLong: boolean;
    }
  | { readonly kind: 'looked'; readonly parts: readonly GivenPart[]; readonly inspection: Inspection }
  | { readonly kind: 'failed'; readonly parts: readonly GivenPart[]; readonly problem: NoticeBody }
  | { readonly kind: 'stopped'; readonly parts: readonly GivenPart[] };

/** The Inspect room. It lives as long as the page, and so does what is looked at, until it is cleared. Holds secrets. */
export interface InspectionRoom {
  readonly state: ReadableStore<InspectionState>;
  /** The device that everything is judged for; empty for any. */
  readonly deviceId: ReadableStore<string>;
  /** Looks at files too. Errors: `x509/too-large`, `file/unreadable`; the other files are looked at all the same. */
  addFiles(files: readonly File[]): Promise<void>;
  /** Looks at a text too; one with a name counts as the file of that name. */
  addText(text: string, name?: string): void;
  /** Leaves one of them out. */
  remove(partId: number): void;
  /** Tries a password, for all that needs one. */
  openWith(password: string): void;
  /** Judges for another device, once nothing more is typed for a moment. */
  judgeFor(deviceId: string): void;
  /** Looks again, as after a stop. */
  lookAgain(): void;
  stop(): void;
  /** Gives what an item holds and is not shown unasked. */
  reveal(itemId: string): Promise<string>;
  /** What was given, for whoever keeps it. */
  source(): CertificateSource;
  /** Forgets everything. */
  clear(): void;
  dispose(): void;
}

/** Gives the room, empty. */
export function createInspectionRoom(services: Services): InspectionRoom {
  return new Room(services);
}

/** A bundle of some two thousand certificates; what is larger is something else. */
export const PART_LIMIT_BYTES = 4_194_304;
/** Until then nobody wonders. */
const LONG_MS = 1000;
/** Shorter than the pause of somebody who has finished, longer than that between two letters. */
const TYPING_MS = 300;

interface Part extends GivenPart {
  readonly content: Uint8Array | string;
}

class Room implements InspectionRoom {
  readonly state = createStore<InspectionState>({ kind: 'empty' });
  readonly deviceId = createStore('');
  readonly #services: Services;
  #parts: readonly Part[] = [];
  #password: string | undefined;
  #lastId = 0;
  /** Counts up with every inspection and whatever ends one, so that an earlier one is known when it comes late. */
  #round = 0;
  #typing: Timer | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  async addFiles(files: readonly File[]): Promise<void> {
    const reading = await Promise.allSettled(files.map(readPart));
    const read = reading.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (read.length > 0) this.#add(read);
    const refused = reading.find((one) => one.status === 'rejected');
    if (refused !== undefined) throw refused.reason;
  }

  addText(text: string, name?: string): void {
    this.#add([{ name, size: text.length, content: text }]);
  }

  remove(partId: number): void {
    this.#parts = this.#parts.filter(({ id }) => id !== partId);
    if (this.#parts.length === 0) this.clear();
    else void this.#look(undefined);
  }

  openWith(password: string): void {
    this.#password = password;
    void this.#look(this.#seen);
  }

  judgeFor(deviceId: string): void {
    this.deviceId.set(deviceId);
    this.#typing?.cancel();
    this.#typing = this.#services.clock.after(TYPING_MS, () => void this.#look(this.#seen));
  }

  lookAgain(): void {
    void this.#look(undefined);
  }

  stop(): void {
    this.#forgetSeen();
    this.state.set({ kind: 'stopped', parts: this.#given });
  }

  reveal(itemId: string): Promise<string> {
    return this.#services.inspector.reveal(itemId);
  }

  source(): CertificateSource {
    const parts = this.#parts.map(({ content }) => content);
    return this.#password === undefined ? { parts } : { parts, password: this.#password };
  }

  clear(): void {
    this.#parts = [];
    this.#password = undefined;
    this.deviceId.set('');
    this.#forgetSeen();
    this.state.set({ kind: 'empty' });
  }

  dispose(): void {
    this.clear();
  }

  get #given(): readonly GivenPart[] {
    return this.#parts.map(({ id, name, size }) => ({ id, name, size }));
  }

  get #seen(): Inspection | undefined {
    const now = this.state.get();
    if (now.kind === 'looked') return now.inspection;
    return now.kind === 'looking' ? now.last : undefined;
  }

  #forgetSeen(): void {
    this.#round += 1;
    this.#typing?.cancel();
    this.#services.inspector.clear().catch(() => undefined);
  }

  /** What could not be read gives way to what comes next, and so does an earlier state of the same file. */
  #add(more: readonly Omit<Part, 'id'>[]): void {
    const kept = this.#parts.filter((part, at) => this.#isWorthKeeping(at) && !more.some((one) => isSame(one, part)));
    // Numbers of parts stand in what was seen.
    const last = kept.length === this.#parts.length ? this.#seen : undefined;
    if (kept.length === 0) this.#password = undefined;
    this.#parts = [...kept, ...more.map((one) => ({ ...one, id: (this.#lastId += 1) }))];
    void this.#look(last);
  }

  #isWorthKeeping(at: number): boolean {
    const now = this.state.get();
    if (now.kind === 'looking') return true;
    return now.kind === 'looked' && now.inspection.items.some(({ part, kind }) => part === at && kind !== 'unknown');
  }

  async #look(last: Inspection | undefined): Promise<void> {
    this.#typing?.cancel();
    this.#round += 1;
    const round = this.#round;
    const parts = this.#given;
    this.state.set({ kind: 'looking', parts, last, isLong: false });
    const patience = this.#services.clock.after(LONG_MS, () => {
      if (round === this.#round) this.state.set({ kind: 'looking', parts, last, isLong: true });
    });
    let problem: NoticeBody | undefined;
    const teller: Teller = { services: this.#services, tell: (body) => (problem = body) };
    const fate = await runUseCase(teller, () => this.#inspect());
    patience.cancel();
    if (round !== this.#round) return;
    if (fate.kind === 'done') this.state.set({ kind: 'looked', parts, inspection: fate.value });
    else this.state.set(problem === undefined ? { kind: 'stopped', parts } : { kind: 'failed', parts, problem });
  }

  #inspect(): Promise<Inspection> {
    const deviceId = this.deviceId.get().trim();
    return this.#services.inspector.inspect({
      parts: this.#parts.map(({ name, content }) => ({ name, content })),
      at: this.#services.clock.now(),
      ...(this.#password === undefined ? {} : { password: this.#password }),
      ...(deviceId === '' ? {} : { deviceId }),
    });
  }
}

async function readPart(file: File): Promise<Omit<Part, 'id'>> {
  const { name, size } = file;
  if (size > PART_LIMIT_BYTES) throw new WorkbenchError('x509/too-large', { bytes: size, limit: PART_LIMIT_BYTES });
  return { name, size, content: await readFileBytes(file) };
}

function isSame(one: Omit<Part, 'id'>, other: Part): boolean {
  return one.name === undefined ? one.content === other.content : one.name === other.name;
}
