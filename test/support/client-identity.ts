import { createPrivateKey, webcrypto } from 'node:crypto';
import type { ClientIdentity } from '#core/identity/client-identity';
import type { MadeCertificate } from './openssl.ts';

/** Gives the certificate with a key that cannot be exported, as the vault opens it, and those behind it that are sent. */
export async function openIdentity(
  leaf: MadeCertificate,
  others: readonly MadeCertificate[] = [],
  keyPem = leaf.keyPem,
): Promise<ClientIdentity> {
  const key = createPrivateKey(keyPem);
  const curves: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384' };
  const namedCurve = curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  const algorithm =
    namedCurve === undefined ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } : { name: 'ECDSA', namedCurve };
  const pkcs8 = Uint8Array.from(key.export({ format: 'der', type: 'pkcs8' }));
  const open = async (wanted: Parameters<typeof webcrypto.subtle.importKey>[2]): Promise<CryptoKey> =>
    (await webcrypto.subtle.importKey('pkcs8', pkcs8, wanted, false, ['sign'])) as CryptoKey;
  const identity = {
    chain: [leaf.der, ...others.map(({ der }) => der)] as const,
    key: await open(algorithm),
  };
  return namedCurve === undefined ? { ...identity, pssKey: await open({ ...algorithm, name: 'RSA-PSS' }) } : identity;
}
