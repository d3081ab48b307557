import { decodeBase64 } from '../bytes/base64.ts';
import { decodeHex } from '../bytes/hex.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import { ARMOUR, ESCAPED_LINE_END } from '../x509/certificate-text.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A private key as it stands in a text, still closed. */
export interface ArmouredKey {
  readonly der: Bytes;
  /** How the block is encrypted as a whole, if it is. */
  readonly encryption: BlockEncryption | undefined;
  /** EC PARAMETERS that stood before it, which `openssl ecparam -genkey` writes. */
  readonly curve: Bytes | undefined;
}

/** What the lines before the base64 say (RFC 1421, 4.6.1.3, as OpenSSL has it). */
export interface BlockEncryption {
  /** Such as `AES-256-CBC`. */
  readonly algorithm: string;
  readonly iv: Bytes;
}

/** Whether a text has a block of PEM, of whatever kind. */
export const isArmoured = (text: string): boolean => text.includes('-----BEGIN ');

/** Finds the private keys of a PEM text, in its order. Throws `pkcs/cut-short`, `pkcs/not-base64`, `pkcs/openssh-form`. */
export function findArmouredKeys(text: string): ArmouredKey[] {
  const keys: ArmouredKey[] = [];
  let curve: Bytes | undefined;
  for (const [index, [, label = '', body = '', end]] of [
    ...text.replace(ESCAPED_LINE_END, '\n').matchAll(ARMOUR),
  ].entries()) {
    const number = index + 1;
    if (label === 'EC PARAMETERS') curve = decodeBody(body, number);
    if (!label.endsWith('PRIVATE KEY')) continue;
    if (end === '') throw new WorkbenchError('pkcs/cut-short', { number });
    if (label === 'OPENSSH PRIVATE KEY') throw new WorkbenchError('pkcs/openssh-form', {});
    keys.push({ ...readBody(body, number), curve });
  }
  return keys;
}

const HEADERS = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s+DEK-Info:\s*([\w-]+),([0-9A-Fa-f]+)\s/;

function readBody(body: string, number: number): Pick<ArmouredKey, 'der' | 'encryption'> {
  const [headers = '', algorithm = '', iv = ''] = HEADERS.exec(body) ?? [];
  const der = decodeBody(body.slice(headers.length), number);
  if (headers === '') return { der, encryption: undefined };
  return { der, encryption: { algorithm: algorithm.toUpperCase(), iv: new Uint8Array(decodeHex(iv) ?? []) } };
}

function decodeBody(body: string, number: number): Bytes {
  const der = decodeBase64(body.replace(/\s/g, ''));
  if (der === undefined || der.length === 0) throw new WorkbenchError('pkcs/not-base64', { number });
  return new Uint8Array(der);
}
