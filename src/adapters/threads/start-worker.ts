import { scriptUrl } from './script-url.ts';

/**
 * Starts a worker of this origin under the page's Trusted Types policy. `address` as Vite's `?worker&url` gives it;
 * `onMistake` gets what went wrong in the worker and nothing there caught, `onUnloaded` that its script did not come.
 */
export function startWorker(
  address: string,
  name: string,
  onMistake: (error: Error) => void,
  onUnloaded = onMistake,
): Worker {
  const worker = new Worker(scriptUrl(address), { type: 'module', name });
  worker.addEventListener('error', (event: Event) => {
    if (event instanceof ErrorEvent) onMistake(new TypeError(`The worker of the ${name} failed: ${event.message}`));
    else onUnloaded(new TypeError(`The worker of the ${name} could not be loaded`));
  });
  return worker;
}

/**
 * Gives a function that starts the worker when it is first called, and gives the same one from then on. A script that
 * did not come, perhaps for want of a network, is asked for again by the next call.
 */
export function startOnce(address: string, name: string, onMistake: (error: Error) => void): () => Worker {
  let worker: Worker | undefined;
  return () => (worker ??= startWorker(address, name, onMistake, () => (worker = undefined)));
}
