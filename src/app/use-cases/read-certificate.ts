import { encodeBase64 } from '#core/bytes/base64';
import { accept, type Verdict } from '#core/errors/workbench-error';

/** A certificate that somebody chose, before it is sent anywhere. */
export interface ReadCertificate {
  /** Base64 of the DER, as the services take it. */
  readonly base64: string;
  readonly subjectName: string;
  readonly issuerName: string;
  readonly commonName: string;
  /** Milliseconds since the Unix epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Whether it may sign others. */
  readonly isAuthority: boolean;
}

/**
 * Reads the one certificate of a file or of a pasted text: PEM, DER or base64; or says what it is instead. What reads
 * certificates is fetched at the first one.
 */
export async function readCertificate(source: Uint8Array | string): Promise<Verdict<ReadCertificate>> {
  const [{ readOneCertificateBytes, readOneCertificateText }, { commonNameOf, printName }] = await Promise.all([
    import('#core/x509/certificate-text'),
    import('#core/x509/certificate'),
  ]);
  const read = typeof source === 'string' ? readOneCertificateText(source) : readOneCertificateBytes(source);
  if (!read.ok) return read;
  const { der, subject, issuer, notBefore, notAfter, basicConstraints } = read.value;
  return accept(
    {
      base64: encodeBase64(der),
      subjectName: printName(subject),
      issuerName: printName(issuer),
      commonName: commonNameOf(subject) ?? '',
      notBefore,
      notAfter,
      isAuthority: basicConstraints?.ca === true,
    },
    read.notes,
  );
}
