import type { ChartData } from './chart-data.ts';

/** Which scale each line is drawn on. Lines of one unit share a scale; without units, lines of like size do. */
export interface LineScales {
  /** Scale of each line, in the order of the lines. */
  readonly ofLine: readonly string[];
  /** At most two scales have an axis: left and right. */
  readonly withAxis: readonly string[];
}

function magnitude(data: ChartData, line: number): number {
  const extent = data.extent(line, Number.NEGATIVE_INFINITY);
  const size = extent === undefined ? 0 : Math.max(Math.abs(extent.low), Math.abs(extent.high));
  return size === 0 ? 0 : Math.log10(size);
}

/** Chooses the scales for the lines as they are now. */
export function chooseScales(data: ChartData): LineScales {
  const sized: { readonly scale: string; readonly magnitude: number }[] = [];
  const ofLine = data.lines.map(({ name, unit }, line) => {
    if (unit !== undefined) return `unit ${unit}`;
    const size = magnitude(data, line);
    const like = sized.find((other) => Math.abs(other.magnitude - size) < 1);
    const scale = like?.scale ?? `like ${name}`;
    if (like === undefined) sized.push({ scale, magnitude: size });
    return scale;
  });
  return { ofLine, withAxis: [...new Set(ofLine)].slice(0, 2) };
}
