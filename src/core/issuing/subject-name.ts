import { encodeDer, TAG } from '../bytes/der.ts';
import { encodeUtf8 } from '../bytes/text.ts';

/** 2.5.4.3 in DER. */
const COMMON_NAME = Uint8Array.of(TAG.oid, 3, 0x55, 4, 3);
/** X.680, 41.4. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/**
 * Gives a name that consists of a common name, in DER: a PrintableString where its characters allow, a UTF8String
 * otherwise (RFC 5280, 4.1.2.4).
 */
export function encodeCommonName(commonName: string): Uint8Array<ArrayBuffer> {
  const tag = PRINTABLE.test(commonName) ? TAG.printableString : TAG.utf8String;
  const attribute = encodeDer(TAG.sequence, COMMON_NAME, encodeDer(tag, encodeUtf8(commonName)));
  return encodeDer(TAG.sequence, encodeDer(TAG.set, attribute));
}
