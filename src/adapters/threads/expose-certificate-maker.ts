import { expose, type Endpoint } from 'comlink';
import type { BatchProgress, CertificateMaker, Shelf } from '#core/ports/certificate-maker';
import { carryWorkbenchErrors } from './carry-workbench-errors.ts';
import { followWatch, followWork, type FarListener } from './far-listener.ts';

/** Offers a maker of certificates to the page, over `endpoint` (in a worker: its own global). */
export function exposeCertificateMaker(maker: CertificateMaker, endpoint?: Endpoint): void {
  carryWorkbenchErrors();
  const far = {
    ...maker,
    watch: (listener: FarListener<Shelf>) => followWatch(listener, (tell) => maker.watch(tell)),
    runBatch: (id: string, listener: FarListener<BatchProgress>) =>
      followWork(listener, (tell) => maker.runBatch(id, tell)),
    saveBatch: (id: string, listener: FarListener<BatchProgress>) =>
      followWork(listener, (tell) => maker.saveBatch(id, tell)),
  };
  expose(far, endpoint);
}
