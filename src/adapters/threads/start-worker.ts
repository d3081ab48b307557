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

/** A worker that runs from its first use on, until it is ended; then the next use starts another. */
export interface EndableWorker {
  /** Gives the one that runs, and starts it where none does. */
  readonly start: () => Worker;
  /** Ends it whatever it is at work on. */
  readonly end: () => void;
}

/**
 * Gives a worker that begins with its first use. A script that did not come, perhaps for want of a network, is asked for
 * again by the next one.
 */
export function createEndableWorker(address: string, name: string, onMistake: (error: Error) => void): EndableWorker {
  let worker: Worker | undefined;
  const begin = (): Worker => {
    const begun = startWorker(address, name, onMistake, () => {
      if (worker === begun) worker = undefined;
    });
    return begun;
  };
  return {
    start: () => (worker ??= begin()),
    end() {
      worker?.terminate();
      worker = undefined;
    },
  };
}

/** Gives a function that starts the worker when it is first called, and gives the same one from then on. */
export function startOnce(address: string, name: string, onMistake: (error: Error) => void): () => Worker {
  return createEndableWorker(address, name, onMistake).start;
}
