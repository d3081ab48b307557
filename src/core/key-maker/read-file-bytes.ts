import { WorkbenchError } from '../errors/workbench-error.ts';

/**
 * Gives the bytes of a file that the user chose. Throws `file/unreadable` when the platform refuses: a file that was
 * changed or removed since it was chosen is not the one that was (File API, "snapshot state").
 */
export async function readFileBytes(file: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (error instanceof DOMException) throw new WorkbenchError('file/unreadable', {}, { cause: error });
    throw error;
  }
}
