import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import './field.css';

/** Something that is on or off, at once. */
export interface SwitchOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly disabled?: boolean | undefined;
}

/** A switch with its words at the right. */
export function switchInput(options: SwitchOptions): TemplateResult {
  const { id, label, hint, checked, onChange } = options;
  const hintId = `${id}-hint`;
  return html`<label class="switch">
    <input
      id=${id}
      type="checkbox"
      role="switch"
      .checked=${live(checked)}
      ?disabled=${options.disabled === true}
      aria-labelledby="${id}-label"
      aria-describedby=${hint === undefined ? nothing : hintId}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <span class="switch-words"
      ><span id="${id}-label">${label}</span>${
        hint === undefined ? nothing : html`<span class="switch-hint" id=${hintId}>${hint}</span>`
      }</span
    >
  </label>`;
}
