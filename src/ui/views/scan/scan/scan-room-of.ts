import type { App } from '#app/app';
import { createScanRoom, type ScanRoom } from '#app/stores/scan-room';

/** Gives what was scanned in this page; it begins with the first asking, and its script is not part of the first load. */
export function scanRoomOf(app: App): ScanRoom {
  return app.keep(createScanRoom);
}
