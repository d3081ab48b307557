import { encodeDer, encodeUnsigned, TAG } from './der.ts';

/** NULL, as the parameters of algorithms that have none (X.690, 8.8). */
export const DER_NULL: Uint8Array<ArrayBuffer> = new Uint8Array([0x05, 0x00]);

/** Gives the OBJECT IDENTIFIER of a dotted form whose numbers are below 2^32 (X.690, 8.19). */
export function encodeOid(dotted: string): Uint8Array<ArrayBuffer> {
  const [root = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  const octets = [root * 40 + second, ...arcs].flatMap((arc) => {
    const digits = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) digits.unshift((rest % 128) + 128);
    return digits;
  });
  return encodeDer(TAG.oid, new Uint8Array(octets));
}

/** Gives the INTEGER of a whole number from 0 to 2^32 - 1. */
export function encodeCount(count: number): Uint8Array<ArrayBuffer> {
  return encodeUnsigned(new Uint8Array([count >>> 24, count >>> 16, count >>> 8, count]));
}

/** Gives the BIT STRING of whole octets, such as a key or a signature (X.690, 8.6). */
export function encodeBitOctets(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeDer(TAG.bitString, new Uint8Array(1), octets);
}
