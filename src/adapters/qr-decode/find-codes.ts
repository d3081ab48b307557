import type { FoundCode } from '#core/ports/code-reader';
import type { Finder } from './find-finders.ts';
import { findTrios, type Trio } from './find-trios.ts';
import { judgeModules, looksLikeCode } from './judge-modules.ts';
import type { Luma } from './luma.ts';
import { measureTrio, type Candidate } from './measure-trio.ts';
import { decodeModules } from './nuintun-library.ts';
import { findGrid, placeAt, sampleGrid } from './sample-grid.ts';

/** How much is tried. */
export interface Tries {
  /** Finder patterns that are combined: those that most rows saw. */
  readonly finders: number;
  /** Each of all the others is combined with as many that are near it. */
  readonly neighbours: number;
  /** Threes of them that are measured. */
  readonly trios: number;
  /** Of each hundred of those, so many are decoded. */
  readonly decodings: number;
  /** Sizes that are tried for each. */
  readonly sizes: number;
  /** How much modules are sharpened; each is tried in turn. */
  readonly sharpenings: readonly number[];
}

/** Threes that are measured before the best of them are decoded. */
const BATCH = 100;

/**
 * Reads codes whose finder patterns were found. `inverted` gives the picture with dark and light changed; what lies within
 * the `known` codes is not looked at again.
 */
export function readCodes(
  picture: Luma,
  inverted: () => Luma,
  finders: readonly Finder[],
  known: readonly FoundCode[],
  tries: Tries,
): FoundCode[] {
  const found: FoundCode[] = [];
  const areFree = ({ topLeft, topRight, bottomLeft }: Trio, codes: readonly FoundCode[]): boolean =>
    [topLeft, topRight, bottomLeft].every((finder) => !codes.some((code) => isWithin(code, finder)));
  const free = finders.filter((finder) => !known.some((code) => isWithin(code, finder)));
  const trios = findTrios(free, tries.finders, tries.neighbours).slice(0, tries.trios);
  for (let start = 0; start < trios.length; start += BATCH) {
    const candidates = trios
      .slice(start, start + BATCH)
      .filter((trio) => areFree(trio, found))
      .flatMap((trio) => measureTrio(trio.topLeft.isInverted ? inverted() : picture, trio) ?? []);
    let left = tries.decodings;
    for (const candidate of candidates.sort((a, b) => b.score - a.score)) {
      if (!areFree(candidate.trio, found)) continue;
      if (left-- === 0) break;
      const code = readCandidate(candidate, tries);
      if (code !== undefined) found.push(code);
    }
  }
  return found;
}

/** Tells whether a place is within a code: on the same side of all its edges. */
function isWithin({ corners }: FoundCode, { x, y }: { readonly x: number; readonly y: number }): boolean {
  if (corners === undefined) return false;
  const sides = corners.map((from, index) => {
    const to = corners[(index + 1) % corners.length] ?? from;
    return Math.sign((to.x - from.x) * (y - from.y) - (to.y - from.y) * (x - from.x));
  });
  return sides.every((side) => side === sides[0]);
}

function readCandidate({ picture, contrast, guesses }: Candidate, tries: Tries): FoundCode | undefined {
  for (const { size, corners } of guesses.slice(0, tries.sizes)) {
    const grid = findGrid(picture, size, corners, contrast);
    if (grid === undefined) continue;
    const shades = sampleGrid(picture, grid);
    for (const sharpening of tries.sharpenings) {
      const modules = judgeModules(shades, size, sharpening);
      if (!looksLikeCode(modules, size)) break;
      const text = decodeModules(modules, size);
      if (text === undefined) continue;
      const corner = (u: number, v: number) => placeAt(grid, u, v);
      return { text, corners: [corner(0, 0), corner(size, 0), corner(size, size), corner(0, size)] };
    }
  }
  return undefined;
}
