import type { App } from '#app/app';
import { createBatchRoom, type BatchRoom } from '#app/stores/batch-room';

/** Gives the many at once of this page; it begins with the first asking, and goes on while other rooms are shown. */
export function batchRoomOf(app: App): BatchRoom {
  return app.keep(createBatchRoom);
}
