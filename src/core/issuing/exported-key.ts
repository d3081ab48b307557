import { concatBytes, equalBytes } from '../bytes/compare.ts';
import { decodeHex } from '../bytes/hex.ts';
import type { KeyKind } from './key-kind.ts';
import { generateKeyPair } from './key-pair.ts';
import { readSpki } from './subject-key.ts';

/** A key that was made to be handed out, in DER. */
export interface ExportedKey {
  readonly pkcs8: Uint8Array<ArrayBuffer>;
  readonly spki: Uint8Array<ArrayBuffer>;
  /** The key within its SubjectPublicKeyInfo. */
  readonly key: Uint8Array<ArrayBuffer>;
}

const hex = (text: string): Uint8Array => decodeHex(text) ?? new Uint8Array();

/**
 * How a PKCS #8 on a curve ends as all engines write it, and how the same key's SubjectPublicKeyInfo begins (RFC 5915,
 * section 3, and RFC 5480, section 2): what follows in both is the point.
 */
const POINTS: Readonly<
  Partial<Record<KeyKind, { readonly tail: Uint8Array; readonly head: Uint8Array; readonly length: number }>>
> = {
  'P-256': {
    tail: hex('a144034200'),
    head: hex('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
    length: 65,
  },
  'P-384': {
    tail: hex('a164036200'),
    head: hex('3076301006072a8648ce3d020106052b81040022036200'),
    length: 97,
  },
};

/** Makes a key and gives both its halves. */
export async function makeExportedKey(subtle: SubtleCrypto, kind: KeyKind): Promise<ExportedKey> {
  const { privateKey, publicKey } = await generateKeyPair(subtle, kind, true);
  const pkcs8 = new Uint8Array(await subtle.exportKey('pkcs8', privateKey));
  const found = findPoint(pkcs8, kind);
  if (found !== undefined) return { pkcs8, ...found };
  const { spki, key } = readSpki(new Uint8Array(await subtle.exportKey('spki', publicKey)));
  return { pkcs8, spki, key };
}

/** Exporting the public key would be one more wait for what the private one holds already; undefined where it does not. */
function findPoint(pkcs8: Uint8Array<ArrayBuffer>, kind: KeyKind): Omit<ExportedKey, 'pkcs8'> | undefined {
  const form = POINTS[kind];
  if (form === undefined) return undefined;
  const at = pkcs8.length - form.length;
  if (!equalBytes(pkcs8.subarray(at - form.tail.length, at), form.tail)) return undefined;
  const key = pkcs8.subarray(at);
  return { key, spki: concatBytes([form.head, key]) };
}
