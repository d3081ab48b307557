import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';

/** One armoured block of a PEM text (RFC 7468). */
export interface PemBlock {
  /** The words between BEGIN and the dashes, such as `CERTIFICATE` or `PRIVATE KEY`. */
  readonly label: string;
  readonly der: Uint8Array;
}

const LINE_LENGTH = 64;
const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;

/** Prints one PEM block with lines of 64 characters and a final line feed (RFC 7468, section 2). */
export function printPem(label: string, der: Uint8Array): string {
  const base64 = encodeBase64(der);
  let text = `-----BEGIN ${label}-----\n`;
  for (let at = 0; at < base64.length; at += LINE_LENGTH) text += `${base64.slice(at, at + LINE_LENGTH)}\n`;
  return `${text}-----END ${label}-----\n`;
}

/**
 * Reads every block of a PEM text, in order; text between blocks is explanation and passed over (RFC 7468, section 2).
 * A block whose base64 is broken, or whose END does not match its BEGIN, is left out.
 */
export function parsePem(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].flatMap(([, label, body]) => {
    const der = decodeBase64((body ?? '').replace(/\s/g, ''));
    return label === undefined || der === undefined || der.length === 0 ? [] : [{ label, der }];
  });
}
