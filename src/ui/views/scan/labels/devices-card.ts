import { html, nothing, type TemplateResult } from 'lit';
import { LISTED_REMEDIES } from '#core/words/en/ui-id-list-remedies';
import { uiLabelsWords } from '#core/words/en/ui-labels';
import type { IdListState } from '#app/stores/id-list';
import type { LabelDevice } from '#app/stores/label-devices';
import { chooseSource, LABEL_SOURCES, type LabelDraft, type LabelSource } from '#app/stores/label-draft';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { notice } from '../../../elements/notice/notice.ts';
import { KEYS, printRoute } from '../../../routes.ts';
import { typedField } from '../../editing/typed-fields.ts';
import { idSource } from '../../id-list/id-source.ts';
import type { ListFate } from '../../id-list/list-fate.ts';
import type { LabelEditor } from './label-editor.ts';

const words = uiLabelsWords.devices;
/** Before the ids of the fields of this tab. */
export const PREFIX = 'labels';

/** What the devices of a list get here. */
export const LABEL_FATE: ListFate = { words: uiLabelsWords.fate, remedies: LISTED_REMEDIES };

/** What the form of labels shows, and what it does with a change. */
export interface LabelFormOptions {
  readonly draft: LabelDraft;
  readonly editor: LabelEditor;
  readonly onChange: (part: Partial<LabelDraft>) => void;
}

/** Which devices there are. */
export interface DevicesCardOptions extends LabelFormOptions {
  readonly kept: readonly LabelDevice[];
  readonly keyedCount: number;
  /** How many have codes that name a service which nobody reaches elsewhere. */
  readonly nearCount: number;
  readonly list: IdListState;
}

/** The devices that get labels. */
export function devicesCard(options: DevicesCardOptions): TemplateResult {
  const { draft, nearCount, onChange } = options;
  const { title, text } = words.near;
  return card({
    heading: words.heading,
    body: html`<div class="stack">
      ${segmented<LabelSource>({
        name: `${PREFIX}-source`,
        label: words.source,
        options: LABEL_SOURCES.map((value) => ({ value, label: words.sources[value] })),
        value: draft.source,
        onChange: (source) => onChange(chooseSource(draft, source)),
      })}
      ${devicesOf(options)}
      ${nearCount === 0 ? nothing : notice({ tone: 'warn', title, explanation: text(nearCount) })}
    </div>`,
  });
}

function devicesOf(options: DevicesCardOptions): TemplateResult {
  const { draft, keyedCount } = options;
  if (draft.source === 'devices') return keptDevices(options);
  if (draft.source === 'list') return html`${listedDevices(options)}${scopeField(options)}`;
  if (keyedCount > 0) return html`<p>${words.fromKeys(keyedCount)}</p>${scopeField(options)}`;
  const { title, text, open } = words.noKeys;
  const link = html`<a class="btn" href=${printRoute(KEYS)}>${open}</a>`;
  return notice({ tone: 'info', title, explanation: text, actions: link });
}

function keptDevices({ draft, kept, onChange }: DevicesCardOptions): TemplateResult {
  if (kept.length === 0) {
    const { title, text, list } = words.none;
    const use = html`<button class="btn" type="button" @click=${() => onChange(chooseSource(draft, 'list'))}>
      ${list}
    </button>`;
    return notice({ tone: 'info', title, explanation: text, actions: use });
  }
  const one = kept.map(({ recordId = '', id }) => ({ value: recordId, label: id }));
  const chosen = kept.some(({ recordId }) => recordId === draft.deviceId) ? draft.deviceId : '';
  return field({ id: `${PREFIX}-device`, label: words.which }, (ties) =>
    selectInput(ties, {
      value: chosen,
      options: [{ value: '', label: words.all(kept.length) }, ...one],
      onChange: (deviceId) => onChange({ deviceId }),
    }),
  );
}

function listedDevices({ draft, list, editor, onChange }: DevicesCardOptions): TemplateResult {
  return idSource({
    prefix: PREFIX,
    ways: ['list', 'pattern', 'file'],
    draft,
    list,
    editor,
    fate: LABEL_FATE,
    onChange,
    onFile: (file) => onChange({ way: 'file', file, reading: {} }),
  });
}

function scopeField({ draft, editor }: DevicesCardOptions): TemplateResult {
  const { label, hint, placeholder } = words.idScope;
  const optional = draft.code === 'id';
  return typedField(editor, { name: 'idScope', id: `${PREFIX}-idScope`, label, hint, placeholder, optional });
}
