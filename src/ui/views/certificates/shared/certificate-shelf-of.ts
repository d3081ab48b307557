import type { App } from '#app/app';
import { createCertificateShelf, type CertificateShelf } from '#app/stores/certificate-shelf';

/** Gives the shelf of this page; it is followed from the first asking on, by all of the room together. */
export function certificateShelfOf(app: App): CertificateShelf {
  return app.keep(createCertificateShelf);
}
