import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { uiCloudDevicesWords } from '#core/words/en/ui-cloud-devices';
import type { CloudDevicePage } from '#app/cloud-devices';
import type { BulkVerb } from '#app/stores/bulk-desk';
import '../../../elements/button/button.ts';
import { icon, icons, type Icon } from '../../../elements/icon/icon.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';

const words = uiCloudDevicesWords.choose;
const { verbs } = uiCloudDevicesWords.bulk;

/** What is chosen of what there is. */
export interface ChoiceBarOptions {
  readonly found: Omit<CloudDevicePage, 'rows'>;
  readonly chosen: number;
  /** All were asked for, and come in a moment. */
  readonly choosingAll: boolean;
  /** Work is going on, so that no other can begin. */
  readonly busy: boolean;
  readonly onAll: () => void;
  readonly onNone: () => void;
  readonly onVerb: (verb: BulkVerb) => void;
}

/** How many devices there are, and what can be done to those that are chosen. It stays in sight while one scrolls. */
export function choiceBar(options: ChoiceBarOptions): TemplateResult {
  const { found, chosen, choosingAll, onAll, onNone } = options;
  const { matching, total, connected } = found;
  const isAll = chosen > 0 && chosen >= matching;
  const name = isAll ? words.none : words.all(matching, matching === total);
  return html`<div class="choice-bar" role="group" aria-label=${words.label}>
    <label class="long-choose long-all" data-tip=${name}
      ><input
        type="checkbox"
        aria-label=${name}
        .checked=${live(isAll || choosingAll)}
        .indeterminate=${live(chosen > 0 && !isAll)}
        @change=${() => (isAll ? onNone() : onAll())}
    /></label>
    <p class="choice-count">
      ${chosen > 0 ? words.chosen(chosen) : uiCloudDevicesWords.count(matching, total, connected)}
    </p>
    ${chosen === 0 ? nothing : acts(options)}
  </div>`;
}

function acts({ busy, onVerb, onNone }: ChoiceBarOptions): TemplateResult {
  const button = (verb: BulkVerb, mark: Icon): TemplateResult =>
    html`<button class="btn small" type="button" ?disabled=${busy} @click=${() => onVerb(verb)}>
      ${icon(mark)}${verbs[verb]}
    </button>`;
  const item = (verb: BulkVerb, mark: Icon) => ({
    label: verbs[verb],
    icon: mark,
    disabled: busy,
    danger: verb === 'remove',
    run: () => onVerb(verb),
  });
  return html`<div class="choice-acts">
    ${button('approve', icons.check)}${button('block', icons.unplug)}
    ${menuButton({
      id: 'chosen-devices-menu',
      label: words.more,
      icon: icons.more,
      items: [
        item('unblock', icons.plug),
        item('reset', icons.refresh),
        item('move', icons.server),
        'line',
        item('remove', icons.remove),
      ],
    })}
    <button class="btn ghost icon" type="button" aria-label=${words.none} data-tip=${words.none} @click=${onNone}>
      ${icon(icons.close)}
    </button>
  </div>`;
}
