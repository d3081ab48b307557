import { decodeBase64 } from '#core/bytes/base64';
import { accept, type Verdict } from '#core/errors/workbench-error';
import type { TrustedRoot } from '#core/ports/device-host';
import type { Certificate } from '#core/x509/certificate';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import type { Services } from '../services.ts';

/** A root that is built in: what it is called, and when it ends (milliseconds since the Unix epoch). */
export interface BuiltInRoot {
  readonly name: string;
  readonly notAfter: number;
}

/** Gives the roots that are built in. They are fetched when they are first asked for. */
export async function readBuiltInRoots(): Promise<readonly BuiltInRoot[]> {
  const [{ readAzureRoots }, { commonNameOf, printName }] = await Promise.all([
    import('#core/trust/azure-roots'),
    import('#core/x509/certificate'),
  ]);
  return readAzureRoots().map(({ subject, notAfter }) => ({
    name: commonNameOf(subject) ?? printName(subject),
    notAfter,
  }));
}

/**
 * Reads the certificate of an authority that somebody is about to trust, or says why it cannot be (`x509/…`, `root/…`).
 * What reads and judges is fetched at the first one.
 */
export async function readRoot(
  { crypto, clock }: Pick<Services, 'crypto' | 'clock'>,
  source: Uint8Array | string,
  added: readonly TrustedRoot[],
): Promise<Verdict<CertificateFacts>> {
  const [{ judgeRoot }, { readAzureRoots }, { describeCertificate }, { readCertificate }] = await Promise.all([
    import('#core/trust/judge-root'),
    import('#core/trust/azure-roots'),
    import('#core/issuing/describe-certificate'),
    import('#core/x509/certificate'),
  ]);
  const known = added.flatMap(({ facts }): readonly Certificate[] => {
    const read = readCertificate(decodeBase64(facts.derBase64) ?? new Uint8Array());
    return read.ok ? [read.value] : [];
  });
  const judged = judgeRoot(source, { known: [...readAzureRoots(), ...known], at: clock.now() });
  return judged.ok ? accept(await describeCertificate(crypto.subtle, judged.value), judged.notes) : judged;
}

/** What was forgotten, so that it can be taken back. Errors: `x509/…`, `root/…`, `vault/…`. */
export async function forgetRoot(
  { devices }: Pick<Services, 'devices'>,
  { id, facts }: TrustedRoot,
): Promise<() => Promise<string>> {
  await devices.forgetRoot(id);
  return () => devices.trustRoot(decodeBase64(facts.derBase64) ?? new Uint8Array());
}
