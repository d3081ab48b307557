import { decodeBase64 } from '#core/bytes/base64';
import { WorkbenchError } from '#core/errors/workbench-error';
import { readCertificate, type Certificate } from '#core/x509/certificate';

/** Gives a certificate of the state, base64 of the DER. Throws `x509/form`, which it was judged by before it was kept. */
export function readKeptCertificate(base64: string): Certificate {
  const read = readCertificate(decodeBase64(base64) ?? new Uint8Array());
  if (read.ok) return read.value;
  const [{ code, facts }] = read.findings;
  throw new WorkbenchError(code, facts);
}
