import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TableColumn, TableReading, TableShape } from '#core/id-list/listed-id';
import { uiIdListsWords } from '#core/words/en/ui-id-lists';
import { field } from '../../elements/field/field.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { LightElement } from '../../elements/light-element.ts';
import { tag } from '../../elements/tag/tag.ts';

const words = uiIdListsWords.table;
const DELIMITERS = [',', ';', '\t', '|'] as const;
type DelimiterChoice = (typeof DELIMITERS)[number] | 'other';
const NO_COLUMN = '-1';

/** How a table is read, to be looked at and changed. Event: `dw-reading` with a `TableReading`. */
@customElement('dw-table-reading')
export class TableReadingFields extends LightElement {
  @property({ attribute: false }) shape!: TableShape;
  /** What was chosen so far. */
  @property({ attribute: false }) reading: TableReading = {};
  /** Another sign was asked for, and is not typed yet. */
  @state() private other = false;

  #choose(part: TableReading): void {
    this.raise<TableReading>('dw-reading', { ...this.reading, ...part });
  }

  /** Other columns come of it, so what was chosen among the old ones goes. */
  #split(delimiter: string): void {
    const { hasHeading } = this.reading;
    this.raise<TableReading>('dw-reading', { delimiter, ...(hasHeading === undefined ? {} : { hasHeading }) });
  }

  #column(name: 'idColumn' | 'nameColumn'): TemplateResult {
    const { columns, reading } = this.shape;
    const chosen = String(reading[name] ?? NO_COLUMN);
    const none = { value: NO_COLUMN, label: words.noName };
    const isOpen = name === 'nameColumn' || chosen === NO_COLUMN;
    const options = columns.map((column, index) => ({ value: String(index), label: columnName(column, index) }));
    const take = (value: string): void => {
      const index = Number(value);
      if (name === 'nameColumn') this.#choose({ nameColumn: index < 0 ? null : index });
      else if (index >= 0) this.#choose({ idColumn: index });
    };
    return field({ id: `table-${name}`, label: words[name] }, (ties) =>
      selectInput(ties, { value: chosen, options: isOpen ? [none, ...options] : options, onChange: take }),
    );
  }

  #delimiter(): TemplateResult {
    const { delimiter } = this.shape.reading;
    const known = DELIMITERS.find((one) => one === delimiter);
    const value: DelimiterChoice = this.other ? 'other' : (known ?? 'other');
    const choose = (choice: DelimiterChoice): void => {
      this.other = choice === 'other';
      if (choice !== 'other') this.#split(choice);
    };
    return html`${field({ id: 'table-delimiter', label: words.delimiter }, (ties) =>
      selectInput<DelimiterChoice>(ties, {
        value,
        options: ([...DELIMITERS, 'other'] as const).map((one) => ({ value: one, label: words.delimiters[one] })),
        onChange: choose,
      }),
    )}
    ${value === 'other' ? this.#otherDelimiter(known === undefined ? delimiter : '') : nothing}`;
  }

  #otherDelimiter(value: string): TemplateResult {
    const { label, hint } = words.otherDelimiter;
    const take = (text: string): void => {
      const [sign] = text.slice(-1);
      if (sign === undefined) return;
      this.other = false;
      this.#split(sign);
    };
    return field({ id: 'table-other-delimiter', label, hint }, (ties) =>
      textInput(ties, { value, onInput: take, mono: true }),
    );
  }

  #preview(): TemplateResult {
    const { columns, reading } = this.shape;
    const mark = (index: number): TemplateResult | typeof nothing => {
      if (index === reading.idColumn) return tag(words.isId, 'accent');
      return index === reading.nameColumn ? tag(words.isName, 'info') : nothing;
    };
    return html`<dl class="table-columns" aria-label=${words.preview}>
      ${columns.map(
        (column, index) =>
          html`<div>
            <dt>${columnName(column, index)} ${mark(index)}</dt>
            <dd class="mono">${column.sample === '' ? words.nothing : column.sample}</dd>
          </div>`,
      )}
    </dl>`;
  }

  override render(): TemplateResult {
    const { hasHeading } = this.shape.reading;
    return html`<div class="table-reading">
      ${this.#column('idColumn')}${this.#column('nameColumn')}${this.#delimiter()}
      ${switchInput({
        id: 'table-heading',
        ...words.heading,
        checked: hasHeading,
        onChange: (checked) => this.#choose({ hasHeading: checked }),
      })}
      ${this.#preview()}
    </div>`;
  }
}

function columnName({ heading }: TableColumn, index: number): string {
  return heading === undefined || heading === '' ? words.column(index + 1) : heading;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-table-reading': TableReadingFields;
  }
}
