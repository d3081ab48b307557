import { measureDrawing } from './drawing.ts';
import type { Bench } from './measure.ts';
import type { TraceCheck } from './pages/trace.ts';

/** The trace list beside @lit-labs/virtualizer with the same rows, both following the newest. */
export const trace: Bench = {
  name: 'trace',
  question:
    'Trace of 100,000 rows, 1,000 more a second, the newest in sight. Goals: >= 55 frames/s, <= x0.50 of the main thread.',
  run: () =>
    measureDrawing({
      page: 'trace',
      variants: ['virtualizer', 'dw-trace-list', 'nothing drawn'],
      base: 'virtualizer',
      prepare: { rows: 100_000, perSecond: 1000 },
      async check(page, variant) {
        const found = await page.run<TraceCheck>({ kind: 'check' });
        const drew = found.rowsInDocument >= 10 && found.newestMade - found.newestShown <= 1;
        if (variant !== 'nothing drawn' && !drew) throw new Error(`${variant} lags behind: ${JSON.stringify(found)}`);
      },
    }),
};
