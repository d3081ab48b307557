/** RC4, as PKCS #12 names it among its ciphers; the same again turns it back. WebCrypto has none; it opens old files alone. */
export function applyRc4(key: Uint8Array, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const state = Uint8Array.from({ length: 256 }, (_, octet) => octet);
  const swap = (a: number, b: number): void => {
    [state[a], state[b]] = [state[b] ?? 0, state[a] ?? 0];
  };
  for (let a = 0, b = 0; a < 256; a += 1) {
    b = (b + (state[a] ?? 0) + (key[a % key.length] ?? 0)) & 255;
    swap(a, b);
  }
  let b = 0;
  return Uint8Array.from(bytes, (octet, index) => {
    const a = (index + 1) & 255;
    b = (b + (state[a] ?? 0)) & 255;
    swap(a, b);
    return octet ^ (state[((state[a] ?? 0) + (state[b] ?? 0)) & 255] ?? 0);
  });
}
