import { decodeBase64 } from '../bytes/base64.ts';
import { makeExportRules } from '../export/export-rules.ts';
import type { OpenArchive } from '../ports/archive-writer.ts';
import type { Clock } from '../ports/clock.ts';
import type { ParseCsv } from '../ports/csv-parser.ts';
import type { GroupKeys, KeyMaker } from '../ports/key-maker.ts';
import { deriveKeys, type GroupKeyBytes } from './derive-keys.ts';
import { exportDevices } from './export-devices.ts';
import { createFinder, type FindDevices } from './find-devices.ts';
import type { KeyedList } from './keyed-list.ts';
import { createNewestWins } from './newest-wins.ts';
import { createPace, createTurns } from './pace.ts';
import { EMPTY_LIST, readIdSource, summariseList, type ReadList } from './read-id-source.ts';

/** What a maker of keys works with. */
export interface KeyMakerPorts {
  readonly subtle: SubtleCrypto;
  readonly parseCsv: ParseCsv;
  readonly openArchive: OpenArchive;
  readonly clock: Clock;
}

interface Keyed {
  readonly list: KeyedList;
  readonly find: FindDevices;
}

/**
 * Gives a maker of keys, for a thread of its own: it holds one list and its keys until it reads another or is cleared.
 * What is asked of keys that are gone ends with AbortError, since the question crossed with what took them.
 */
export function createKeyMaker({ subtle, clock, parseCsv, openArchive }: KeyMakerPorts): KeyMaker {
  const rules = makeExportRules(subtle);
  const reading = createNewestWins();
  const listing = createNewestWins();
  const working = createNewestWins();
  let read: ReadList = EMPTY_LIST;
  let keyed: Keyed | undefined;

  const forgetKeys = (): void => {
    keyed?.list.wipe();
    keyed = undefined;
  };
  const forget = (): void => {
    reading.end();
    working.end();
    forgetKeys();
    read = EMPTY_LIST;
  };
  const requireKeys = (): KeyedList => {
    if (keyed === undefined) throw new DOMException('The keys are gone.', 'AbortError');
    return keyed.list;
  };

  return {
    async read(source) {
      forget();
      const signal = reading.begin();
      const list = await readIdSource(source, parseCsv, createTurns(clock, signal));
      signal.throwIfAborted();
      read = list;
      return summariseList(list);
    },
    async list(source, most) {
      const signal = listing.begin();
      const list = await readIdSource(source, parseCsv, createTurns(clock, signal));
      signal.throwIfAborted();
      const { good, problems } = list;
      return { summary: summariseList(list), ids: good.slice(0, most), problems: problems.slice(0, most) };
    },
    problems: async (from, count) => read.problems.slice(from, from + count),
    async make(groupKeys, onProgress) {
      forgetKeys();
      const { good } = read;
      const signal = working.begin();
      const pace = createPace({ clock, signal, total: good.length, onProgress });
      const list = await deriveKeys(subtle, good, decodeKeys(groupKeys), pace);
      signal.throwIfAborted();
      keyed = { list, find: createFinder(good) };
      return good.length;
    },
    cancel: async () => working.end(),
    find: async (text, from, count) => keyed?.find(text, from, count) ?? { total: 0, devices: [] },
    async reveal(index) {
      const { primaryKey, secondaryKey } = requireKeys().at(index);
      return { primaryKey, ...(secondaryKey !== undefined && { secondaryKey }) };
    },
    print: async ({ format, settings }, index) => rules[format].printAlone(requireKeys().at(index), settings),
    async export({ format, settings }, onProgress) {
      const list = requireKeys();
      const pace = createPace({ clock, signal: working.begin(), total: list.devices.length, onProgress });
      return exportDevices({ rule: rules[format], settings, list, openArchive: () => openArchive(clock.now()), pace });
    },
    async wasMadeHere(keyBase64) {
      const key = decodeBase64(keyBase64);
      return key !== undefined && keyed?.list.has(key) === true;
    },
    clear: async () => forget(),
  };
}

function decodeKeys({ primaryKey, secondaryKey }: GroupKeys): GroupKeyBytes {
  return {
    primary: decodeKey(primaryKey),
    secondary: secondaryKey === undefined ? undefined : decodeKey(secondaryKey),
  };
}

function decodeKey(keyBase64: string): Uint8Array {
  const bytes = decodeBase64(keyBase64);
  if (bytes === undefined) throw new TypeError('a group key is not base64');
  return bytes;
}
