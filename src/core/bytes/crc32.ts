/** The remainders of the 256 bytes, for the reversed polynomial of CRC-32 (ISO/IEC 8802-3, 3.2.9). */
const REMAINDERS = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/**
 * Gives the CRC-32 of Ethernet, ZIP and PNG, as an unsigned number. It finds every change within 32 bits that follow one
 * another; it is no protection against somebody who means harm.
 */
export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (const byte of bytes) remainder = (remainder >>> 8) ^ (REMAINDERS[(remainder ^ byte) & 0xff] ?? 0);
  return (remainder ^ 0xffffffff) >>> 0;
}
