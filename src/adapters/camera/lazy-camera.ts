import { WorkbenchError } from '#core/errors/workbench-error';
import type { Camera } from '#core/ports/camera';

/** Gives the cameras by a script that comes with their first use. Errors: `browser/part-missing` when it does not come. */
export function createLazyCamera(importCamera: () => Promise<Camera>): Camera {
  const find = async (): Promise<Camera> => {
    try {
      return await importCamera();
    } catch (cause) {
      throw new WorkbenchError('browser/part-missing', {}, { cause });
    }
  };
  return {
    open: async (cameraId) => (await find()).open(cameraId),
    list: async () => (await find()).list(),
    isBlocked: async () => (await find()).isBlocked(),
  };
}
