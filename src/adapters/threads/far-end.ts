import { wrap, type Endpoint } from 'comlink';
import { WorkbenchError } from '#core/errors/workbench-error';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';

/** Puts a question to what a worker offers. */
export type AskFarEnd<T> = <Answer>(question: (far: T) => Promise<Answer>) => Promise<Answer>;

/**
 * Gives the way to what the worker that `start` gives has exposed; it is asked for at each question, and may give the
 * same one. Questions reject as the far end does, and with `browser/part-missing` when the worker's script does not come.
 */
export function connectFarEnd<T>(start: () => Endpoint): AskFarEnd<T> {
  carryWorkbenchErrors();
  let near: NearEnd<T> | undefined;
  return (question) => {
    const endpoint = start();
    if (near?.endpoint !== endpoint) near = connect(endpoint);
    const { far, waiting } = near;
    return new Promise((resolve, reject) => {
      waiting.add(reject);
      void question(far)
        .finally(() => waiting.delete(reject))
        .then(resolve, reject);
    });
  };
}

interface NearEnd<T> {
  readonly endpoint: Endpoint;
  readonly far: T;
  /** Ends the questions that have no answer yet. */
  readonly waiting: Set<(error: Error) => void>;
}

function connect<T>(endpoint: Endpoint): NearEnd<T> {
  const waiting: NearEnd<T>['waiting'] = new Set();
  endpoint.addEventListener('error', (event) => {
    // Errors within the script have a message; a script that did not come has none.
    if (event instanceof ErrorEvent) return;
    for (const reject of [...waiting]) reject(new WorkbenchError('browser/part-missing', {}));
  });
  return { endpoint, far: wrap<T>(endpoint) as unknown as T, waiting };
}
