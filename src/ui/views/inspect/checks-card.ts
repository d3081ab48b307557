import { html, nothing, type TemplateResult } from 'lit';
import type { AzureCheck, Inspection } from '#core/inspect/inspection';
import { azureCheckNames } from '#core/words/en/inspect-items';
import { describeAzureCheck } from '#core/words/en/inspect-checks';
import { uiInspectWords } from '#core/words/en/ui-inspect';
import { groupChecks, sortChecks, type CheckGroup } from '#app/stores/inspection-summary';
import { card } from '../../elements/card/card.ts';
import { checksList, type CheckItem } from '../../elements/checks-list/checks-list.ts';
import { field } from '../../elements/field/field.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { tag } from '../../elements/tag/tag.ts';
import { nameOf } from './inspected-item.ts';

const words = uiInspectWords.checks;
const MARKS = { passed: 'good', failed: 'bad', 'cannot-know': 'unknown' } as const;
const TONES = { passed: 'ok', failed: 'err', 'cannot-know': 'plain' } as const;

/** Azure's checks, and whom they are for. */
export interface ChecksCardOptions {
  readonly inspection: Inspection;
  readonly deviceId: string;
  readonly onDeviceId: (deviceId: string) => void;
}

/** How many passed and failed, then each with its reason and what to do, those that failed first. */
export function checksCard({ inspection, deviceId, onDeviceId }: ChecksCardOptions): TemplateResult {
  const { checks } = inspection;
  const groups = groupChecks(inspection);
  const { label, hint } = words.deviceId;
  return card({
    heading: words.heading,
    hint: words.hint,
    body: html`<div class="azure-checks">
      ${counts(checks)}
      ${field({ id: 'inspect-device', label, hint, optional: true }, (ties) =>
        textInput(ties, { value: deviceId, mono: true, onInput: onDeviceId }),
      )}
      ${groups.length > 1 ? groups.map(checkGroup) : list(checks, words.heading)}
      ${isCutShort(inspection, groups) ? html`<p class="small muted">${words.firstOnly}</p>` : nothing}
    </div>`,
  });
}

function counts(checks: readonly AzureCheck[]): TemplateResult {
  return html`<p class="check-counts">
    ${sortChecks(checks).map(({ result, checks: ofResult }) => tag(words.counts[result](ofResult.length), TONES[result]))}
  </p>`;
}

function list(checks: readonly AzureCheck[], label: string): TemplateResult {
  return checksList(
    sortChecks(checks).flatMap(({ checks: ofResult }) => ofResult.map(checkItem)),
    label,
  );
}

/** Of several chains and requests each has its own, folded so that all of them can be seen. */
function checkGroup({ subject, checks }: CheckGroup): TemplateResult {
  const name = subject === undefined ? words.others : nameOf(subject);
  return html`<details class="check-group">
    <summary>
      <bdi>${name}</bdi>
      ${counts(checks)}${icon(icons.dropDown)}
    </summary>
    ${list(checks, name)}
  </details>`;
}

function isCutShort({ items, chains }: Inspection, groups: readonly CheckGroup[]): boolean {
  const subjects = chains.length + items.filter(({ kind }) => kind === 'request').length;
  return groups.filter(({ subject }) => subject !== undefined).length < subjects;
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
