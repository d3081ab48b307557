import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FieldTies } from '../../../elements/field/field.ts';
import '../../../elements/field/field.css';
import { valueOf } from '../../../elements/field/text-input.ts';

/** A day of the calendar. */
export interface DateInputOptions {
  /** As `2026-11-22`; empty for none. */
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly optional?: boolean;
}

/** The platform's choice of a day. */
export function dateInput(ties: FieldTies, { value, onInput, optional = false }: DateInputOptions): TemplateResult {
  return html`<input
    class="input"
    type="date"
    id=${ties.id}
    name=${ties.id}
    max="9999-12-31"
    .value=${live(value)}
    aria-required=${optional ? nothing : 'true'}
    aria-invalid=${ties.invalid ? 'true' : nothing}
    aria-describedby=${ties.describedBy ?? nothing}
    @input=${(event: Event) => onInput(valueOf(event))}
  />`;
}
