import type { KeptCertificate, NewKeyPlace } from '../ports/certificate-maker.ts';

/** Gives where the new key of a renewed certificate is kept unless told otherwise: like the old one. */
export function renewedKeyPlace({ key, role }: Pick<KeptCertificate, 'key' | 'role'>): NewKeyPlace {
  if (key.kind === 'browser') return 'browser';
  // A device whose key was its own needs the new one as a file; an authority signs with it here.
  const isExportable = key.kind === 'vault' ? key.isExportable : role !== 'root' && role !== 'intermediate';
  return isExportable ? 'vault-exportable' : 'vault';
}
