import { measureDrawing } from './drawing.ts';
import type { Bench } from './measure.ts';

/** The live chart beside the bare library that draws it. */
export const chart: Bench = {
  name: 'chart',
  question:
    'Chart of 4 x 10,000 points, one more of each every frame. Goals: >= 55 frames/s, <= 40 % of the main thread.',
  run: () =>
    measureDrawing({
      page: 'chart',
      variants: ['bare uPlot', 'dw-chart', 'nothing drawn'],
      base: 'bare uPlot',
      prepare: { points: 10_000 },
      async check(page, variant) {
        const draws = await page.run<boolean>({ kind: 'check' });
        if (draws === (variant === 'nothing drawn')) throw new Error(`${variant}: the picture stands still`);
      },
    }),
};
