import { html, nothing, type TemplateResult } from 'lit';
import { uiEditingWords } from '#core/words/en/ui-editing';
import { uiKeysWords } from '#core/words/en/ui-keys';
import type { Endpoint, KnownClouds } from '#app/stores/endpoint';
import type { KeyDraft, KeyField } from '#app/stores/key-draft';
import { card } from '../../elements/card/card.ts';
import { fieldNote } from '../../elements/field/field.ts';
import { icons } from '../../elements/icon/icon.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import { endpointFields, localNote } from '../editing/endpoint-field.ts';
import { typedField, typedSecret, type FieldEditor } from '../editing/typed-fields.ts';

const words = uiKeysWords.group;
const BYTE_COUNTS = [64, 32] as const;
/** Before the ids of the fields in this room. */
const PREFIX = 'keys';

/** The group, and what can be done to fill its fields. */
export interface GroupCardOptions {
  readonly draft: KeyDraft;
  readonly editor: FieldEditor<KeyField>;
  readonly clouds: KnownClouds;
  readonly onEndpoint: (endpoint: Endpoint) => void;
  readonly onMakeNew: (byteCount: 64 | 32) => void;
  /** Undefined where the chosen cloud has nothing to fill in. */
  readonly onFill: (() => void) | undefined;
  readonly problem: unknown;
  /** What is to say of keys that were made here. */
  readonly fresh: unknown;
}

/** Where the devices register, and the keys that theirs are made from. */
export function groupCard(options: GroupCardOptions): TemplateResult {
  const { draft, editor, clouds, onEndpoint, onMakeNew, onFill, problem, fresh } = options;
  const named = <Name extends KeyField>(name: Name): { name: Name; id: string } => ({
    name,
    id: `${PREFIX}-${name}`,
  });
  const { label, placeholder } = uiEditingWords.idScope;
  return card({
    heading: words.heading,
    actions: menuButton({
      id: 'new-group-keys',
      label: words.makeNew,
      text: words.makeNew,
      icon: icons.wand,
      items: BYTE_COUNTS.map((count) => ({ label: words.bytes[count], icon: icons.key, run: () => onMakeNew(count) })),
    }),
    body: html`<div class="stack">
      ${problem}
      <div class="keys-where">
      <div class="stack">${endpointFields(editor, {
        prefix: PREFIX,
        endpoint: draft.endpoint,
        clouds,
        onChoose: onEndpoint,
      })}</div>
      ${typedField(editor, { ...named('idScope'), label, placeholder, hint: words.idScopeHint, optional: true })}
      </div>
      ${onFill === undefined ? nothing : fieldNote(localNote(onFill), 'keys-local')}
      ${typedSecret(editor, { ...named('primaryKey'), ...words.primaryKey })}
      ${typedSecret(editor, { ...named('secondaryKey'), ...words.secondaryKey, optional: true })}
      ${fresh}
    </div>`,
  });
}
