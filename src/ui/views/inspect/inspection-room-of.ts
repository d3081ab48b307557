import type { App } from '#app/app';
import { createInspectionRoom, type InspectionRoom } from '#app/stores/inspection';

/** Gives the Inspect room of this page; it begins with the first asking, and its script is not part of the first load. */
export function inspectionRoomOf(app: App): InspectionRoom {
  return app.keep(createInspectionRoom);
}
