import { html, nothing, type TemplateResult } from 'lit';
import { PROFILES, type Profile } from '#core/issuing/certificate-plan';
import { KEY_KINDS, type KeyKind } from '#core/issuing/key-kind';
import type { NewKeyPlace } from '#core/ports/certificate-maker';
import { uiCertificatesWords as words } from '#core/words/en/ui-certificates';
import { choiceCards } from '../../../elements/field/choice-cards.ts';
import { field, fieldNote, type FieldNote } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { icons } from '../../../elements/icon/icon.ts';
import './shared.css';

const KEY_PLACES: readonly NewKeyPlace[] = ['vault', 'vault-exportable', 'browser'];
const KEY_PLACE_ICONS = { vault: icons.shield, 'vault-exportable': icons.download, browser: icons.key } as const;

/** One choice about a certificate that is to be made. */
export interface ChoiceFieldOptions<Value> {
  /** Before the ids of its fields; unique on the page. */
  readonly prefix: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly notes?: readonly FieldNote[] | undefined;
}

/** Which kind of key is made; what takes long says so. */
export function keyKindField({ prefix, value, onChange, notes }: ChoiceFieldOptions<KeyKind>): TemplateResult {
  const { label, options, hints } = words.keyKind;
  return field({ id: `${prefix}-key-kind`, label, hint: hints[value], notes }, (ties) =>
    selectInput<KeyKind>(ties, {
      value,
      options: KEY_KINDS.map((kind) => ({ value: kind, label: options[kind] })),
      onChange,
    }),
  );
}

/** Whose habits the certificate follows. */
export function profileField({ prefix, value, onChange, notes }: ChoiceFieldOptions<Profile>): TemplateResult {
  const { label, options, hints } = words.profile;
  return field({ id: `${prefix}-profile`, label, hint: hints[value], notes }, (ties) =>
    selectInput<Profile>(ties, {
      value,
      options: PROFILES.map((profile) => ({ value: profile, label: options[profile] })),
      onChange,
    }),
  );
}

/** The choice of a place for a key, which need not be made yet. */
export interface KeyPlaceFieldOptions extends Omit<ChoiceFieldOptions<NewKeyPlace>, 'value'> {
  readonly value: NewKeyPlace | undefined;
  readonly hint?: string;
  readonly error?: string | undefined;
}

/** Where the new key is kept, and what that means. */
export function keyPlaceField(options: KeyPlaceFieldOptions): TemplateResult {
  const { prefix, value, onChange, hint, error, notes = [] } = options;
  const { label, options: places } = words.keyPlace;
  return html`<div class="key-place">
    ${choiceCards<NewKeyPlace>({
      name: `${prefix}-key-place`,
      label,
      options: KEY_PLACES.map((place) => ({ value: place, icon: KEY_PLACE_ICONS[place], ...places[place] })),
      value,
      error,
      onChange,
    })}
    ${hint === undefined ? nothing : html`<p class="field-hint">${hint}</p>`}
    ${notes.map((note, index) => fieldNote(note, `${prefix}-key-place-note-${index}`))}
  </div>`;
}
