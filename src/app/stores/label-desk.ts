import type { ListedId } from '#core/id-list/listed-id';
import type { IdProblem, KeyedDevice } from '#core/ports/key-maker';
import { LABEL_LIMIT } from '#core/labels/judge-label';
import { createStore, type ReadableStore } from '#core/store';
import type { Services } from '../services.ts';
import { sourceChange, sourceOf } from './id-draft.ts';
import { createIdList, type IdList, type IdListReader } from './id-list.ts';
import { EMPTY_LABEL_DRAFT, type LabelDraft } from './label-draft.ts';

/** What the Labels tab knows for as long as the page lives. Holds no secret. */
export interface LabelDesk {
  readonly draft: ReadableStore<LabelDraft>;
  readonly list: IdList;
  /** Reads the problems of the list that was read last. */
  readonly reader: IdListReader;
  /** The IDs of the list that was read last, at most as many as are printed and one. */
  readonly listed: ReadableStore<readonly ListedId[]>;
  /** The devices of the Keys room, as of the last asking. */
  readonly keyed: ReadableStore<readonly KeyedDevice[]>;
  change(part: Partial<LabelDraft>): void;
  /** Asks the Keys room for its devices. */
  readKeyed(): Promise<void>;
  dispose(): void;
}

/** One more than are printed, so that it can be said that there are more. */
const MOST = LABEL_LIMIT + 1;

/** Gives the desk, with a sheet of the commonest kind. */
export function createLabelDesk(services: Pick<Services, 'keys' | 'clock' | 'about'>): LabelDesk {
  const draft = createStore(EMPTY_LABEL_DRAFT);
  const listed = createStore<readonly ListedId[]>([]);
  const keyed = createStore<readonly KeyedDevice[]>([]);
  let problems: readonly IdProblem[] = [];
  const reader: IdListReader = {
    async read(source) {
      const list = await services.keys.list(source, MOST);
      problems = list.problems;
      listed.set(list.ids);
      // Nobody pages through more lines than there may be labels.
      return { ...list.summary, problems: Math.min(list.summary.problems, problems.length) };
    },
    problems: async (from, count) => problems.slice(from, from + count),
    async clear() {
      problems = [];
      listed.set([]);
    },
  };
  const list = createIdList(reader, services.clock, services);
  return {
    draft,
    list,
    reader,
    listed,
    keyed,
    change(part) {
      const before = draft.get();
      draft.set({ ...before, ...part });
      const when = sourceChange(before, draft.get());
      if (when !== undefined) list.follow(sourceOf(draft.get()), when);
    },
    async readKeyed() {
      keyed.set((await services.keys.find('', 0, MOST)).devices);
    },
    dispose: () => list.dispose(),
  };
}
