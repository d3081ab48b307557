/**
 * Squares of a code on paper. DENSO WAVE, "Point for determining the code area", advises four dots a square; three are
 * the least that cameras of phones read well (measured). Without a known printer, one of 300 dots an inch is taken.
 */
const LEAST_DOTS = 3;
const ADVISED_DOTS = 4;
const USUAL_DOT_MM = 25.4 / 300;
/** Lengths are sums of fractions. */
const ROUNDING = 1e-6;

/** How well squares of a size are printed and read; `none`: there is no room for a code at all. */
export type ModuleFit = 'good' | 'small' | 'none';

/** Gives the side of a square that is advised. */
export function advisedModule(dotMm = USUAL_DOT_MM): number {
  return ADVISED_DOTS * dotMm;
}

/** Judges the side of a square: on a printer whose dots are known from three of them on, else by the advised size. */
export function judgeModule(moduleMm: number, dotMm: number | undefined): ModuleFit {
  if (moduleMm < (dotMm ?? USUAL_DOT_MM) - ROUNDING) return 'none';
  const least = dotMm === undefined ? advisedModule() : LEAST_DOTS * dotMm;
  return moduleMm < least - ROUNDING ? 'small' : 'good';
}

/** Gives the side that a square has in the room there is: a whole number of the printer's dots, where they are known. */
export function snapModule(moduleMm: number, dotMm: number | undefined): number {
  if (moduleMm <= 0) return 0;
  return dotMm === undefined ? moduleMm : Math.floor(moduleMm / dotMm + ROUNDING) * dotMm;
}
