import { equalBytes } from '../bytes/compare.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import { type Certificate, printName } from '../x509/certificate.ts';
import { readOneCertificateBytes, readOneCertificateText } from '../x509/certificate-text.ts';
import { EXTENDED_KEY_USAGE } from '../x509/extensions.ts';
import { isWeakKey } from '../x509/signature.ts';

/** By what a root is judged. */
export interface RootContext {
  /** Those that are trusted already, the built-in ones too. */
  readonly known: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

const SERVER_PURPOSES: readonly string[] = [EXTENDED_KEY_USAGE.any, EXTENDED_KEY_USAGE.serverAuth];

/**
 * Reads and judges the certificate of an authority, PEM or DER, that somebody wants servers to be judged by; an
 * intermediate one is as good as a root. Refused are those by which no server could be trusted: `root/not-authority`,
 * `root/ended`, `root/weak-key`, also `root/known`; and what cannot be read (`x509/…`).
 */
export function judgeRoot(source: Uint8Array | string, { known, at }: RootContext): Verdict<Certificate> {
  const read = typeof source === 'string' ? readOneCertificateText(source) : readOneCertificateBytes(source);
  if (!read.ok) return read;
  const { value: root } = read;
  const subject = printName(root.subject);
  const { notAfter, publicKey } = root;
  if (known.some(({ der }) => equalBytes(der, root.der))) return reject(makeFinding('root/known', { subject }));
  if (!maySignServers(root)) return reject(makeFinding('root/not-authority', { subject }));
  // RFC 5280, 4.1.2.5: the last second is still good.
  if (at >= notAfter + 1000) return reject(makeFinding('root/ended', { subject, notAfter }));
  if (isWeakKey(publicKey)) return reject(makeFinding('root/weak-key', { subject, bits: publicKey.bits ?? 0 }));
  return accept(root, read.notes);
}

/** RFC 5280, 4.2.1.3, 4.2.1.9 and 4.2.1.12. */
function maySignServers({ basicConstraints, keyUsage, extendedKeyUsage }: Certificate): boolean {
  return (
    basicConstraints?.ca === true &&
    keyUsage?.includes('keyCertSign') !== false &&
    extendedKeyUsage?.some((purpose) => SERVER_PURPOSES.includes(purpose)) !== false
  );
}
