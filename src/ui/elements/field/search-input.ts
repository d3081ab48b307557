import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon, icons } from '../icon/icon.ts';
import './field.css';
import { valueOf } from './text-input.ts';

/** A field that filters what stands below it. */
export interface SearchInputOptions {
  readonly id: string;
  /** Read out, not shown; the placeholder shows it. */
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly placeholder?: string | undefined;
  /** The key that brings the focus here, shown as a key cap. */
  readonly shortcut?: string | undefined;
}

/** A search field; Escape empties it, as the platform has it. */
export function searchInput(options: SearchInputOptions): TemplateResult {
  const { id, label, value, onInput, shortcut } = options;
  return html`<div class="search">
    ${icon(icons.search)}<label class="sr" for=${id}>${label}</label>
    <input
      class="input"
      id=${id}
      type="search"
      .value=${live(value)}
      placeholder=${options.placeholder ?? label}
      aria-keyshortcuts=${shortcut ?? nothing}
      autocomplete="off"
      autocapitalize="none"
      spellcheck="false"
      enterkeyhint="search"
      @input=${(event: Event) => onInput(valueOf(event))}
    />
    ${shortcut === undefined ? nothing : html`<kbd aria-hidden="true">${shortcut}</kbd>`}
  </div>`;
}
