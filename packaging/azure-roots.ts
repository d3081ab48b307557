import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import type { Plugin } from 'vite';

/**
 * SHA-256 fingerprints of the roots that Azure's device endpoints lead to, as DigiCert and Microsoft publish them. IoT Hub
 * and DPS use the first; Microsoft asks clients to have all.
 */
const FINGERPRINTS: Readonly<Record<string, string>> = {
  'DigiCert Global Root G2': 'CB3CCBB76031E5E0138F8DD39A23F9DE47FFC35E43C1144CEA27D46A5AB1CB5F',
  'DigiCert Global Root G3': '31AD6648F8104138C738F39EA4320133393E3A18CC02296EF97C2AC9EF6731D0',
  'Microsoft RSA Root Certificate Authority 2017': 'C741F70F4B2A8D88BF2E71C14122EF53EF10EBA0CFA5E64CFA20F418853073E0',
  'Microsoft ECC Root Certificate Authority 2017': '358DF39D764AF9E1B766E9C972DF352EE15CFAC227AF6AD1D70E8E4A6EDCBA02',
};

/**
 * Gives Azure's roots in base64 of DER, out of those that Node has; other than these it gives none. Throws where Node
 * lacks one, so that nothing is built that trusts fewer.
 */
export function listAzureRoots(from: readonly string[] = rootCertificates): string[] {
  const certificates = from.map((pem) => new X509Certificate(pem));
  return Object.entries(FINGERPRINTS).map(([name, fingerprint]) => {
    const found = certificates.find(({ fingerprint256 }) => fingerprint256.replaceAll(':', '') === fingerprint);
    if (found === undefined) throw new Error(`Node ${process.version} has no “${name}”. Build with another version.`);
    return found.raw.toString('base64');
  });
}

/** Gives `virtual:azure-roots`, whose default export is the list; for builds of pages and their workers, and for tests. */
export function azureRoots(): Plugin {
  const name = 'virtual:azure-roots';
  return {
    name: 'azure-roots',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(listAzureRoots())};` : undefined),
  };
}
