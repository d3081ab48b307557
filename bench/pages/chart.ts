import '../../src/ui/tokens/tokens.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { ChartSeries } from '#ui/elements/chart/chart-data';
import '#ui/elements/chart/chart';
import { countFrames, type FrameFigures } from './frames.ts';

/** What the bench asks of this page: `prepare` first, then `measure`, then perhaps `check`. */
export type ChartTask =
  | { readonly kind: 'prepare'; readonly variant: ChartVariant; readonly points: number }
  | { readonly kind: 'measure'; readonly forMs: number }
  | { readonly kind: 'check' };

/** Ours, the bare library, and what counting frames costs by itself. */
export type ChartVariant = 'dw-chart' | 'bare uPlot' | 'nothing drawn';

const LINES = ['temperature', 'humidity', 'pressure', 'fan'] as const;
const EVERY_SECONDS = 0.05;
const START = 1_760_000_000;

let addRow: () => void = () => undefined;
let made = 0;

const timeOf = (row: number): number => START + row * EVERY_SECONDS;
/** Lines of like size, with a wave and some noise each. */
const valueOf = (line: number, row: number): number =>
  20 + line * 8 + 5 * Math.sin(row / (200 + 90 * line)) + ((row * 7919 + line * 104_729) % 100) / 100;

function makeSeries(from: number, count: number): ChartSeries[] {
  const times = Float64Array.from({ length: count }, (_, index) => timeOf(from + index));
  return LINES.map((name, line) => ({
    name,
    times,
    values: times.map((_, index) => valueOf(line, from + index)),
    unit: '°C',
  }));
}

function drawByOurs(points: number): void {
  const chart = document.createElement('dw-chart');
  chart.label = 'Telemetry';
  chart.windowMinutes = 0;
  chart.pointLimit = points;
  document.body.append(chart);
  chart.setSeries(makeSeries(0, points));
  addRow = () => chart.addPoints(makeSeries(made, 1));
}

/** As its documentation has it: the same lines, axes and size, without any of our legend and words. */
function drawByLibrary(points: number): void {
  const box = document.createElement('div');
  document.body.append(box);
  const rows = Array.from({ length: points }, (_, row) => row);
  const table = [rows.map(timeOf), ...LINES.map((_, line) => rows.map((row) => valueOf(line, row)))];
  const colours = ['#2563eb', '#b45309', '#0f766e', '#be185d'];
  const series = LINES.map((label, line) => ({ label, stroke: colours[line] ?? '', width: 1 }));
  // The height of ours at the size of a desktop.
  const options = { width: document.body.clientWidth, height: 320, legend: { show: false }, series: [{}, ...series] };
  const plot = new uPlot(options, table as uPlot.AlignedData, box);
  addRow = () => {
    table.forEach((column, index) => {
      column.shift();
      column.push(index === 0 ? timeOf(made) : valueOf(index - 1, made));
    });
    plot.setData(table as uPlot.AlignedData);
  };
}

async function prepare({ variant, points }: ChartTask & { kind: 'prepare' }): Promise<void> {
  if (variant === 'dw-chart') drawByOurs(points);
  else if (variant === 'bare uPlot') drawByLibrary(points);
  made = points;
  await countFrames(1000);
}

function measure(forMs: number): Promise<FrameFigures> {
  return countFrames(forMs, () => {
    addRow();
    made += 1;
  });
}

/** Whether the next points change the picture: read after measuring, for reading a canvas may change how it is kept. */
async function drawsStill(): Promise<boolean> {
  const pictures: string[] = [];
  for (let times = 0; times < 2; times += 1) {
    pictures.push(document.querySelector('canvas')?.toDataURL() ?? '');
    await measure(200);
  }
  return pictures[0] !== pictures[1];
}

async function run(task: ChartTask): Promise<unknown> {
  if (task.kind === 'prepare') return prepare(task);
  return task.kind === 'measure' ? measure(task.forMs) : drawsStill();
}

Object.assign(globalThis, { bench: { run } });
