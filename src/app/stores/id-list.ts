import type { IdSource } from '#core/id-list/listed-id';
import type { Clock, Timer } from '#core/ports/clock';
import type { IdListSummary, IdProblem } from '#core/ports/key-maker';
import { createStore, type ReadableStore } from '#core/store';
import { runUseCase, type Teller } from '../run-use-case.ts';
import type { NoticeBody } from './notices.ts';

/** A part of the problems of a list. */
export interface ProblemPage {
  readonly from: number;
  readonly rows: readonly IdProblem[];
}

/** What is known of the list that is given now. */
export type IdListState =
  | { readonly kind: 'none' }
  /** `last`: of what was read before, so that a letter more does not empty the screen. */
  | { readonly kind: 'reading'; readonly last: IdListSummary | undefined }
  | { readonly kind: 'read'; readonly summary: IdListSummary; readonly problems: ProblemPage }
  | { readonly kind: 'refused'; readonly problem: NoticeBody };

/** The list of IDs, read in the worker whenever what is given changes. */
export interface IdList {
  readonly state: ReadableStore<IdListState>;
  /** Takes another source: reads it at once, or when nothing more is typed for a moment. */
  follow(source: IdSource | undefined, when: 'now' | 'soon'): void;
  /** Resolves when what was given last is read. */
  settle(): Promise<void>;
  showProblems(from: number): Promise<void>;
  dispose(): void;
}

export const PROBLEMS_A_PAGE = 20;
/** Shorter than the pause of somebody who has finished, longer than that between two letters. */
const TYPING_MS = 300;

/** Whoever reads lists, in a thread of its own; it holds the one that was read last. */
export interface IdListReader {
  read(source: IdSource): Promise<IdListSummary>;
  problems(from: number, count: number): Promise<readonly IdProblem[]>;
  clear(): Promise<void>;
}

/** Follows what is given. Only what was given last counts: earlier readings end unseen. */
export function createIdList(reader: IdListReader, clock: Clock, about: Teller['services']): IdList {
  return new FollowedList(reader, clock, about);
}

class FollowedList implements IdList {
  readonly state = createStore<IdListState>({ kind: 'none' });
  readonly #reader: IdListReader;
  readonly #clock: Clock;
  readonly #about: Teller['services'];
  #timer: Timer | undefined;
  #reading: Promise<void> = Promise.resolve();
  #begin: () => void = () => undefined;
  /** Counts up with every source, so that an earlier one is known when it comes late. */
  #round = 0;

  constructor(reader: IdListReader, clock: Clock, about: Teller['services']) {
    this.#reader = reader;
    this.#clock = clock;
    this.#about = about;
  }

  follow(source: IdSource | undefined, when: 'now' | 'soon'): void {
    this.#round += 1;
    this.#timer?.cancel();
    this.#timer = undefined;
    if (source === undefined) return this.#empty();
    const now = this.state.get();
    const last = now.kind === 'read' ? now.summary : now.kind === 'reading' ? now.last : undefined;
    this.state.set({ kind: 'reading', last });
    const round = this.#round;
    this.#begin = () => {
      this.#timer = undefined;
      this.#reading = this.#read(source, round);
    };
    if (when === 'now') this.#begin();
    else this.#timer = this.#clock.after(TYPING_MS, this.#begin);
  }

  async settle(): Promise<void> {
    if (this.#timer !== undefined) {
      this.#timer.cancel();
      this.#begin();
    }
    await this.#reading;
  }

  async showProblems(from: number): Promise<void> {
    const round = this.#round;
    const rows = await this.#reader.problems(from, PROBLEMS_A_PAGE);
    const now = this.state.get();
    if (round === this.#round && now.kind === 'read') this.state.set({ ...now, problems: { from, rows } });
  }

  dispose(): void {
    this.#round += 1;
    this.#timer?.cancel();
  }

  #empty(): void {
    if (this.state.get().kind === 'none') return;
    this.state.set({ kind: 'none' });
    this.#reading = this.#reader.clear().catch(() => undefined);
  }

  async #read(source: IdSource, round: number): Promise<void> {
    let problem: NoticeBody | undefined;
    const teller: Teller = { services: this.#about, tell: (body) => (problem = body) };
    const fate = await runUseCase(teller, async (): Promise<IdListState> => {
      const summary = await this.#reader.read(source);
      const rows = summary.problems === 0 ? [] : await this.#reader.problems(0, PROBLEMS_A_PAGE);
      return { kind: 'read', summary, problems: { from: 0, rows } };
    });
    if (round !== this.#round) return;
    if (fate.kind === 'done') this.state.set(fate.value);
    else this.state.set(problem === undefined ? { kind: 'none' } : { kind: 'refused', problem });
  }
}
