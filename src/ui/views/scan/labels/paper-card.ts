import { html, type TemplateResult } from 'lit';
import {
  GRID_MEASURES,
  ROLL_MEASURES,
  ROLL_RESOLUTIONS,
  type GridMeasure,
  type RollFeed,
  type RollMeasure,
} from '#core/labels/judge-sheet';
import { PAPERS, SHEET_PRESETS, type Paper, type SheetPreset } from '#core/labels/sheet-presets';
import { uiLabelsWords } from '#core/words/en/ui-labels';
import { typeOwnGrid, type LabelField, type LabelMedium } from '#app/stores/label-draft';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { PREFIX, type LabelFormOptions } from './devices-card.ts';

const words = uiLabelsWords.paper;
const MEDIA: readonly LabelMedium[] = [...PAPERS, 'roll'];
const FEEDS: readonly RollFeed[] = ['gaps', 'endless'];
const OWN = 'own';

/** What labels are printed on. */
export function paperCard(options: LabelFormOptions): TemplateResult {
  const { draft, onChange } = options;
  const { medium, hasOutline } = draft;
  return card({
    heading: words.heading,
    body: html`<div class="stack">
      ${segmented<LabelMedium>({
        name: `${PREFIX}-medium`,
        label: words.medium,
        options: MEDIA.map((value) => ({ value, label: words.media[value] })),
        value: medium,
        onChange: (next) => onChange({ medium: next }),
      })}
      ${medium === 'roll' ? rollFields(options) : html`${sheetFields(options, medium)}${skipField(options)}`}
      ${switchInput({
        id: `${PREFIX}-outline`,
        ...words.outline,
        checked: hasOutline,
        onChange: (next) => onChange({ hasOutline: next }),
      })}
    </div>`,
  });
}

function sheetFields(options: LabelFormOptions, paper: Paper): TemplateResult {
  const { draft, editor, onChange } = options;
  const chosen = draft.presets[paper];
  const presets = SHEET_PRESETS.filter((preset) => preset.paper === paper);
  const choose = (id: string): void => {
    if (id === OWN) onChange(typeOwnGrid(draft));
    else onChange({ presets: { ...draft.presets, [paper]: id } });
  };
  const adjust = html`<div>
    <button class="btn small" type="button" @click=${() => onChange(typeOwnGrid(draft))}>
      ${icon(icons.pencil)}${words.adjust}
    </button>
  </div>`;
  return html`${field({ id: `${PREFIX}-grid`, label: words.grid }, (ties) =>
    selectInput(ties, {
      value: chosen ?? OWN,
      options: [
        ...presets.map((preset) => ({ value: preset.id, label: nameOf(preset) })),
        { value: OWN, label: words.own },
      ],
      onChange: choose,
    }),
  )}
  ${
    chosen === undefined
      ? html`<div class="label-measures">
          ${GRID_MEASURES.map((measure) => measureField<GridMeasure>(editor, 'grid', measure, words.measures[measure]))}
        </div>`
      : adjust
  }`;
}

function nameOf({ sheet: { columns, rows, label }, like }: SheetPreset): string {
  return words.preset(columns, rows, label.width, label.height, like);
}

function rollFields({ draft, editor, onChange }: LabelFormOptions): TemplateResult {
  return html`<div class="label-measures">
      ${ROLL_MEASURES.map((measure) => measureField<RollMeasure>(editor, 'roll', measure, words.roll[measure]))}
    </div>
    ${segmented({
      name: `${PREFIX}-dpi`,
      label: words.dpi,
      labelShown: true,
      options: ROLL_RESOLUTIONS.map((dpi) => ({ value: String(dpi), label: words.dpis[dpi] })),
      value: String(draft.dpi),
      onChange: (value) => onChange({ dpi: ROLL_RESOLUTIONS.find((dpi) => String(dpi) === value) ?? draft.dpi }),
    })}
    ${segmented<RollFeed>({
      name: `${PREFIX}-feed`,
      label: words.feed,
      labelShown: true,
      options: FEEDS.map((value) => ({ value, label: words.feeds[value] })),
      value: draft.feed,
      onChange: (feed) => onChange({ feed }),
    })}`;
}

function skipField({ editor }: LabelFormOptions): TemplateResult {
  const { label, hint } = words.skip;
  return numberField(editor, 'skip', label, hint);
}

function measureField<Measure extends string>(
  editor: LabelFormOptions['editor'],
  group: 'grid' | 'roll',
  measure: Measure,
  label: string,
): TemplateResult {
  return numberField(editor, `${group}-${measure}` as LabelField, label);
}

function numberField(
  editor: LabelFormOptions['editor'],
  name: LabelField,
  label: string,
  hint?: string,
): TemplateResult {
  const { error, notes } = editor.words(name);
  return field({ id: `${PREFIX}-${name}`, label, hint, error, notes }, (ties) =>
    textInput(ties, {
      value: editor.text(name),
      onInput: (text) => editor.type(name, text),
      onBlur: () => editor.leave(name),
      keyboard: 'decimal',
    }),
  );
}
