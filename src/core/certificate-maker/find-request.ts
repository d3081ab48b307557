import { decodeBase64 } from '../bytes/base64.ts';
import { TAG } from '../bytes/der.ts';
import { encodeHex } from '../bytes/hex.ts';
import { settle } from '../errors/settle.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { CertificateSource } from '../ports/certificate-maker.ts';
import { readCertificate } from '../x509/certificate.ts';
import { ARMOUR, decodeText, ESCAPED_LINE_END } from '../x509/certificate-text.ts';
import { readSigningRequest, type SigningRequest } from '../x509/signing-request.ts';

/** Reads a request in DER. Throws `x509/form`. */
export function readRequest(requestBase64: string): SigningRequest {
  return settle(readSigningRequest(decodeBase64(requestBase64) ?? new Uint8Array())).value;
}

/**
 * Finds the one request in what somebody has: PEM with anything around it, DER, or its base64. Throws
 * `certificate/no-request`, `certificate/several-requests`, `x509/…`.
 */
export function findRequest({ parts }: CertificateSource): SigningRequest {
  const found = new Map(parts.flatMap(findRequests).map((der) => [encodeHex(der), der]));
  const [der, ...more] = found.values();
  if (der === undefined) throw new WorkbenchError('certificate/no-request', {});
  if (more.length > 0) throw new WorkbenchError('certificate/several-requests', { count: found.size });
  const read = readSigningRequest(der);
  // What is whole and something else has nothing wrong with it but that it is no request.
  if (!read.ok && readCertificate(der).ok) throw new WorkbenchError('certificate/no-request', {});
  return settle(read).value;
}

function findRequests(part: Uint8Array | string): readonly Uint8Array[] {
  if (typeof part !== 'string' && part[0] === TAG.sequence) return [part];
  const text = typeof part === 'string' ? part : decodeText(part);
  const blocks = [...text.replace(ESCAPED_LINE_END, '\n').matchAll(ARMOUR)];
  if (blocks.length > 0) {
    return blocks.flatMap(([, label = '', body = '', end], index) =>
      label.endsWith('REQUEST') ? [decodeBlock(body, end !== '', index + 1)] : [],
    );
  }
  const der = decodeBase64(text.replace(/\s/g, ''));
  return der?.[0] === TAG.sequence ? [der] : [];
}

function decodeBlock(body: string, isClosed: boolean, number: number): Uint8Array {
  if (!isClosed) throw new WorkbenchError('x509/cut-short', { number });
  const der = decodeBase64(body.replace(/\s/g, ''));
  if (der === undefined) throw new WorkbenchError('x509/not-base64', { number });
  return der;
}
