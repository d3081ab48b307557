import { createFountainSink } from '#core/qr/fountain-sink';
import { createFountainSource } from '#core/qr/fountain-source';
import { makeNoise, runFountain, type FountainRoad } from '../test/support/fountain-run.ts';
import type { Bench } from './measure.ts';

const RUNS = 400;
/** Of codes of medium size. */
const PIECE_BYTES = 335;
const ROUNDS = 20;

/** What is sent: bytes with encryption, by what it is. */
const IDENTITIES: Readonly<Record<string, number>> = {
  'P-256, leaf and root': 1_200,
  'RSA-2048, leaf and root': 2_400,
  'RSA-4096 pair, three issuers': 14_000,
  'the largest': 65_536,
};

const ROADS: Readonly<Record<string, FountainRoad>> = {
  'from the first code, nothing lost': { loss: 0, from: 0 },
  'from the middle, nothing lost': { loss: 0, from: 100_000 },
  'from the first code, 30 % lost': { loss: 0.3, from: 0 },
  'from the middle, 30 % lost': { loss: 0.3, from: 100_000 },
};

/** How many codes more than pieces are read until all is known, and how long that takes to solve. */
export const transfer: Bench = {
  name: 'transfer',
  question: `Codes read beyond the count of pieces (${PIECE_BYTES} bytes each) across an air gap, in ${RUNS} runs.`,
  async run() {
    return Object.entries(IDENTITIES).flatMap(([name, bytes]) => {
      const message = makeNoise(bytes, 1);
      const { pieces } = createFountainSource(1, message, PIECE_BYTES);
      const lines = Object.entries(ROADS).map(([road, how]) => `  ${road.padEnd(38)} ${measureMore(message, how)}`);
      return [`${name}: ${bytes} bytes, ${pieces} pieces, solved in ${measureSolving(message)} ms`, ...lines];
    });
  },
};

function measureMore(message: Uint8Array, road: FountainRoad): string {
  const more = Array.from({ length: RUNS }, (_, seed) => {
    const run = runFountain(message, PIECE_BYTES, road, seed + 1);
    if (run.message === undefined) throw new Error('it never came together');
    return run.received - run.pieces;
  }).sort((a, b) => a - b);
  const mean = more.reduce((sum, one) => sum + one, 0) / RUNS;
  return `${mean.toFixed(2)} more (95 % within ${more[Math.floor(RUNS * 0.95)]}, at most ${more.at(-1)})`;
}

/** Of mixes alone, which are the most work. */
function measureSolving(message: Uint8Array): string {
  const source = createFountainSource(1, message, PIECE_BYTES);
  const parts = Array.from({ length: source.pieces + 20 }, (_, at) => source.part(source.pieces + at));
  const startedAt = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    const sink = createFountainSink(source.part(0));
    for (const part of parts) sink.take(part);
    if (sink.message() === undefined) throw new Error('it never came together');
  }
  return ((performance.now() - startedAt) / ROUNDS).toFixed(2);
}
