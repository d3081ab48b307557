import { makePassword } from '#core/pkcs/password';
import type { BatchProgress, NewBatch } from '#core/ports/certificate-maker';
import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';
import { makeBatchDraft, type BatchDraft } from './batch-draft.ts';
import { sourceChange, sourceOf } from './id-draft.ts';
import { createIdList, type IdList, type IdListReader } from './id-list.ts';

/** What is being done with a batch; one at a time. */
export type BatchWork =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'making' | 'pausing' | 'saving';
      readonly id: string;
      readonly progress: BatchProgress | undefined;
    };

/**
 * Many certificates at once: what is typed, the list, and the work that goes on while other rooms are shown. Holds the
 * password of the next batch until that is kept.
 */
export interface BatchRoom {
  readonly draft: ReadableStore<BatchDraft>;
  readonly list: IdList;
  readonly work: ReadableStore<BatchWork>;
  /** Reads the problems of the list that was read last. */
  readonly reader: IdListReader;
  change(part: Partial<BatchDraft>): void;
  /**
   * Keeps the list as a batch and gives its id; the form is empty then, with a new password. Errors:
   * `certificate/many-issued-before`, `batch/…`, `vault/…`.
   */
  prepare(wish: NewBatch): Promise<string>;
  /** Makes what is yet to be made. Errors: AbortError after `pause`, `batch/…`, `certificate/…`, `vault/…`. */
  run(id: string): Promise<void>;
  pause(): Promise<void>;
  /** Saves the archive of what was made, and gives its name. */
  save(id: string): Promise<string>;
  dispose(): void;
}

type Needs = Pick<Services, 'certificates' | 'crypto' | 'clock' | 'files' | 'about'>;

/** Gives the room, empty. */
export function createBatchRoom(services: Needs): BatchRoom {
  return new Room(services);
}

class Room implements BatchRoom {
  readonly draft;
  readonly list: IdList;
  readonly reader: IdListReader;
  readonly work = createStore<BatchWork>({ kind: 'none' });
  readonly #services: Needs;

  constructor(services: Needs) {
    this.#services = services;
    this.draft = createStore(makeBatchDraft(makePassword(services.crypto)));
    const { certificates } = services;
    this.reader = {
      read: (source) => certificates.readList(source),
      problems: (from, count) => certificates.problems(from, count),
      // A list that is not wanted any more is forgotten with the next one.
      clear: async () => undefined,
    };
    this.list = createIdList(this.reader, services.clock, services);
  }

  change(part: Partial<BatchDraft>): void {
    const before = this.draft.get();
    this.draft.set({ ...before, ...part });
    const when = sourceChange(before, this.draft.get());
    if (when !== undefined) this.list.follow(sourceOf(this.draft.get()), when);
  }

  async prepare(wish: NewBatch): Promise<string> {
    const id = await this.#services.certificates.prepareBatch(wish);
    const { authorityId, profile, keyKind, form, passwordWay } = this.draft.get();
    const fresh = makeBatchDraft(makePassword(this.#services.crypto));
    this.change({ ...fresh, authorityId, profile, keyKind, form, passwordWay });
    return id;
  }

  run(id: string): Promise<void> {
    return this.#work(id, 'making', (tell) => this.#services.certificates.runBatch(id, tell));
  }

  async pause(): Promise<void> {
    const work = this.work.get();
    if (work.kind !== 'making') return;
    this.work.set({ ...work, kind: 'pausing' });
    await this.#services.certificates.pauseBatch();
  }

  save(id: string): Promise<string> {
    return this.#work(id, 'saving', async (tell) => {
      const { name, mediaType, content } = await this.#services.certificates.saveBatch(id, tell);
      const file = content instanceof Uint8Array ? new Blob([content], { type: mediaType }) : content;
      this.#services.files.save(name, mediaType, file);
      return name;
    });
  }

  dispose(): void {
    this.list.dispose();
    this.draft.set(makeBatchDraft(''));
  }

  /** A batch that is being paused tells its progress until its portion is done. */
  async #work<T>(
    id: string,
    kind: 'making' | 'saving',
    work: (tell: (progress: BatchProgress) => void) => Promise<T>,
  ): Promise<T> {
    this.work.set({ kind, id, progress: undefined });
    const tell = (progress: BatchProgress): void => {
      const now = this.work.get();
      if (now.kind !== 'none' && now.id === id) this.work.set({ ...now, progress });
    };
    try {
      return await work(tell);
    } finally {
      this.work.set({ kind: 'none' });
    }
  }
}
