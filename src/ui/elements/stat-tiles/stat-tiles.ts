import { html, nothing, type TemplateResult } from 'lit';
import './stat-tiles.css';

/** One figure that is watched. */
export interface StatTile {
  readonly label: string;
  readonly value: unknown;
  readonly unit?: string | undefined;
  readonly hint?: string | undefined;
}

/** A row of figures, which folds to two columns on a phone. */
export function statTiles(tiles: readonly StatTile[]): TemplateResult {
  const tile = ({ label, value, unit, hint }: StatTile): TemplateResult =>
    html`<div class="stat-tile">
      <dt>${label}</dt>
      <dd>
        ${value}${unit === undefined ? nothing : html` <span class="stat-unit">${unit}</span>`}
        ${hint === undefined ? nothing : html`<span class="stat-hint">${hint}</span>`}
      </dd>
    </div>`;
  return html`<dl class="stat-tiles">${tiles.map(tile)}</dl>`;
}
