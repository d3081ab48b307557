import type { CertificateMaker } from '../ports/certificate-maker.ts';
import type { Vault } from '../ports/vault.ts';
import { readShelf } from './shelf.ts';

/** What a maker of certificates works with. */
export interface CertificateMakerPorts {
  readonly vault: Vault;
}

/** Gives a maker of certificates, for a thread of its own. */
export function createCertificateMaker({ vault }: CertificateMakerPorts): Pick<CertificateMaker, 'shelf' | 'watch'> {
  const shelf: CertificateMaker['shelf'] = () => readShelf(vault);
  return {
    shelf,
    async watch(listener) {
      listener(await shelf());
      return vault.onChange(() => void shelf().then(listener));
    },
  };
}
