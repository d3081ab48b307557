import uPlot from 'uplot';
import type { ChartData } from './chart-data.ts';
import type { LineScales } from './line-scales.ts';
import './plot.css';

/** Lines drawn on a canvas. */
export interface Plot {
  /** Draws what the data hold now. */
  draw(): void;
  /** Takes the size of its box again. */
  resize(): void;
  /** Takes the colours of its box again: a canvas knows no custom properties. */
  restyle(): void;
  show(line: number, shown: boolean): void;
  dispose(): void;
}

/** What a plot is made of. */
export interface PlotOptions {
  readonly data: ChartData;
  readonly scales: LineScales;
  /** Width of the window; 0 for everything. */
  readonly windowSeconds: () => number;
  /** Where a window ends, in seconds since the Unix epoch. */
  readonly nowSeconds: () => number;
  /** The row under the pointer, or undefined when it has left. */
  readonly onCursor: (row: number | undefined) => void;
}

/** How many colours there are before they begin again. */
export const SERIES_COLOURS = 5;

/** No two neighbours look alike without colour. */
const DASHES: readonly number[][] = [[], [6, 3], [2, 3], [10, 3, 2, 3], [1, 4]];

/** Everything is never less than this, so that the first points do not race over the whole width. */
const SHORTEST_SECONDS = 20;

interface Look {
  readonly text: string;
  readonly line: string;
  readonly series: readonly string[];
  readonly font: string;
}

/** Resolves custom properties, `light-dark()` and all, to colours that a canvas understands. */
function readLook(box: HTMLElement): Look {
  const probe = document.createElement('span');
  probe.hidden = true;
  box.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const { fontFamily } = getComputedStyle(box);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const look = {
    text: colour('--text-3'),
    line: colour('--line'),
    series: Array.from({ length: SERIES_COLOURS }, (_, index) => colour(`--series-${index + 1}`)),
    font: `${Math.round(rem * 0.75)}px ${fontFamily}`,
  };
  probe.remove();
  return look;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function timeLabels(splits: readonly number[], stepSeconds: number): string[] {
  return splits.map((split) => {
    const date = new Date(split * 1000);
    const minutes = `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
    if (stepSeconds >= 86_400) return `${date.getDate()}.${date.getMonth() + 1}.`;
    return stepSeconds >= 60 ? minutes : `${minutes}:${twoDigits(date.getSeconds())}`;
  });
}

function valueLabels(splits: readonly number[], step: number): string[] {
  const digits = Math.min(6, Math.max(0, Math.ceil(-Math.log10(step))));
  return splits.map((split) => (Math.abs(split) >= 1e6 ? split.toExponential(1) : split.toFixed(digits)));
}

/** The visible span of time: the whole window up to now, or everything there is. */
function span(data: ChartData, windowSeconds: number, nowSeconds: number): [number, number] {
  if (windowSeconds > 0) return [nowSeconds - windowSeconds, nowSeconds];
  const end = data.times.at(-1) ?? 0;
  return [Math.min(data.times[0] ?? end, end - SHORTEST_SECONDS), end];
}

/** A scale shows at least this part of the values' size: the last digit of a quiet sensor is no mountain range. */
const SMALLEST_PART = 0.02;

function rangeOf(_plot: uPlot, low: number | null, high: number | null): uPlot.Range.MinMax {
  if (low === null || high === null) return [null, null];
  const least = Math.max(Math.abs(low), Math.abs(high)) * SMALLEST_PART;
  const missing = Math.max(0, least - (high - low)) / 2;
  return uPlot.rangeNum(low - missing, high + missing, 0.1, true);
}

/** Widths of a line, in pixels. */
const WIDTH = { usual: 2, dense: 1 };

/**
 * Draws lines with two points in every pixel, or more of them, thin: without a graphics card a broad line of
 * thousands of turns takes longer than a frame, and it blurs.
 */
function fitWidths(plot: uPlot): void {
  const [first, last] = plot.series[0]?.idxs ?? [0, 0];
  const dense = last - first > (plot.bbox.width / window.devicePixelRatio) * 2;
  for (const line of plot.series.slice(1)) line.width = dense ? WIDTH.dense : WIDTH.usual;
}

/** Draws lines into `box` until it is disposed of. */
export function createPlot(box: HTMLElement, options: PlotOptions): Plot {
  const { data, scales, windowSeconds, nowSeconds, onCursor } = options;
  let look = readLook(box);
  const colourOf = (line: number): string => look.series[line % SERIES_COLOURS] ?? look.text;

  const table = (): uPlot.AlignedData => [data.times, ...data.columns];
  const linesOf = (scale: string): number[] => scales.ofLine.flatMap((other, line) => (other === scale ? [line] : []));

  /** With two axes, one that belongs to a single line wears its colour. */
  const axisColour = (scale: string): string => {
    const [first, ...others] = linesOf(scale);
    return first === undefined || others.length > 0 || scales.withAxis.length < 2 ? look.text : colourOf(first);
  };
  const axis = (scale: string, side: 1 | 3): uPlot.Axis => ({
    scale,
    side,
    stroke: () => axisColour(scale),
    font: look.font,
    gap: 6,
    size: (_plot, labels) => Math.max(28, ...(labels ?? []).map((label) => label.length * 7.5 + 14)),
    grid: { show: side === 3, stroke: () => look.line, width: 1 },
    ticks: { show: false },
    values: (_plot, splits, _axis, _space, step) => valueLabels(splits, step),
  });

  const plot = new uPlot(
    {
      width: box.clientWidth,
      height: box.clientHeight,
      padding: [10, scales.withAxis.length > 1 ? 0 : 26, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
      scales: {
        x: { time: true, range: () => span(data, windowSeconds(), nowSeconds()) },
        ...Object.fromEntries(scales.ofLine.map((scale) => [scale, { range: rangeOf }])),
      },
      axes: [
        {
          stroke: () => look.text,
          font: look.font,
          space: 84,
          size: 30,
          gap: 8,
          grid: { show: false },
          ticks: { show: false },
          values: (_plot, splits, _axis, _space, step) => timeLabels(splits, step),
        },
        ...scales.withAxis.map((scale, index) => axis(scale, index === 0 ? 3 : 1)),
      ],
      series: [
        {},
        ...data.lines.map((line, index) => ({
          label: line.name,
          scale: scales.ofLine[index] ?? '',
          stroke: () => colourOf(index),
          width: WIDTH.usual,
          dash: DASHES[index % DASHES.length] ?? [],
          points: { size: 5 },
        })),
      ],
      hooks: { drawClear: [fitWidths], setCursor: [(self) => onCursor(self.cursor.idx ?? undefined)] },
    },
    table(),
    box,
  );

  return {
    draw: () => plot.setData(table()),
    resize: () => plot.setSize({ width: box.clientWidth, height: box.clientHeight }),
    restyle() {
      look = readLook(box);
      for (const each of plot.axes) each.font = look.font;
      plot.redraw(false, true);
    },
    show: (line, shown) => plot.setSeries(line + 1, { show: shown }),
    dispose: () => plot.destroy(),
  };
}
