import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { printAzCommand } from '#core/export/az-command';
import { EXPORT_FACTS, missingNeeds } from '#core/export/export-facts';
import { fileNameFor } from '#core/export/file-name';
import type { ExportFormat, ExportSettings } from '#core/export/flashed-device';
import type { KeyedDevice } from '#core/ports/key-maker';
import { uiEditingWords } from '#core/words/en/ui-editing';
import { uiKeysWords } from '#core/words/en/ui-keys';
import type { KeyDraft } from '#app/stores/key-draft';
import { judgeExport, type ExportField } from '#app/stores/key-settings';
import type { ExportOutlet, KeyExport } from '#app/stores/made-keys';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { field } from '../../elements/field/field.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { progress } from '../../elements/progress/progress.ts';
import '../../elements/secret/secret.ts';
import { commandWords, textBlock } from '../../elements/text-block/text-block.ts';
import { typedField, type FieldEditor } from '../editing/typed-fields.ts';

const words = uiKeysWords.export;
/** In the order of the list; those that most people look for come first. */
const FORMATS = Object.keys(words.formats) as readonly ExportFormat[];
const LIVES = Object.keys(words.lives) as readonly `${keyof typeof words.lives}`[];
/** More than this is no text to paste anywhere. */
const COPY_LIMIT = 1000;

/** What all devices are written to, and how it is set. */
export interface ExportCardOptions {
  readonly count: number;
  readonly hasSecondaryKey: boolean;
  readonly draft: KeyDraft;
  readonly settings: ExportSettings;
  readonly editor: FieldEditor<ExportField>;
  /** Shown as an example. */
  readonly first: KeyedDevice;
  readonly exporting: KeyExport;
  readonly problem: unknown;
  readonly onChange: (part: Partial<KeyDraft>) => void;
  readonly preview: (index: number) => Promise<string>;
  readonly onExport: (outlet: ExportOutlet) => void;
  readonly onCancel: () => void;
}

/** The choice of a format with its settings, what one device gets, the same by the Azure CLI, and the file. */
export function exportCard(options: ExportCardOptions): TemplateResult {
  return card({
    heading: words.heading,
    body: html`<div class="export-parts">
      <div class="stack">
        ${formatField(options)}${settingFields(options)}${options.problem}${foot(options)}
      </div>
      <div class="stack">${example(options)}</div>
    </div>`,
  });
}

function formatField({ draft, onChange }: ExportCardOptions): TemplateResult {
  const { format } = draft;
  const options = FORMATS.map((value) => ({
    value,
    label: words.formats[value].label,
    group: words.groups[EXPORT_FACTS[value].shape],
  }));
  return field({ id: 'export-format', label: words.format, hint: words.formats[format].text }, (ties) =>
    selectInput<ExportFormat>(ties, { value: format, options, onChange: (value) => onChange({ format: value }) }),
  );
}

function settingFields({ draft, editor, onChange }: ExportCardOptions): unknown {
  const fields = judgeExport(draft);
  const setting = (name: ExportField): TemplateResult | typeof nothing => {
    const state = fields.get(name);
    if (state === undefined) return nothing;
    const said = name === 'idScope' ? uiEditingWords.idScope : words.hubHost;
    return typedField(editor, { name, id: `export-${name}`, ...said, optional: !state.needed });
  };
  return html`${draft.format === 'sas-tokens' ? tokenFields(draft, onChange) : nothing}
  ${setting('idScope')}${setting('hubHost')}${draft.format === 'central-csv' ? exactKeysField(draft, onChange) : nothing}`;
}

function exactKeysField({ exactKeys }: KeyDraft, onChange: (part: Partial<KeyDraft>) => void): TemplateResult {
  return switchInput({
    id: 'exact-keys',
    ...words.exactKeys,
    checked: exactKeys,
    onChange: (exact) => onChange({ exactKeys: exact }),
  });
}

function tokenFields(
  { tokenFor, tokenLifeSeconds }: KeyDraft,
  onChange: (part: Partial<KeyDraft>) => void,
): TemplateResult {
  const { label, hint } = words.tokenLife;
  return html`${segmented<KeyDraft['tokenFor']>({
    name: 'token-for',
    label: words.tokenFor.label,
    labelShown: true,
    options: (['dps', 'hub'] as const).map((value) => ({ value, label: words.tokenFor.options[value] })),
    value: tokenFor,
    onChange: (value) => onChange({ tokenFor: value }),
  })}
  ${field({ id: 'token-life', label, hint }, (ties) =>
    selectInput(ties, {
      value: String(tokenLifeSeconds) as (typeof LIVES)[number],
      options: LIVES.map((value) => ({ value, label: words.lives[value] })),
      onChange: (value) => onChange({ tokenLifeSeconds: Number(value) }),
    }),
  )}`;
}

/** The first device's part. It is asked for again, and hidden again, whenever something is set anew. */
function example({ draft, settings, first, hasSecondaryKey, preview }: ExportCardOptions): unknown {
  const { format } = draft;
  const label = words.preview(first.deviceId);
  const [need] = missingNeeds(format, settings);
  if (need !== undefined) {
    return html`<div class="example">
      <h3>${label}</h3>
      <p class="example-needs small">${words.previewNeeds[need]}</p>
    </div>`;
  }
  const command = printAzCommand(format, { deviceId: first.deviceId, hasSecondaryKey }, settings);
  const { idScope, dpsHost, hubHost, tokenFor } = settings;
  const setting = [
    format,
    idScope,
    dpsHost,
    hubHost,
    tokenFor,
    draft.tokenLifeSeconds,
    draft.exactKeys,
    first.index,
  ].join(' ');
  return html`<div class="example">
      <h3>${label}</h3>
      ${keyed(
        setting,
        html`<dw-secret
          block=${words.previewHidden}
          .label=${words.previewed(first.deviceId)}
          .reveal=${() => preview(first.index)}
        ></dw-secret>`,
      )}
    </div>
    <div class="example">
      <h3>${words.command}</h3>
      ${textBlock({ label: words.command, text: command, content: commandWords(command) })}
    </div>`;
}

function foot({ count, draft, first, exporting, onExport, onCancel }: ExportCardOptions): TemplateResult {
  if (exporting.kind === 'writing') {
    const { done, total } = exporting.progress;
    return html`<div class="keys-making" tabindex="-1">
      ${progress({ id: 'writing-file', label: words.writing, done, total })}
      <button class="btn" type="button" @click=${onCancel}>${uiKeysWords.cancel}</button>
    </div>`;
  }
  const { shape, fileName, extension } = EXPORT_FACTS[draft.format];
  const canCopy = shape === 'list' ? count <= COPY_LIMIT : count === 1;
  const isAlone = count === 1 && shape === 'file-per-device';
  const name = isAlone ? fileNameFor(first.deviceId, extension, new Set()) : fileName;
  return html`<div class="actions">
      <button class="btn primary" type="button" @click=${() => onExport('file')}>
        ${icon(icons.download)}${words.download(name)}
      </button>
      ${
        canCopy
          ? html`<button class="btn" type="button" @click=${() => onExport('clipboard')}>
              ${icon(icons.copy)}${count === 1 ? words.copyOne : words.copyAll}
            </button>`
          : nothing
      }
    </div>
    ${written(exporting, draft)}`;
}

function written(exporting: KeyExport, { format, exactKeys }: KeyDraft): TemplateResult | typeof nothing {
  if (exporting.kind !== 'written' || exporting.format !== format) return nothing;
  const { outlet, fileName, guardedCells } = exporting;
  return notice({
    tone: 'ok',
    title: outlet === 'file' ? words.saved(fileName) : words.copied,
    explanation: outlet === 'file' ? words.savedText : words.copiedText,
    remedy: guardedCells === 0 ? undefined : guardWords(guardedCells, exactKeys),
    announce: true,
  });
}

/** What was done to cells, with an advice that is left out once it is taken. */
function guardWords(count: number, exactKeys: boolean): string {
  return exactKeys ? words.guarded(count) : `${words.guarded(count)} ${words.exactKeysInstead}`;
}
