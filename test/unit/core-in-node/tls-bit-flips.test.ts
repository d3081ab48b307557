import { beforeAll, describe, expect, test } from 'vitest';
import { makeUsualChains, type UsualChains } from '../../support/tls-chains.ts';
import {
  countBehind,
  isAsRecorded,
  isFaithful,
  isRefused,
  type Recording,
  recordUsual,
  replay,
} from '../../support/tls-recording.ts';
import { bytes, CONTENT } from '../../support/tls-server/wire.ts';

let chains: UsualChains;
beforeAll(async () => {
  chains = await makeUsualChains();
});

/** Where a bit is: its flight, its record in that, and its place in the record. */
interface Place {
  readonly flight: number;
  readonly record: number;
  readonly octet: number;
  readonly bit: number;
}

function listPlaces({ flights }: Recording): Place[] {
  return flights.flatMap((records, flight) =>
    records.flatMap((content, record) =>
      Array.from({ length: content.length * 8 }, (_, at) => ({ flight, record, octet: at >> 3, bit: at & 7 })),
    ),
  );
}

function flipAt({ flights }: Recording, { flight, record, octet, bit }: Place): Uint8Array<ArrayBuffer>[][] {
  return flights.map((records, one) =>
    records.map((content, other) =>
      one === flight && other === record ? content.with(octet, (content[octet] ?? 0) ^ (1 << bit)) : content,
    ),
  );
}

/**
 * Says whether TLS does not authenticate a bit, of which there is one kind: the version of a record in the clear, which
 * "MUST be ignored for all purposes" (RFC 8446, 5.1; for TLS 1.2 see RFC 5246, E.1). The first octet of it in the first
 * record is held to be 3, so that what is no TLS is told from it.
 */
function isUnauthenticated({ flights }: Recording, version: string, { flight, record, octet }: Place): boolean {
  const content = flights[flight]?.[record] ?? bytes();
  // In TLS 1.3 all after ServerHello is sealed, in TLS 1.2 what follows change_cipher_spec, which never is.
  const isClear = version === '1.3' ? content[0] === CONTENT.handshake : flight === 0;
  const isVersion = octet === 1 || octet === 2;
  const isFirst = flight === 0 && record === 0 && octet === 1;
  return isVersion && !isFirst && (isClear || content[0] === CONTENT.changeCipherSpec);
}

/** Connections side by side: WebCrypto answers from threads. */
const LANES = 8;

/** Changes bit after bit, expects each to be refused or not to be authenticated, and gives how many are not. */
async function flipAll(version: '1.2' | '1.3', recording: Recording, places: readonly Place[]): Promise<number> {
  expect(isAsRecorded(await replay(recording, recording.flights), recording)).toBe(true);
  const accepted: Place[] = [];
  const wrong: unknown[] = [];
  const last = recording.flights.length - 1;
  const firstBehind = (recording.flights[last]?.length ?? 0) - countBehind(version);

  const judge = async (place: Place, number: number): Promise<void> => {
    const result = await replay(recording, flipAt(recording, place), number % 2 === 0 ? 'transport' : 'time');
    const isBehind = place.flight === last && place.record >= firstBehind;
    if (isAsRecorded(result, recording)) accepted.push(place);
    else if (!isRefused(result) || !isFaithful(result, recording) || result.opened !== (isBehind ? 1 : 0))
      wrong.push({ ...place, ...result });
  };
  const lane = async (first: number): Promise<void> => {
    for (let at = first; at < places.length; at += LANES) {
      const place = places[at];
      if (place !== undefined) await judge(place, at);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, first) => lane(first)));
  expect(wrong).toEqual([]);
  expect(accepted.filter((place) => !isUnauthenticated(recording, version, place))).toEqual([]);
  return accepted.length;
}

describe('every bit that a server sends ends the connection when it is changed, unless TLS does not authenticate it', () => {
  test.each([
    // The versions of five messages and of change_cipher_spec, and of ServerHello and change_cipher_spec.
    ['1.2', 6 * 16 - 8],
    ['1.3', 2 * 16 - 8],
  ] as const)('TLS %s', { timeout: 180_000 }, async (version, unauthenticated) => {
    const recording = await recordUsual(version, chains);
    const places = listPlaces(recording);
    // Two certificates, a signature, a request, Finished and data: about 1,300 octets.
    expect(places.length).toBeGreaterThan(9000);
    expect(await flipAll(version, recording, places)).toBe(unauthenticated);
  });

  test('TLS 1.3, in what asks for another share', { timeout: 180_000 }, async () => {
    const recording = await recordUsual('1.3', chains, { retries: true, group: 'secp384r1' });
    const places = listPlaces(recording).filter(({ flight }) => flight === 0);
    expect(places.length).toBeGreaterThan(700);
    expect(await flipAll('1.3', recording, places)).toBe(2 * 16 - 8);
  });
});
