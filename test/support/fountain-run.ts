import { createFountainSink } from '#core/qr/fountain-sink';
import { createFountainSource } from '#core/qr/fountain-source';
import { createRandom } from './mutations.ts';

/** How parts get from one screen to another. */
export interface FountainRoad {
  /** Of each part, between 0 and 1. */
  readonly loss: number;
  /** The first part that is seen; before it everything was shown already. */
  readonly from: number;
}

/** What one transfer came to. */
export interface FountainRun {
  readonly pieces: number;
  readonly shown: number;
  readonly received: number;
  readonly message: Uint8Array | undefined;
}

/** Sends a message by the fountain until it is whole, at most for a hundred times its pieces; the same for a seed. */
export function runFountain(
  message: Uint8Array,
  pieceBytes: number,
  { loss, from }: FountainRoad,
  seed: number,
): FountainRun {
  const random = createRandom(seed);
  const source = createFountainSource(random(0x1_0000_0000), message, pieceBytes);
  const sink = createFountainSink(source.part(0));
  let shown = 0;
  let received = 0;
  while (sink.message() === undefined && shown < 100 * source.pieces + 100) {
    const part = source.part(from + shown);
    shown += 1;
    if (random(1000) < loss * 1000) continue;
    received += 1;
    sink.take(part);
  }
  return { pieces: source.pieces, shown, received, message: sink.message() };
}

/** Gives bytes that look like those of a sealed identity. */
export function makeNoise(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Uint8Array.from({ length }, () => random(256));
}
