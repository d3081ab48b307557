/** A question with figures for an answer. `run` gives lines to print. */
export interface Bench {
  readonly name: string;
  readonly question: string;
  /** It takes so long that it runs only when it is named. */
  readonly isLong?: boolean;
  /** `options`: what was given as `name=number` beside the names of benches; `paths`: as `--name path`. */
  run(options: ReadonlyMap<string, number>, paths: Readonly<Record<string, string>>): Promise<readonly string[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Measured figures: one list of numbers per variant, one number per round. */
export type Figures = ReadonlyMap<string, readonly number[]>;

/** Runs every variant once a round, in turn, so that a slow minute of the machine hits all of them. */
export async function inRounds(
  rounds: number,
  variants: Readonly<Record<string, () => Promise<number>>>,
): Promise<Figures> {
  const figures = new Map<string, number[]>(Object.keys(variants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(variants)) figures.get(name)?.push(await measure());
  }
  return figures;
}

/** Gives a line per variant: median, span, and the median of its per-round ratios to the first variant named by `base`. */
export function printFigures(figures: Figures, unit: string, base: string): string[] {
  const bases = figures.get(base) ?? [];
  return [...figures].map(([name, values]) => {
    const ratio = median(values.map((value, round) => value / (bases[round] ?? Number.NaN)));
    const span = `${print(Math.min(...values))}..${print(Math.max(...values))}`;
    return `${name.padEnd(44)} ${print(median(values)).padStart(10)} ${unit.padEnd(8)} (${span})  x${ratio.toFixed(2)} of ${base}`;
  });
}

function print(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(value >= 10 ? 1 : 2);
}
