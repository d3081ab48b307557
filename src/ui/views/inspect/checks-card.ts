import { html, nothing, type TemplateResult } from 'lit';
import type { AzureCheck } from '#core/inspect/inspection';
import { azureCheckNames } from '#core/words/en/inspect-items';
import { describeAzureCheck } from '#core/words/en/inspect-checks';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import { sortChecks } from '#app/stores/inspection-summary';
import { card } from '../../elements/card/card.ts';
import { checksList, type CheckItem } from '../../elements/checks-list/checks-list.ts';
import { field } from '../../elements/field/field.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { tag } from '../../elements/tag/tag.ts';

const words = uiInspectWords.checks;
const MARKS = { passed: 'good', failed: 'bad', 'cannot-know': 'unknown' } as const;
const TONES = { passed: 'ok', failed: 'err', 'cannot-know': 'plain' } as const;

/** Azure's checks, and whom they are for. */
export interface ChecksCardOptions {
  readonly checks: readonly AzureCheck[];
  readonly deviceId: string;
  readonly onDeviceId: (deviceId: string) => void;
}

/** How many passed and failed, then each with its reason and what to do, those that failed first. */
export function checksCard({ checks, deviceId, onDeviceId }: ChecksCardOptions): TemplateResult {
  const groups = sortChecks(checks);
  const { label, hint } = words.deviceId;
  return card({
    heading: words.heading,
    hint: words.hint,
    body: html`<div class="azure-checks">
      <p class="check-counts">
        ${groups.map((group) => tag(words.counts[group.result](group.checks.length), TONES[group.result]))}
      </p>
      ${field({ id: 'inspect-device', label, hint, optional: true }, (ties) =>
        textInput(ties, { value: deviceId, mono: true, onInput: onDeviceId }),
      )}
      ${checksList(
        groups.flatMap((group) => group.checks.map(checkItem)),
        words.heading,
      )}
    </div>`,
  });
}

/** How many of them there are of each result, as a sentence for screen readers. */
export function printCheckCounts(checks: readonly AzureCheck[]): string {
  return sortChecks(checks)
    .map((group) => words.counts[group.result](group.checks.length))
    .join(', ');
}

function checkItem(check: AzureCheck): CheckItem {
  const { explanation, remedy } = describeAzureCheck(check);
  return {
    label: azureCheckNames[check.check],
    result: MARKS[check.result],
    word: words.results[check.result],
    text: html`${explanation}${remedy === undefined ? nothing : html` <span class="check-remedy">${remedy}</span>`}`,
  };
}
