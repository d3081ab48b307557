import { scriptUrl } from './script-url.ts';

/** Starts a worker of this origin under the page's Trusted Types policy. `address` as Vite's `?worker&url` gives it. */
export function startWorker(address: string, name: string): Worker {
  return new Worker(scriptUrl(address), { type: 'module', name });
}

/** Gives a function that starts the worker when it is first called, and gives the same one from then on. */
export function startOnce(address: string, name: string): () => Worker {
  let worker: Worker | undefined;
  return () => (worker ??= startWorker(address, name));
}
