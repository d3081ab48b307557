import { concatBytes } from '../bytes/compare.ts';
import { contextTag, encodeDer, TAG } from '../bytes/der.ts';
import { encodeCount, encodeOid } from '../bytes/der-values.ts';
import { sha1 } from '../bytes/sync-digest.ts';
import { encodeEncryptedKey } from './encrypted-key.ts';
import { createPkcs12TripleDes } from './legacy/pkcs12-triple-des.ts';
import { createPbes2, type Encrypt, type Encrypted, type PasswordSettings } from './pbes2.ts';
import { createMacWriter } from './pfx-mac.ts';
import { PFX_OBJECT } from './pfx-object.ts';
import { encodeBmp } from './pkcs12-kdf.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** What a PFX is made of. */
export interface NewPfx {
  /** PKCS #8 in DER. */
  readonly pkcs8: Uint8Array;
  /** In DER; that of the key first, then its issuers. */
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]];
  /** What Windows, Firefox and Java show for a name. */
  readonly friendlyName: string;
}

/** How a PFX is protected. */
export interface PfxSettings extends PasswordSettings {
  /**
   * `modern`: AES-256 and HMAC-SHA-256, for Windows from 10 1709 on and OpenSSL, NSS, GnuTLS, Java. `legacy`: triple DES and
   * SHA-1, for what is older; `pkcs/weak-encryption` says what that is worth.
   */
  readonly form: 'modern' | 'legacy';
}

/** Writes a PFX (PKCS #12, RFC 7292) of a key and its certificates. */
export async function writePfx(crypto: Crypto, pfx: NewPfx & PfxSettings): Promise<Bytes> {
  const write = await createPfxWriter(crypto, pfx);
  return write(pfx);
}

/** Gives what writes many PFX files with one password, which is hashed once for all of them where they are `modern`. */
export async function createPfxWriter(crypto: Crypto, settings: PfxSettings): Promise<(pfx: NewPfx) => Promise<Bytes>> {
  const isModern = settings.form === 'modern';
  const encrypt = isModern ? await createPbes2(crypto, settings) : createPkcs12TripleDes(crypto, settings);
  const writeMac = createMacWriter(crypto, isModern ? 'SHA-256' : 'SHA-1', settings);
  return async (pfx) => {
    const content = await encodeContents(encrypt, pfx);
    return sequence(encodeCount(3), encodeData(content), await writeMac(content));
  };
}

/** AuthenticatedSafe: the certificates, encrypted as a whole, and the key, encrypted by itself (RFC 7292, 4.1 and 4.2). */
async function encodeContents(encrypt: Encrypt, { pkcs8, certificates, friendlyName }: NewPfx): Promise<Bytes> {
  const attributes = encodeAttributes(friendlyName, sha1(certificates[0]));
  const bags = certificates.map((der, index) => encodeCertificateBag(der, index === 0 ? attributes : undefined));
  const [shroudedKey, shroudedBags] = await Promise.all([encrypt(pkcs8), encrypt(sequence(...bags))]);
  const keyBag = encodeBag(PFX_OBJECT.shroudedKeyBag, encodeEncryptedKey(shroudedKey), attributes);
  return sequence(encodeEncryptedData(shroudedBags), encodeData(sequence(keyBag)));
}

/** How readers know that key and certificate belong together: the same name and number (RFC 2985, 5.5.1 and 5.5.2). */
function encodeAttributes(friendlyName: string, localKeyId: Bytes): Bytes {
  const name = encodeDer(TAG.set, encodeDer(TAG.bmpString, encodeBmp(friendlyName)));
  const id = encodeDer(TAG.set, encodeDer(TAG.octetString, localKeyId));
  return encodeDer(
    TAG.set,
    sequence(encodeOid(PFX_OBJECT.friendlyName), name),
    sequence(encodeOid(PFX_OBJECT.localKeyId), id),
  );
}

function encodeCertificateBag(der: Uint8Array, attributes: Bytes | undefined): Bytes {
  const certificate = sequence(encodeOid(PFX_OBJECT.x509Certificate), explicit(encodeDer(TAG.octetString, der)));
  return encodeBag(PFX_OBJECT.certificateBag, certificate, attributes);
}

function encodeBag(type: string, value: Bytes, attributes: Bytes = new Uint8Array()): Bytes {
  return sequence(encodeOid(type), explicit(value), attributes);
}

/** RFC 5652, section 4. */
function encodeData(content: Bytes): Bytes {
  return sequence(encodeOid(PFX_OBJECT.data), explicit(encodeDer(TAG.octetString, content)));
}

/** RFC 5652, section 8. */
function encodeEncryptedData({ algorithm, ciphertext }: Encrypted): Bytes {
  const content = sequence(encodeOid(PFX_OBJECT.data), algorithm, encodeDer(contextTag(0), ciphertext));
  return sequence(encodeOid(PFX_OBJECT.encryptedData), explicit(sequence(encodeCount(0), content)));
}

const sequence = (...parts: Uint8Array[]): Bytes => encodeDer(TAG.sequence, concatBytes(parts));
const explicit = (value: Uint8Array): Bytes => encodeDer(contextTag(0, true), value);
