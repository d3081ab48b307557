import type { Endpoint } from 'comlink';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { Inspection } from '#core/inspect/inspection';
import type { Clock, Timer } from '#core/ports/clock';
import { INSPECTION_LIMIT_SECONDS, type Inspector } from '#core/ports/inspector';
import { connectFarEnd } from './far-end.ts';

/**
 * Gives the inspector in a worker, such as `createEndableWorker` makes. It is ended, to begin anew with the next call,
 * when an inspection takes too long, and when nobody waits for one any more. Errors: those of the port, and
 * `browser/part-missing` when the worker's script does not come.
 */
export function connectInspector(
  worker: { readonly start: () => Endpoint; readonly end: () => void },
  clock: Clock,
): Inspector {
  const ask = connectFarEnd<Inspector>(worker.start);
  let endCurrent: ((reason: Error) => void) | undefined;
  const makeSuperseded = (): DOMException => new DOMException('Another inspection began.', 'AbortError');
  const supersede = (): void => endCurrent?.(makeSuperseded());
  return {
    inspect(source) {
      supersede();
      return new Promise((resolve, reject) => {
        let timer: Timer | undefined;
        const settle = (): void => {
          timer?.cancel();
          if (endCurrent === end) endCurrent = undefined;
        };
        const end = (reason: Error): void => {
          settle();
          worker.end();
          reject(reason);
        };
        endCurrent = end;
        const begin = async (): Promise<Inspection> => {
          // The time that the script takes to come is not the inspection's.
          await ask((far) => far.clear());
          if (endCurrent !== end) throw makeSuperseded();
          timer = clock.after(INSPECTION_LIMIT_SECONDS * 1000, () =>
            end(new WorkbenchError('inspect/too-long', { seconds: INSPECTION_LIMIT_SECONDS })),
          );
          return ask((far) => far.inspect(source));
        };
        void begin().finally(settle).then(resolve, reject);
      });
    },
    reveal: (itemId) => ask((far) => far.reveal(itemId)),
    clear() {
      supersede();
      return ask((far) => far.clear());
    },
  };
}
