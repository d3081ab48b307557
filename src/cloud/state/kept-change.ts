import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { authorityKey } from '../services/authorities.ts';
import { identityName, type CloudState, type StateBook } from './cloud-state.ts';

/**
 * What became of an entry of a list of the state, or of the settings: its whole new value, or null when it is gone. The
 * book `cloud` says that all of it is another one: what was kept before must not be kept any more, only the snapshot.
 */
export interface KeptChange {
  readonly book: StateBook | 'settings' | 'cloud';
  /** By which the entry is known in its list, case folded where that does not count; empty for what is no list. */
  readonly id: string;
  /** Plain JSON. */
  readonly value: object | null;
}

/**
 * Keeps changes for ever; resolves when they are durable. What it needs of the values it reads before it returns: they
 * live on. Rejects when it could not; the same changes are then brought again, with newer values. `snapshot` gives the
 * whole state with these changes in it, for hosts that keep it in one piece.
 */
export type KeepChanges = (changes: readonly KeptChange[], snapshot: () => CloudState) => Promise<void>;

type NameEntry<Book extends StateBook> = (entry: CloudState[Book][number]) => string;

/** What an entry of each list is known by there. Kept with the state: a change of these is a change of its schema. */
const ENTRY_NAMES: { readonly [Book in StateBook]: NameEntry<Book> } = {
  enrollmentGroups: ({ id }) => id.toLowerCase(),
  individualEnrollments: ({ registrationId }) => registrationId.toLowerCase(),
  identities: identityName,
  authorities: authorityKey,
  hubJobs: ({ id }) => id.toLowerCase(),
  hubConfigurations: ({ id }) => id.toLowerCase(),
  issuers: ({ id }) => id.toLowerCase(),
  feedback: ({ id }) => id.toLowerCase(),
  templates: ({ id }) => id.toLowerCase(),
  models: ({ id }) => id.toLowerCase(),
  deviceGroups: ({ id }) => id.toLowerCase(),
  jobs: ({ id }) => id.toLowerCase(),
  scheduledJobs: ({ id }) => id.toLowerCase(),
  apiTokens: ({ id }) => id.toLowerCase(),
  relationships: ({ id }) => id.toLowerCase(),
  exportDestinations: ({ id }) => id.toLowerCase(),
  dataExports: ({ id }) => id.toLowerCase(),
  fileUploads: ({ id }) => id.toLowerCase(),
};

/** Lists whose entries are told apart by case, too. */
const EXACT_BOOKS: ReadonlySet<StateBook> = new Set<StateBook>(['identities']);

/** Gives the ID that a change of this entry is kept under. */
export function changeId(book: StateBook, id: string): string {
  return EXACT_BOOKS.has(book) ? id : id.toLowerCase();
}

/**
 * Gives the state as it was kept, with the changes that came after it, the oldest first. `base` is what this schema
 * wrote; undefined when the two are not of one make.
 */
export function applyChanges(base: Json, changes: readonly Json[]): Json | undefined {
  if (!isJsonObject(base)) return undefined;
  const state: Record<string, Json> = { ...base };
  const lists = new Map<string, Map<string, Json>>();
  for (const change of changes) {
    if (!isChange(change)) return undefined;
    const { book, id, value } = change;
    if (book === 'settings') state[book] = value;
    else if (!Object.hasOwn(ENTRY_NAMES, book)) return undefined;
    else {
      const list = lists.get(book) ?? nameEntries(book as StateBook, base[book]);
      lists.set(book, list);
      if (value === null) list.delete(id);
      else list.set(id, value);
    }
  }
  for (const [book, list] of lists) state[book] = [...list.values()];
  return state;
}

function isChange(change: Json): change is JsonObject & { book: string; id: string; value: Json } {
  if (!isJsonObject(change)) return false;
  const { book, id, value } = change;
  return typeof book === 'string' && typeof id === 'string' && (value === null || isJsonObject(value));
}

function nameEntries(book: StateBook, entries: Json | undefined): Map<string, Json> {
  const nameOf = ENTRY_NAMES[book] as (entry: never) => string;
  return new Map(Array.isArray(entries) ? entries.map((entry: Json) => [nameOf(entry as never), entry]) : []);
}
