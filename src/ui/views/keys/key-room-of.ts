import type { App } from '#app/app';
import { createKeyRoom, type KeyRoom } from '#app/stores/key-room';

/** Gives the Keys room of this page; it begins with the first asking, and its script is not part of the first load. */
export function keyRoomOf(app: App): KeyRoom {
  return app.keep(createKeyRoom);
}
