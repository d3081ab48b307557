import { TRACE_BODY_LIMIT, TRACE_ROW_LIMIT, type PacketOfService, type TraceEntry } from '#core/trace/trace-entry';
import { describePacket } from '#core/trace/describe-packet';

/** Bytes of bodies that one device's trace keeps beside its limit of rows; without it 100,000 rows could hold 1 GiB. */
export const TRACE_BODIES_LIMIT_BYTES = 64 * 1024 * 1024;

/** Bytes of a body that can matter for a row: UTF-8 takes at most four for a character. */
const BODY_BYTES = 4 * TRACE_BODY_LIMIT;

/** One row before or after it was put into words; most are never read. */
type Row = { seen: PacketOfService; number: number } | { entry: TraceEntry };

/** The newest rows of a device's trace. */
export interface TraceRing {
  add(seen: PacketOfService): void;
  /** `make` gets the number of the row. */
  addEntry(make: (number: number) => TraceEntry): void;
  /** Numbers of the oldest row that is kept and of the next one to come. */
  readonly first: number;
  readonly next: number;
  /** How often it was cleared: a reader begins anew when it changes. */
  readonly clears: number;
  /** Gives at most `limit` rows from number `from` on (or from the oldest kept), oldest first. */
  read(from: number, limit: number): TraceEntry[];
  clear(): void;
}

/** Gives an empty ring. Numbers count on after `clear`. */
export function createTraceRing(rowLimit = TRACE_ROW_LIMIT, bodiesLimit = TRACE_BODIES_LIMIT_BYTES): TraceRing {
  // A sparse window over a Map would cost a hash per row; a plain array is filled in a circle instead.
  const rows: (Row | undefined)[] = [];
  /** Number of the row that the circle begins with. */
  let base = 1;
  let first = 1;
  let next = 1;
  let bodyBytes = 0;
  let clears = 0;

  const indexOf = (number: number): number => (number - base) % rowLimit;
  const dropOldest = (): void => {
    const index = indexOf(first);
    bodyBytes -= bodyBytesOf(rows[index]);
    rows[index] = undefined;
    first += 1;
  };
  const push = (row: Row): void => {
    if (next - first >= rowLimit) dropOldest();
    rows[indexOf(next)] = row;
    bodyBytes += bodyBytesOf(row);
    next += 1;
    while (bodyBytes > bodiesLimit && next - first > 1) dropOldest();
  };
  const wordsOf = (index: number): TraceEntry | undefined => {
    const row = rows[index];
    if (row === undefined || 'entry' in row) return row?.entry;
    const entry = describePacket(row.seen, row.number);
    bodyBytes -= bodyBytesOf(row);
    rows[index] = { entry };
    bodyBytes += bodyBytesOf(rows[index]);
    return entry;
  };

  return {
    add: (seen) => push({ seen: shorten(seen), number: next }),
    addEntry: (make) => push({ entry: make(next) }),
    get first() {
      return first;
    },
    get next() {
      return next;
    },
    get clears() {
      return clears;
    },
    read(from, limit) {
      const start = Math.max(from, first);
      const found: TraceEntry[] = [];
      for (let number = start; number < Math.min(next, start + limit); number += 1) {
        const entry = wordsOf(indexOf(number));
        if (entry !== undefined) found.push(entry);
      }
      return found;
    },
    clear() {
      rows.length = 0;
      first = next;
      base = next;
      clears += 1;
      bodyBytes = 0;
    },
  };
}

function bodyBytesOf(row: Row | undefined): number {
  if (row === undefined) return 0;
  return 'entry' in row ? row.entry.body.length * 2 : (row.seen.packet.payload?.length ?? 0);
}

/** Keeps of a long body what a row can show, and ends it between two characters. */
function shorten(seen: PacketOfService): PacketOfService {
  const { payload } = seen.packet;
  if (payload === undefined || payload.length <= BODY_BYTES) return seen;
  let end = BODY_BYTES;
  while (end > BODY_BYTES - 4 && ((payload[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return { ...seen, packet: { ...seen.packet, payload: payload.slice(0, end) } };
}
