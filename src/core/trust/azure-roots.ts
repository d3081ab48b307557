import azureRoots from 'virtual:azure-roots';
import { decodeBase64 } from '../bytes/base64.ts';
import { type Certificate, readCertificate } from '../x509/certificate.ts';

/** Gives the roots that Azure's device endpoints lead to. To be imported when it is needed: five kilobytes. */
export function readAzureRoots(): readonly Certificate[] {
  return azureRoots.map((base64) => {
    const read = readCertificate(decodeBase64(base64) ?? new Uint8Array());
    if (!read.ok) throw new TypeError('a root that cannot be read was built in');
    return read.value;
  });
}
