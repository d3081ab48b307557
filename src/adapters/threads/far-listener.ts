import { proxy, releaseProxy, type ProxyMethods } from 'comlink';

/** A listener at the other end: calls it, and lets go of it. */
export type FarListener<T> = ((value: T) => Promise<void>) & ProxyMethods;

/** Lets the other end follow some work. What it was told last is there before the result, which takes another way. */
export async function followWork<T, Result>(
  listener: FarListener<T>,
  work: (tell: (value: T) => void) => Promise<Result>,
): Promise<Result> {
  let told = Promise.resolve();
  try {
    return await work((value) => {
      told = listener(value);
    });
  } finally {
    await told;
    listener[releaseProxy]();
  }
}

/** Lets the other end watch something. Gives it a function that ends the watch at both ends; take that with `nearStop`. */
export async function followWatch<T>(
  listener: FarListener<T>,
  watch: (tell: (value: T) => void) => Promise<() => void>,
): Promise<() => void> {
  // The page's answer to a call is of no interest, and may never come when the page is closing.
  const watching = watch((value) => void listener(value));
  const stop = await watching.catch((error: unknown) => {
    listener[releaseProxy]();
    throw error;
  });
  return proxy(() => {
    stop();
    listener[releaseProxy]();
  });
}

/** Gives the end of a watch that the other end has, to be called once. */
export function nearStop(stop: () => void): () => void {
  const far = stop as (() => Promise<void>) & ProxyMethods;
  return () => void far().finally(() => far[releaseProxy]());
}
