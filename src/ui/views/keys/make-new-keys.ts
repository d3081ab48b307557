import { uiKeysWords } from '#core/words/en/ui-keys';
import type { App } from '#app/app';
import { keyRoomOf } from './key-room-of.ts';

/** Makes new group keys, and offers to have back those that stood in their place. */
export function makeNewKeys(app: App, byteCount: 64 | 32): void {
  const keyRoom = keyRoomOf(app);
  const { primaryKey, secondaryKey } = keyRoom.typed.get().draft;
  const undo = keyRoom.makeNewKeys(byteCount);
  if (primaryKey + secondaryKey !== '') app.notices.say({ message: uiKeysWords.group.wasMade, undo });
}
