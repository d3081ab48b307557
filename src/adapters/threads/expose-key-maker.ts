import { expose, releaseProxy, type Endpoint, type ProxyMethods } from 'comlink';
import type { ExportRequest, GroupKeys, KeyMaker, KeyProgress } from '#core/ports/key-maker';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';

/** A listener at the other end: calls it, and lets go of it. */
type FarListener = ((progress: KeyProgress) => Promise<void>) & ProxyMethods;

/** Offers a maker of keys to the page, over `endpoint` (in a worker: its own global). */
export function exposeKeyMaker(maker: KeyMaker, endpoint?: Endpoint): void {
  carryWorkbenchErrors();
  const far = {
    ...maker,
    make: (keys: GroupKeys, listener: FarListener) => follow(listener, (tell) => maker.make(keys, tell)),
    export: (request: ExportRequest, listener: FarListener) => follow(listener, (tell) => maker.export(request, tell)),
  };
  expose(far, endpoint);
}

/** Lets the other end follow some work. What it was told last is there before the result, which takes another way. */
async function follow<T>(
  listener: FarListener,
  work: (tell: (progress: KeyProgress) => void) => Promise<T>,
): Promise<T> {
  let told = Promise.resolve();
  try {
    return await work((progress) => {
      told = listener(progress);
    });
  } finally {
    await told;
    listener[releaseProxy]();
  }
}
