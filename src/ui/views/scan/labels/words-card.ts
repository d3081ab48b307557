import { html, type TemplateResult } from 'lit';
import { uiLabelsWords } from '#core/words/en/ui-labels';
import { LABEL_LINES, type LabelLine } from '#app/stores/label-draft';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { PREFIX, type LabelFormOptions } from './devices-card.ts';

const words = uiLabelsWords.words;

/** What labels say beside the code. */
export function wordsCard({ draft, editor, onChange }: LabelFormOptions): TemplateResult {
  const turn = (line: LabelLine, isOn: boolean): void => {
    const lines = new Set(draft.lines);
    if (isOn) lines.add(line);
    else lines.delete(line);
    onChange({ lines });
  };
  const { label, hint, placeholder } = words.note;
  return card({
    heading: words.heading,
    hint: words.always,
    body: html`<div class="stack">
      ${LABEL_LINES.map((line) =>
        switchInput({
          id: `${PREFIX}-line-${line}`,
          label: words.lines[line],
          hint: words.lineHints[line],
          checked: draft.lines.has(line),
          onChange: (isOn) => turn(line, isOn),
        }),
      )}
      ${field({ id: `${PREFIX}-note`, label, hint, optional: true }, (ties) =>
        textInput(ties, { value: draft.note, onInput: (text) => editor.type('note', text), placeholder }),
      )}
    </div>`,
  });
}
