import { equalBytes } from '../bytes/compare.ts';
import { WorkbenchError } from '../errors/workbench-error.ts';
import type { CertificateSource } from '../ports/certificate-maker.ts';
import { readRequest } from './find-request.ts';
import { keepIncoming } from './import-certificate.ts';
import { KIND, readContent } from './kept-records.ts';
import type { MakingPorts } from './ports.ts';
import { readCertificateSource } from './read-source.ts';

/**
 * Keeps the certificate that came back for a request, in the request's place and with its key. Gives its id. Throws
 * `certificate/other-key`, `certificate/unknown`, `x509/none-found`, and what cannot be read.
 */
export async function completeRequest(
  ports: MakingPorts,
  requestId: string,
  source: CertificateSource,
): Promise<string> {
  const { vault, crypto } = ports;
  const { request, keyId } = await readContent(vault, KIND.request, requestId);
  const { certificates } = await readCertificateSource(crypto.subtle, source);
  if (certificates.length === 0) throw new WorkbenchError('x509/none-found', {});
  const { publicKey } = readRequest(request.requestBase64);
  const certificate = certificates.find((one) => equalBytes(one.publicKey.spki, publicKey.spki));
  if (certificate === undefined) throw new WorkbenchError('certificate/other-key', { name: request.commonName });
  const incoming = { certificate, given: certificates, key: { place: request.key, keyId }, origin: 'request' } as const;
  return keepIncoming(ports, incoming, requestId);
}
