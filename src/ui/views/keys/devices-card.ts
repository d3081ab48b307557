import type { TemplateResult } from 'lit';
import { KEYED_LIST_REMEDIES } from '#core/words/en/ui-key-remedies';
import { uiKeysWords } from '#core/words/en/ui-keys';
import { ID_WAYS } from '#app/stores/id-draft';
import { card } from '../../elements/card/card.ts';
import { idSource, type IdSourceOptions } from '../id-list/id-source.ts';
import type { ListFate } from '../id-list/list-fate.ts';

const words = uiKeysWords.devices;

/** What the devices of this room get. */
export const KEY_FATE: ListFate = { words: uiKeysWords.fate, remedies: KEYED_LIST_REMEDIES };

/** Where the IDs come from, and what became of them. */
export function devicesCard(
  options: Pick<IdSourceOptions, 'draft' | 'list' | 'editor' | 'onChange' | 'onFile'>,
): TemplateResult {
  return card({
    heading: words.heading,
    body: idSource({ ...options, prefix: 'keys', ways: ID_WAYS, oneId: words.oneId, fate: KEY_FATE }),
  });
}
