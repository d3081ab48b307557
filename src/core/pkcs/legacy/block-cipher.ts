/** A cipher with its key, for which WebCrypto has nothing. Blocks are worked on where they stand. */
export interface BlockCipher {
  readonly blockLength: 8 | 16;
  decryptBlock(bytes: Uint8Array, at: number): void;
}

/** One that writes, too. */
export interface TwoWayCipher extends BlockCipher {
  encryptBlock(bytes: Uint8Array, at: number): void;
}

/** Encrypts in chained blocks, with the padding of RFC 8018, 6.1.1. */
export function encryptCbc(cipher: TwoWayCipher, iv: Uint8Array, plaintext: Uint8Array): Uint8Array<ArrayBuffer> {
  const { blockLength } = cipher;
  const padding = blockLength - (plaintext.length % blockLength);
  const bytes = new Uint8Array(plaintext.length + padding).fill(padding, plaintext.length);
  bytes.set(plaintext);
  let chain = iv;
  for (let at = 0; at < bytes.length; at += blockLength) {
    addBlock(bytes, at, chain);
    cipher.encryptBlock(bytes, at);
    chain = bytes.subarray(at, at + blockLength);
  }
  return bytes;
}

/** Decrypts what `encryptCbc` gives; undefined where the padding shows that key or bytes are others. */
export function decryptCbc(
  cipher: BlockCipher,
  iv: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  const { blockLength } = cipher;
  if (ciphertext.length === 0 || ciphertext.length % blockLength !== 0 || iv.length !== blockLength) return undefined;
  const bytes = new Uint8Array(ciphertext);
  for (let at = 0; at < bytes.length; at += blockLength) {
    cipher.decryptBlock(bytes, at);
    addBlock(bytes, at, at === 0 ? iv : ciphertext.subarray(at - blockLength, at));
  }
  const padding = bytes.at(-1) ?? 0;
  const isPadded = padding > 0 && padding <= blockLength && bytes.subarray(-padding).every((byte) => byte === padding);
  return isPadded ? bytes.subarray(0, bytes.length - padding) : undefined;
}

function addBlock(bytes: Uint8Array, at: number, other: Uint8Array): void {
  for (const [index, byte] of other.entries()) bytes[at + index] = (bytes[at + index] ?? 0) ^ byte;
}
