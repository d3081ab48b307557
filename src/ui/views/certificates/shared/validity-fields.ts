import { html, nothing, type TemplateResult } from 'lit';
import { describeUtcMoment } from '#core/words/moment';
import { uiCertificatesWords } from '#core/words/en/ui-certificates';
import {
  judgeValidityDraft,
  type ValidityDraft,
  type ValidityEnd,
  type ValidityFault,
} from '#app/stores/validity-draft';
import { field, type FieldNote } from '../../../elements/field/field.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { dateInput } from './date-input.ts';
import './shared.css';

const words = uiCertificatesWords.validity;
const ENDS: readonly ValidityEnd[] = ['days', 'years', 'date'];
const STARTS = ['now', 'date'] as const;

/** When a certificate begins and ends, as fields of a form. */
export interface ValidityFieldsOptions {
  /** Before the ids of its fields; unique on the page. */
  readonly prefix: string;
  /** In place of "Good for", where a form has two of them. */
  readonly legend?: string;
  readonly draft: ValidityDraft;
  readonly now: number;
  /** Whether the user has tried to go on: from then on what is missing is said. */
  readonly tried: boolean;
  /** What the owner has against the period, in words. */
  readonly error?: string | undefined;
  readonly notes?: readonly FieldNote[] | undefined;
  readonly onChange: (draft: ValidityDraft) => void;
}

/** The validity of a certificate: by days, years or its last day, from now or from a date on; what comes of it stands below, in UTC. */
export function validityFields(options: ValidityFieldsOptions): TemplateResult {
  const { prefix, legend = words.legend, draft, onChange } = options;
  const change = (part: Partial<ValidityDraft>): void => onChange({ ...draft, ...part });
  return html`<div class="validity" role="group" aria-label=${legend}>
    ${segmented<ValidityEnd>({
      name: `${prefix}-end`,
      label: legend,
      labelShown: true,
      options: ENDS.map((value) => ({ value, label: words.ends[value] })),
      value: draft.end,
      onChange: (end) => change({ end }),
    })}
    <div class="validity-parts">
      ${endField(options, change)}
      ${field({ id: `${prefix}-start`, label: words.start }, (ties) =>
        selectInput<ValidityDraft['start']>(ties, {
          value: draft.start,
          options: STARTS.map((value) => ({ value, label: words.starts[value] })),
          onChange: (start) => change({ start }),
        }),
      )}
      ${
        draft.start === 'now'
          ? nothing
          : field({ id: `${prefix}-from`, label: words.from, error: faultOf(options, ['from-date']) }, (ties) =>
              dateInput(ties, { value: draft.fromDate, onInput: (fromDate) => change({ fromDate }) }),
            )
      }
    </div>
    ${periodLine(options)}
  </div>`;
}

/** From when to when that is, once it can be told. */
function periodLine({ draft, now }: ValidityFieldsOptions): TemplateResult | typeof nothing {
  const judged = judgeValidityDraft(draft, now);
  if (judged.kind === 'faults') return nothing;
  const { notBefore, notAfter } = judged.period;
  return html`<p class="field-hint">${words.period(describeUtcMoment(notBefore), describeUtcMoment(notAfter))}</p>`;
}

/** The field that everything about the period as a whole is said at. */
function endField(options: ValidityFieldsOptions, change: (part: Partial<ValidityDraft>) => void): TemplateResult {
  const { prefix, draft, notes } = options;
  const said = { error: faultOf(options, ['amount', 'until-date']) ?? options.error, notes };
  if (draft.end === 'date') {
    return field({ id: `${prefix}-until`, label: words.until, ...said }, (ties) =>
      dateInput(ties, { value: draft.untilDate, onInput: (untilDate) => change({ untilDate }) }),
    );
  }
  return field({ id: `${prefix}-amount`, label: words.amount[draft.end], ...said }, (ties) =>
    textInput(ties, { value: draft.amount, onInput: (amount) => change({ amount }), required: true }),
  );
}

/** A field that is empty is no fault before the user has tried; one that cannot be read is said at once. */
function faultOf(options: ValidityFieldsOptions, names: readonly ValidityFault[]): string | undefined {
  const { draft, now, tried } = options;
  const judged = judgeValidityDraft(draft, now);
  const fault = judged.kind === 'faults' ? judged.faults.find((one) => names.includes(one)) : undefined;
  if (fault === undefined) return undefined;
  return tried || (fault === 'amount' && draft.amount.trim() !== '') ? words.faults[fault] : undefined;
}
