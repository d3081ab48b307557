import { encodeUtf8 } from '#core/bytes/text';

/** Bytes under AES-256-GCM, with the tag at their end (NIST SP 800-38D). */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

const IV_BYTES = 12;

/** Seals any JSON value; `context` is authenticated with it and must be the same to open it. */
export async function seal(crypto: Crypto, key: CryptoKey, context: unknown, value: unknown): Promise<Sealed> {
  // 96 random bits: far below the 2^32 seals after which they could repeat.
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new Uint8Array(encodeUtf8(JSON.stringify({ value })));
  const bytes = new Uint8Array(await crypto.subtle.encrypt(parameters(iv, context), key, plain));
  plain.fill(0);
  return { iv, bytes };
}

/** Opens what `seal` made; rejects when the key, the context or a bit is another. */
export async function unseal(crypto: Crypto, key: CryptoKey, context: unknown, sealed: Sealed): Promise<unknown> {
  const plain = new Uint8Array(await crypto.subtle.decrypt(parameters(sealed.iv, context), key, sealed.bytes));
  const { value } = JSON.parse(new TextDecoder().decode(plain)) as { value?: unknown };
  plain.fill(0);
  return value;
}

/** Seals an extractable private key as PKCS #8; no script sees its bytes. */
export async function sealKey(crypto: Crypto, key: CryptoKey, context: unknown, secret: CryptoKey): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return { iv, bytes: new Uint8Array(await crypto.subtle.wrapKey('pkcs8', secret, key, parameters(iv, context))) };
}

/** What a private key is opened as. */
export interface KeyTerms {
  readonly algorithm: EcKeyImportParams | RsaHashedImportParams;
  readonly usages: readonly KeyUsage[];
  readonly extractable: boolean;
}

/** Opens what `sealKey` made; rejects when the key, the context or a bit is another. */
export function unsealKey(
  crypto: Crypto,
  key: CryptoKey,
  context: unknown,
  { iv, bytes }: Sealed,
  { algorithm, usages, extractable }: KeyTerms,
): Promise<CryptoKey> {
  return crypto.subtle.unwrapKey('pkcs8', bytes, key, parameters(iv, context), algorithm, extractable, usages);
}

/** Gives a new vault key, wrapped under `lockKey`. */
export async function wrapNewVaultKey(crypto: Crypto, lockKey: CryptoKey): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  // Extractable only here, for one wrapping: from then on it is unwrapped as non-extractable.
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt', 'decrypt']);
  return { iv, bytes: new Uint8Array(await crypto.subtle.wrapKey('raw', key, lockKey, parameters(iv, WRAPPING))) };
}

/** Gives the vault key for use; no script can read it. */
export function unwrapVaultKey(crypto: Crypto, lockKey: CryptoKey, wrapped: Sealed): Promise<CryptoKey> {
  const parameter = parameters(wrapped.iv, WRAPPING);
  return crypto.subtle.unwrapKey('raw', wrapped.bytes, lockKey, parameter, 'AES-GCM', false, VAULT_KEY_USAGES);
}

const VAULT_KEY_USAGES: readonly KeyUsage[] = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const WRAPPING = 'device-workbench vault key';

function parameters(iv: Uint8Array<ArrayBuffer>, context: unknown): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new Uint8Array(encodeUtf8(JSON.stringify(context))) };
}
