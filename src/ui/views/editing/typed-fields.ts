import type { TemplateResult } from 'lit';
import { field, type FieldNote } from '../../elements/field/field.ts';
import { secretInput } from '../../elements/field/secret-input.ts';
import { textInput } from '../../elements/field/text-input.ts';

/** What a field shows below its control. */
export interface FieldWords {
  readonly error: string | undefined;
  readonly notes: readonly FieldNote[];
}

/** A form while it is edited, as its fields see it. */
export interface FieldEditor<Name extends string> {
  text(name: Name): string;
  words(name: Name): FieldWords;
  type(name: Name, text: string): void;
  leave(name: Name): void;
}

/** One field of a form, and what stands around it. */
export interface TypedField<Name extends string> {
  readonly name: Name;
  /** Unique on the page. */
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly placeholder?: string;
  readonly optional?: boolean;
  readonly autofocus?: boolean;
  /** Notes of the owner, besides those of the editor. */
  readonly notes?: readonly FieldNote[];
}

/** A line of text of a form: an identifier, in the fixed-width face. */
export function typedField<Name extends string>(editor: FieldEditor<Name>, options: TypedField<Name>): TemplateResult {
  const { name, id, label, hint, optional, notes: more = [] } = options;
  const { error, notes } = editor.words(name);
  return field({ id, label, hint, error, notes: [...notes, ...more], optional }, (ties) =>
    textInput(ties, {
      value: editor.text(name),
      onInput: (text) => editor.type(name, text),
      onBlur: () => editor.leave(name),
      placeholder: options.placeholder,
      mono: true,
      autofocus: options.autofocus,
      required: optional !== true,
    }),
  );
}

/** A key or a connection string of a form: masked until it is shown by a press. */
export function typedSecret<Name extends string>(editor: FieldEditor<Name>, options: TypedField<Name>): TemplateResult {
  const { name, id, label, hint, optional, notes: more = [] } = options;
  const { error, notes } = editor.words(name);
  return field({ id, label, hint, error, notes: [...more, ...notes], optional }, (ties) =>
    secretInput(ties, {
      value: editor.text(name),
      onInput: (text) => editor.type(name, text),
      onBlur: () => editor.leave(name),
      placeholder: options.placeholder,
      autofocus: options.autofocus,
    }),
  );
}
