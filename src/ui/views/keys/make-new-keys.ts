import { uiKeysWords } from '#core/words/en/ui-keys';
import type { App } from '#app/app';

/** Makes new group keys, and offers to have back those that stood in their place. */
export function makeNewKeys({ keyRoom, notices }: App, byteCount: 64 | 32): void {
  const { primaryKey, secondaryKey } = keyRoom.typed.get().draft;
  const undo = keyRoom.makeNewKeys(byteCount);
  if (primaryKey + secondaryKey !== '') notices.say({ message: uiKeysWords.group.wasMade, undo });
}
