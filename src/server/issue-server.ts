import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import type { ValidityPeriod } from '#core/issuing/certificate-plan';
import type { ServerName } from '#core/issuing/issue-server-certificate';
import { generateKeyPair, importPrivateKey } from '#core/issuing/key-pair';
import { printPem } from '#core/x509/pem';
import type { CertificateWithKey } from './certificate-fitness.ts';

/** The kind of all keys that we make for TLS. */
export const KEY_KIND = 'P-256';

const DAY_MS = 86_400_000;
/** Clocks of devices and of this machine differ; a certificate that begins now would be refused by one that is behind. */
const BACKDATED_DAYS = 1;

/** What the certificate of a server says, and whose key signs it. */
export interface ServerRequest {
  readonly authority: CertificateWithKey;
  readonly commonName: string;
  readonly names: readonly ServerName[];
  readonly validity: ValidityPeriod;
}

/** Makes a server's key and issues its certificate, both as PEM. */
export async function issueServer(request: ServerRequest): Promise<CertificateWithKey> {
  const { authority, commonName, names, validity } = request;
  const keys = await generateKeyPair(webcrypto.subtle, KEY_KIND, true);
  const authorityKey = createPrivateKey(authority.keyPem).export({ format: 'der', type: 'pkcs8' });
  // Loaded where it is needed, as the cloud does: the certificates of an earlier start are good as a rule.
  const { issueServerCertificate } = await import('#core/issuing/issue-server-certificate');
  const certificate = await issueServerCertificate(webcrypto, {
    commonName,
    names,
    validity,
    publicKey: keys.publicKey,
    authority: {
      certificateDer: new X509Certificate(authority.certificatePem).raw,
      privateKey: await importPrivateKey(webcrypto.subtle, authorityKey, KEY_KIND, false),
    },
  });
  return { certificatePem: printPem('CERTIFICATE', certificate), keyPem: await printKey(keys.privateKey) };
}

/** Gives the period of so many days from now on, with a day before. */
export function makeValidity(nowMs: number, days: number): ValidityPeriod {
  return { notBefore: nowMs - BACKDATED_DAYS * DAY_MS, notAfter: nowMs + days * DAY_MS };
}

/** Prints a private key as PKCS #8 in PEM. */
export async function printKey(key: webcrypto.CryptoKey): Promise<string> {
  return printPem('PRIVATE KEY', new Uint8Array(await webcrypto.subtle.exportKey('pkcs8', key)));
}
