import { env } from 'node:process';
import { encodeDer } from '#core/bytes/der';
import { createRandom, mutate } from './mutations.ts';
import type { Recording } from './tls-recording.ts';
import { bytes, CONTENT, join, record } from './tls-server/wire.ts';

export type Random = (below: number) => number;
type Records = readonly Uint8Array<ArrayBuffer>[];
type Flights = readonly Records[];

/** All that the two files of mutations make together; `npm run test:tls` asks for a million. */
const COUNT = Number(env['WORKBENCH_TLS_MUTATIONS'] ?? 20_000);
/** Of a run that shall be repeated. */
export const SEED = Number(env['WORKBENCH_TLS_SEED'] ?? 20_260_105);
const IS_LONG = env['WORKBENCH_TLS_MUTATIONS'] !== undefined;

/** Milliseconds that the long run may take. */
export const TIME_LIMIT_MS = IS_LONG ? 7_200_000 : 120_000;

/** Gives how many of a kind there are. */
export const share = (part: number): number => Math.round(COUNT * part);

/** Side by side, since WebCrypto answers from threads. */
const LANES = 8;
const REPORTS = 20;

/**
 * Does something so often, each time with random numbers of its own that the seed and its number alone decide, and gives
 * what was wrong, with the numbers. Tells how far a long run is.
 */
export async function runMany<Wrong>(
  what: string,
  count: number,
  once: (random: Random, number: number) => Promise<Wrong | undefined>,
): Promise<readonly (readonly [number: number, wrong: Wrong])[]> {
  const wrong: (readonly [number, Wrong])[] = [];
  const begin = Date.now();
  const step = Math.ceil(count / REPORTS);
  let next = 0;
  let done = 0;
  const lane = async (): Promise<void> => {
    for (let number = next; number < count; number = next) {
      next += 1;
      const found = await once(createRandom(SEED + Math.imul(number, 0x9e37_79b1)), number);
      if (found !== undefined) wrong.push([number, found]);
      done += 1;
      if (IS_LONG && done % step === 0) tell(what, done, count, begin);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return wrong;
}

function tell(what: string, done: number, count: number, begin: number): void {
  const seconds = Math.round((Date.now() - begin) / 1000);
  process.stderr.write(`${what}: ${done} of ${count} after ${seconds} s, seed ${SEED}\n`);
}

/** Random octets, fewer than `limit` of them. */
export const randomBytes = (random: Random, limit: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: random(limit) }, () => random(256));

/** Gives one of a list. */
export const pick = <T>(list: readonly T[], random: Random): T | undefined => list[random(list.length)];

/** Ways to change what a server sends, record by record. */
const WAYS: readonly ((records: Records, at: number, random: Random) => Records)[] = [
  (records, at, random) => records.with(at, mutate(records[at] ?? bytes(0), random)),
  (records, _at, random) => [mutate(join(...records), random)],
  (records, at) => records.toSpliced(at, 1),
  (records, at) => records.toSpliced(at, 0, records[at] ?? bytes()),
  (records, at, random) => {
    const other = random(records.length);
    return records.with(at, records[other] ?? bytes()).with(other, records[at] ?? bytes());
  },
  // The same length of record and another content, so that it is read to its end.
  (records, at, random) => {
    const old = records[at] ?? bytes(22, 3, 3, 0, 0);
    return records.with(at, record(old[0] ?? 0, mutate(join(old.subarray(5), bytes(0)), random).subarray(0, 16_000)));
  },
  (records, at, random) => records.toSpliced(at, 0, record(20 + random(5), randomBytes(random, 40))),
  (records, at, random) =>
    records.toSpliced(
      at,
      0,
      record(pick([20, 21, 22, 23], random) ?? 0, bytes(1 + random(2), random(128)).subarray(0, 1 + random(2))),
    ),
  (records, at) => records.slice(0, at),
  (records, at, random) => records.with(at, (records[at] ?? bytes(0)).subarray(0, random(records[at]?.length ?? 1))),
];

/** Changes a recorded server in one or two ways, and cuts all of it into pieces of other lengths. */
export function mutateFlights({ flights }: Recording, random: Random): Uint8Array<ArrayBuffer>[][] {
  let changed: Flights = random(10) === 0 ? moveForward(flights) : flights;
  for (let changes = 1 + random(2); changes > 0; changes -= 1) {
    const flight = random(changed.length);
    const records = changed[flight] ?? [];
    if (records.length === 0) continue;
    const way = pick(WAYS, random);
    changed = changed.with(flight, way?.(records, random(records.length), random) ?? records);
  }
  return changed.map((records) => cutAnew(join(...records), random));
}

/** What belongs behind our Finished comes before it. */
const moveForward = ([first = [], second = []]: Flights): Flights => [
  [...first, ...second.slice(0, 1)],
  second.slice(1),
];

function cutAnew(whole: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < whole.length;) {
    const length = 1 + random(random(2) === 0 ? 40 : 4000);
    pieces.push(whole.slice(at, at + length));
    at += length;
  }
  return pieces;
}

/**
 * Gives what TLS authenticates of what a server sent up to its Finished. Left out are the version of records in the
 * clear, how messages are cut into them, warnings among them, and change_cipher_spec in TLS 1.3.
 */
export function authenticatedOf(version: '1.2' | '1.3', flights: Flights, sealed: number): string {
  const parts: string[] = [];
  let isSealed = false;
  let left = sealed;
  for (const one of splitRecords(join(...flights.flat()))) {
    if (isSealed && left === 0) break;
    const [type = 0] = one;
    const isChange = type === CONTENT.changeCipherSpec;
    if (isSealed && !isChange) {
      left -= 1;
      parts.push(`[${print(one)}]`);
    } else if (type === CONTENT.handshake) parts.push(print(one.subarray(5)));
    else if (isChange && version === '1.2') parts.push(`change ${print(one.subarray(5))}`);
    if (version === '1.2' ? isChange : type === CONTENT.handshake) isSealed = true;
  }
  return parts.join('');
}

const print = (content: Uint8Array): string => Buffer.from(content).toString('hex');

function splitRecords(whole: Uint8Array): Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < whole.length;) {
    const end = at + 5 + (whole[at + 3] ?? 0) * 256 + (whole[at + 4] ?? 0);
    records.push(whole.subarray(at, end));
    at = end;
  }
  return records;
}

const TAGS = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xa0, 0xa3];

/** Values within values that are well-formed DER, and hardly ever a certificate. */
export function makeRandomDer(random: Random, depth = 0): Uint8Array<ArrayBuffer> {
  const tag = depth === 0 ? 0x30 : (pick(TAGS, random) ?? 0);
  const isConstructed = (tag & 0x20) !== 0 && depth < 6;
  const parts = Array.from({ length: isConstructed ? random(5) : 0 }, () => makeRandomDer(random, depth + 1));
  return encodeDer(tag, ...parts, ...(isConstructed ? [] : [randomBytes(random, 12)]));
}
