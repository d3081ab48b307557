import { transfer, type Endpoint } from 'comlink';
import type { CodeReader, FoundCode } from '#core/ports/code-reader';
import type { WorkingCodeReader } from './expose-code-reader.ts';
import { connectFarEnd } from './far-end.ts';

/**
 * Gives the code reader in two workers of the same script, which begin with their first use: one for frames, and one for
 * pictures, which may work for seconds and is ended when nobody waits for its answer any more. Errors: those of the port,
 * and `browser/part-missing` when the worker's script does not come.
 */
export function connectCodeReader(
  startForFrames: () => Endpoint,
  pictures: { readonly start: () => Endpoint; readonly end: () => void },
): CodeReader {
  const askForFrames = connectFarEnd<WorkingCodeReader>(startForFrames);
  const askForPictures = connectFarEnd<WorkingCodeReader>(pictures.start);
  let endCurrent: (() => void) | undefined;
  return {
    readFrame: (frame) => askForFrames((far) => far.readFrame(transfer(frame, [frame]))),
    readPicture(picture) {
      endCurrent?.();
      return new Promise<readonly FoundCode[]>((resolve, reject) => {
        const end = (): void => {
          endCurrent = undefined;
          pictures.end();
          reject(new DOMException('Nobody waits for this picture any more.', 'AbortError'));
        };
        endCurrent = end;
        void askForPictures((far) => far.readPicture(picture))
          .finally(() => {
            if (endCurrent === end) endCurrent = undefined;
          })
          .then(resolve, reject);
      });
    },
    cancel: async () => endCurrent?.(),
  };
}
