import { expose, type Endpoint } from 'comlink';
import type { ExportRequest, GroupKeys, KeyMaker, KeyProgress } from '#core/ports/key-maker';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';
import { followWork, type FarListener } from './far-listener.ts';

/** Offers a maker of keys to the page, over `endpoint` (in a worker: its own global). */
export function exposeKeyMaker(maker: KeyMaker, endpoint?: Endpoint): void {
  carryWorkbenchErrors();
  const far = {
    ...maker,
    make: (keys: GroupKeys, listener: FarListener<KeyProgress>) =>
      followWork(listener, (tell) => maker.make(keys, tell)),
    export: (request: ExportRequest, listener: FarListener<KeyProgress>) =>
      followWork(listener, (tell) => maker.export(request, tell)),
  };
  expose(far, endpoint);
}
