import { html, svg, type TemplateResult } from 'lit';
import { uiElementsWords as words } from '#core/words/en/ui-elements';
import { formatValue } from '../text/format.ts';
import './sparkline.css';

const WIDTH = 64;
const HEIGHT = 22;
const MARGIN = 2.5;

/** Points of the line, left to right, fitted into the frame; a line without change runs in the middle. */
function placePoints(values: readonly number[]): readonly (readonly [x: number, y: number])[] {
  const low = Math.min(...values);
  const range = Math.max(...values) - low;
  const step = (WIDTH - 2 * MARGIN) / (values.length - 1);
  return values.map((value, index) => {
    const part = range === 0 ? 0.5 : (value - low) / range;
    return [MARGIN + index * step, HEIGHT - MARGIN - part * (HEIGHT - 2 * MARGIN)];
  });
}

/** A small line of real values, oldest first. With fewer than two there is no line, only a quiet dash. */
export function sparkline(values: readonly number[], label: string): TemplateResult {
  const real = values.filter(Number.isFinite);
  const last = real.at(-1);
  if (real.length < 2 || last === undefined)
    return html`<span class="sparkline none"><span aria-hidden="true">–</span><span class="sr">${label}: ${words.sparklineNone}</span></span>`;
  const points = placePoints(real);
  const path = points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  const [x, y] = points.at(-1) ?? [0, 0];
  const name = `${label}: ${formatValue(last)}`;
  return html`<svg class="sparkline" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${name}>
    ${svg`<path d=${path}></path><circle cx=${x.toFixed(1)} cy=${y.toFixed(1)} r="2"></circle>`}
  </svg>`;
}
