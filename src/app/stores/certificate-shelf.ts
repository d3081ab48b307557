import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import type { Services } from '../services.ts';
import { followWorker, type Followed, type FollowedState } from './follow-worker.ts';

interface Ready {
  readonly kind: 'ready';
  readonly shelf: Shelf;
}

/** The certificates of this browser, as far as they are known. */
export type CertificateShelfState = FollowedState<Ready>;

export type CertificateShelf = Followed<Ready>;

/** Follows everything that is kept of certificates, for as long as the page lives. */
export function createCertificateShelf({ certificates }: Pick<Services, 'certificates'>): CertificateShelf {
  return followWorker((tell) => certificates.watch((shelf) => tell({ kind: 'ready', shelf })));
}

/** Gives the certificate with that id, if it is kept. */
export function certificateOf(shelf: Shelf, id: string): KeptCertificate | undefined {
  return shelf.certificates.find((one) => one.id === id);
}
