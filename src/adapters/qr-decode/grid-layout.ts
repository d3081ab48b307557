/** Modules along a side of the smallest code and of the largest (ISO/IEC 18004, 6.3.1). */
export const SMALLEST = 21;
export const LARGEST = 177;

/** Modules between the middles of a code's first and last alignment patterns, and how many lines of them there are. */
const LINES = (version: number): number => (version === 1 ? 0 : Math.floor(version / 7) + 2);

/**
 * Gives the places of the lines on which alignment patterns have their middles, as numbers of modules from the left and
 * the top, for a code of `size` modules (ISO/IEC 18004, annex E).
 */
export function alignmentLines(size: number): readonly number[] {
  const version = (size - 17) / 4;
  const count = LINES(version);
  if (count === 0) return [];
  const last = size - 7;
  // All steps but the first are equal and even; version 32 alone is an exception to how they are rounded.
  const step = version === 32 ? 26 : Math.ceil((last - 6) / (count - 1) / 2) * 2;
  const lines = [6];
  for (let index = count - 1; index > 0; index -= 1) lines.splice(1, 0, last - (count - 1 - index) * step);
  return lines;
}

/** Gives the places of the middles of a code's alignment patterns. Where finder patterns are there are none. */
export function alignmentPlaces(size: number): { readonly column: number; readonly row: number }[] {
  const lines = alignmentLines(size);
  const last = lines.length - 1;
  return lines.flatMap((row, down) =>
    lines.flatMap((column, along) => {
      const isFinder = (down === 0 && (along === 0 || along === last)) || (down === last && along === 0);
      return isFinder ? [] : [{ column, row }];
    }),
  );
}
