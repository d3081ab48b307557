import { decodeBase64Forgiving } from '../../bytes/base64.ts';
import { concatBytes } from '../../bytes/compare.ts';
import { isJsonObject, parseJson } from '../../bytes/json.ts';
import { digest } from '../../bytes/sync-digest.ts';
import { decodeUtf8, encodeUtf8 } from '../../bytes/text.ts';
import { accept, makeFinding, reject, type Verdict } from '../../errors/workbench-error.ts';
import type { ConnectCode, LockedText } from '../payload.ts';
import { readJsonCode } from './json-code.ts';

/** Base64 of `Salted__`, which CryptoJS and OpenSSL write in front of the salt. */
const START = 'U2FsdGVkX1';
const MARK_BYTES = 8;
const SALT_BYTES = 8;
const BLOCK_BYTES = 16;
const KEY_BYTES = 32;

/** Says whether a text begins as what the generator of Microsoft's sample for patients encrypts. */
export function isSampleLocked(text: string): boolean {
  return text.startsWith(START);
}

/** Reads such a text as far as it goes without the passphrase: the bytes are the salt and the ciphertext. */
export function readSampleLocked(text: string): Verdict<LockedText> {
  const form = 'sample-locked';
  if (!/^[A-Za-z0-9+/\s]+={0,2}$/.test(text)) return reject(makeFinding('qr/damaged', { form }));
  const bytes = decodeBase64Forgiving(text)?.slice(MARK_BYTES);
  const ciphertext = (bytes?.length ?? 0) - SALT_BYTES;
  const isWhole = ciphertext > 0 && ciphertext % BLOCK_BYTES === 0;
  return bytes !== undefined && isWhole ? accept({ form, bytes }) : reject(makeFinding('qr/cut-short', { form }));
}

/**
 * Opens it: AES-256-CBC under a key of `EVP_BytesToKey` with MD5 and one round, which a guesser gets through at millions a
 * second. Inside is the base64 of the sample's JSON; anything else is `qr/passphrase-wrong`.
 */
export async function openSampleLocked(
  subtle: SubtleCrypto,
  bytes: Uint8Array,
  passphrase: string,
): Promise<Verdict<ConnectCode>> {
  const [salt, ciphertext] = [bytes.slice(0, SALT_BYTES), bytes.slice(SALT_BYTES)];
  const made = deriveBytes(encodeUtf8(passphrase), salt, KEY_BYTES + BLOCK_BYTES);
  const key = await subtle.importKey('raw', made.slice(0, KEY_BYTES), 'AES-CBC', false, ['decrypt']);
  const wrong = reject(makeFinding('qr/passphrase-wrong', {}));
  let plain: ArrayBuffer;
  try {
    plain = await subtle.decrypt({ name: 'AES-CBC', iv: made.slice(KEY_BYTES) }, key, ciphertext);
  } catch {
    return wrong;
  }
  const base64 = decodeUtf8(new Uint8Array(plain));
  const json = base64 === undefined ? undefined : decodeUtf8(decodeBase64Forgiving(base64) ?? new Uint8Array());
  const value = json === undefined ? undefined : parseJson(json);
  return isJsonObject(value) ? readJsonCode(value, 'sample-locked').verdict : wrong;
}

/** Each digest is of the one before, the passphrase and the salt. */
function deriveBytes(passphrase: Uint8Array, salt: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  let made = new Uint8Array();
  let last = new Uint8Array();
  while (made.length < length) {
    last = digest('MD5', concatBytes([last, passphrase, salt]));
    made = concatBytes([made, last]);
  }
  return made.slice(0, length);
}
