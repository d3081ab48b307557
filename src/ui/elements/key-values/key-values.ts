import { html, nothing, type TemplateResult } from 'lit';
import '../copy/copy.ts';
import './key-values.css';

/** A value and what it is called. */
export interface KeyValue {
  readonly label: string;
  readonly value: unknown;
  /** Set in the fixed-width face: ids, keys, topics. */
  readonly mono?: boolean | undefined;
  /** Text that a copy button beside the value gives. */
  readonly copy?: string | undefined;
}

/** A list of values with their names. Entries that are not there (`undefined`, `false`) are left out. */
export function keyValues(entries: readonly (KeyValue | undefined | false)[]): TemplateResult {
  const row = ({ label, value, mono, copy }: KeyValue): TemplateResult =>
    html`<div class="key-value">
      <dt>${label}</dt>
      <dd>
        <span class=${mono === true ? 'mono' : nothing}>${value}</span>
        ${copy === undefined ? nothing : html`<dw-copy .text=${copy} .label=${label}></dw-copy>`}
      </dd>
    </div>`;
  return html`<dl class="key-values">${entries.filter((entry) => entry !== undefined && entry !== false).map(row)}</dl>`;
}
