import { proxy, wrap, type Endpoint } from 'comlink';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { KeyMaker } from '#core/ports/key-maker';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';

/**
 * Gives the maker of keys in the worker that `start` gives, which is asked for at each call and may give the same one.
 * Errors: those of the port, and `browser/part-missing` when the worker's script does not come.
 */
export function connectKeyMaker(start: () => Endpoint): KeyMaker {
  carryWorkbenchErrors();
  let near: NearEnd | undefined;
  const ask = <T>(question: (far: KeyMaker) => Promise<T>): Promise<T> => {
    const endpoint = start();
    if (near?.endpoint !== endpoint) near = connect(endpoint);
    const { far, waiting } = near;
    return new Promise<T>((resolve, reject) => {
      waiting.add(reject);
      void question(far)
        .finally(() => waiting.delete(reject))
        .then(resolve, reject);
    });
  };
  return {
    read: (source) => ask((far) => far.read(source)),
    problems: (from, count) => ask((far) => far.problems(from, count)),
    make: (keys, onProgress) => ask((far) => far.make(keys, proxy(onProgress))),
    cancel: () => ask((far) => far.cancel()),
    find: (text, from, count) => ask((far) => far.find(text, from, count)),
    reveal: (index) => ask((far) => far.reveal(index)),
    print: (request, index) => ask((far) => far.print(request, index)),
    export: (request, onProgress) => ask((far) => far.export(request, proxy(onProgress))),
    wasMadeHere: (keyBase64) => ask((far) => far.wasMadeHere(keyBase64)),
    clear: () => ask((far) => far.clear()),
  };
}

interface NearEnd {
  readonly endpoint: Endpoint;
  readonly far: KeyMaker;
  /** Ends the questions that have no answer yet. */
  readonly waiting: Set<(error: Error) => void>;
}

function connect(endpoint: Endpoint): NearEnd {
  const waiting: NearEnd['waiting'] = new Set();
  endpoint.addEventListener('error', (event) => {
    // Errors within the script have a message; a script that did not come has none.
    if (event instanceof ErrorEvent) return;
    for (const reject of [...waiting]) reject(new WorkbenchError('browser/part-missing', {}));
  });
  return { endpoint, far: wrap<KeyMaker>(endpoint) as unknown as KeyMaker, waiting };
}
