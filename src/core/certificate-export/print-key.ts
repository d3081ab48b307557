import { WorkbenchError } from '../errors/workbench-error.ts';
import { encryptPrivateKey } from '../pkcs/encrypted-key.ts';
import { writePfx } from '../pkcs/write-pfx.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { printPem } from '../x509/pem.ts';
import type { OutputSettings } from './certificate-output.ts';
import type { OutputSource } from './output-source.ts';
import { iterationsOf } from './password-iterations.ts';
import { derOf } from './print-certificates.ts';

type PasswordSettings = Pick<OutputSettings, 'password' | 'isMadePassword'>;

/** Lends the private key, PKCS #8 in DER, for as long as `use` takes. */
export async function lendKey<T>({ exportKey }: OutputSource, use: (pkcs8: Uint8Array) => T | Promise<T>): Promise<T> {
  const pkcs8 = await exportKey();
  try {
    return await use(pkcs8);
  } finally {
    pkcs8.fill(0);
  }
}

/** Prints a private key as PEM, for whoever reads the file (RFC 7468, section 10). */
export function printKey(pkcs8: Uint8Array): string {
  return printPem('PRIVATE KEY', pkcs8);
}

/** Prints a private key as PEM, encrypted (RFC 7468, section 11). Throws `certificate/password-missing`. */
export async function printEncryptedKey(
  crypto: Crypto,
  pkcs8: Uint8Array,
  settings: PasswordSettings,
): Promise<string> {
  const { password, iterations } = requirePassword(settings);
  return printPem('ENCRYPTED PRIVATE KEY', await encryptPrivateKey(crypto, pkcs8, password, iterations));
}

/** Makes a PFX of a certificate, its key and its issuers. Throws `certificate/password-missing`. */
export async function makePfx(
  crypto: Crypto,
  { facts, chain }: KeptCertificate,
  pkcs8: Uint8Array,
  settings: PasswordSettings & Pick<OutputSettings, 'isLegacyPfx'>,
): Promise<Uint8Array<ArrayBuffer>> {
  return writePfx(crypto, {
    pkcs8,
    certificates: [derOf(facts), ...chain.map(derOf)],
    friendlyName: facts.commonName,
    form: settings.isLegacyPfx === true ? 'legacy' : 'modern',
    ...requirePassword(settings),
  });
}

/** Before anything is encrypted: an empty password is none. */
function requirePassword(settings: PasswordSettings): { readonly password: string; readonly iterations: number } {
  const { password } = settings;
  if (!password) throw new WorkbenchError('certificate/password-missing', {});
  return { password, iterations: iterationsOf(settings) };
}
