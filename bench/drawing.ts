import { openBenchPages, type BenchPage, type BenchPages } from './bench-pages.ts';
import { inRounds, printFigures, type Figures } from './measure.ts';
import type { FrameFigures } from './pages/frames.ts';

/** A page that draws, in several ways that are compared. */
export interface Drawing {
  readonly page: string;
  readonly variants: readonly string[];
  /** The variant that ratios are given to. */
  readonly base: string;
  /** What the page is told beside the variant. */
  readonly prepare: Readonly<Record<string, number>>;
  /** Throws when what was drawn is not what was asked for. */
  check(page: BenchPage, variant: string): Promise<void>;
}

const ROUNDS = 5;
const MEASURE_MS = 4000;

/** Measures frames a second and how busy the main thread is, each variant in a page of its own; gives lines to print. */
export async function measureDrawing(drawing: Drawing): Promise<readonly string[]> {
  const pages = await openBenchPages();
  const byVariant = (): Map<string, number[]> => new Map(drawing.variants.map((variant) => [variant, []]));
  const [frames, gaps] = [byVariant(), byVariant()];
  try {
    const measures = drawing.variants.map((variant) => {
      const measure = async (): Promise<number> => {
        const { framesPerSecond, longestGapMs, busyPercent } = await measureOnce(pages, drawing, variant);
        frames.get(variant)?.push(framesPerSecond);
        gaps.get(variant)?.push(longestGapMs);
        return busyPercent;
      };
      return [variant, measure] as const;
    });
    const busy = await inRounds(ROUNDS, Object.fromEntries(measures));
    const lines = (figures: Figures, unit: string): string[] => printFigures(figures, unit, drawing.base);
    return [...lines(frames, 'frames/s'), '', ...lines(busy, '% busy'), '', ...lines(gaps, 'ms gap')];
  } finally {
    await pages.close();
  }
}

async function measureOnce(
  pages: BenchPages,
  drawing: Drawing,
  variant: string,
): Promise<FrameFigures & { readonly busyPercent: number }> {
  const page = await pages.open(drawing.page);
  try {
    await page.run({ kind: 'prepare', variant, ...drawing.prepare });
    const before = await page.mainThreadSeconds();
    const figures = await page.run<FrameFigures>({ kind: 'measure', forMs: MEASURE_MS });
    const busyPercent = (100_000 * ((await page.mainThreadSeconds()) - before)) / MEASURE_MS;
    await drawing.check(page, variant);
    if (page.complaints.length > 0) throw new Error(`${variant}: ${page.complaints.join(', ')}`);
    return { ...figures, busyPercent };
  } finally {
    await page.close();
  }
}
