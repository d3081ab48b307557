import { html, type TemplateResult } from 'lit';
import './skeleton.css';

/** What is awaited; each has the size of the real thing, so that nothing jumps when it comes. */
export type SkeletonShape = 'line' | 'title' | 'row' | 'tile' | 'chart';

/** Placeholders while something is on its way. Hidden from screen readers: say in words what is awaited. */
export function skeleton(shape: SkeletonShape, count = 1): TemplateResult {
  const one = html`<span class="skeleton skeleton-${shape}"></span>`;
  return html`<div class="skeletons skeletons-${shape}" aria-hidden="true">${Array.from({ length: count }, () => one)}</div>`;
}
