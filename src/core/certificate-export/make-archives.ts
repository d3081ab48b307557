import { WorkbenchError } from '../errors/workbench-error.ts';
import { printConnectionString } from '../identity/connection-string.ts';
import { readCertificateText } from '../x509/certificate-text.ts';
import { printPem } from '../x509/pem.ts';
import type { OutputSettings } from './certificate-output.ts';
import { namesOf } from './output-names.ts';
import type { OutputSource } from './output-source.ts';
import { hasExportableKey, rootOf } from './outputs-of.ts';
import { derOf, printCertificate, printFullChain } from './print-certificates.ts';
import { lendKey, makePfx, printEncryptedKey, printKey } from './print-key.ts';
import { requireSetting } from './require-setting.ts';

/**
 * Makes an archive of the forms of a certificate. A key that may leave the vault is in it as a PFX and as an encrypted
 * key; a bare key is a file of its own, for whoever asks for it. Throws `certificate/password-missing`.
 */
export async function makeArchive(crypto: Crypto, source: OutputSource, settings: OutputSettings): Promise<Blob> {
  const { certificate } = source;
  const names = namesOf(certificate);
  const archive = source.openArchive(certificate.createdAt);
  archive.add(names.certificate, printCertificate(certificate.facts));
  archive.add(names.certificateDer, derOf(certificate.facts));
  if (certificate.chain.length > 0) archive.add(names.fullChain, printFullChain(certificate));
  if (hasExportableKey(certificate)) {
    await lendKey(source, async (pkcs8) => {
      archive.add(names.encryptedKey, await printEncryptedKey(crypto, pkcs8, settings));
      archive.add(names.pfx, await makePfx(crypto, certificate, pkcs8, settings));
    });
  }
  return archive.finish();
}

/**
 * Makes an archive of what a device behind an IoT Edge gateway needs (Azure documentation, "Connect a downstream device
 * to an Azure IoT Edge gateway"): what it shows, its key if that may leave the vault, the root that it trusts the gateway
 * by, and the connection string. The key is encrypted where there is a password. Throws `x509/…` for a trust bundle that
 * cannot be read.
 */
export async function makeDownstreamSet(crypto: Crypto, source: OutputSource, settings: OutputSettings): Promise<Blob> {
  const { certificate } = source;
  const names = namesOf(certificate);
  const connectionString = printConnectionString({
    hostName: requireSetting(settings, 'hubHost'),
    deviceId: certificate.facts.commonName,
    credential: { kind: 'x509' },
    gatewayHostName: requireSetting(settings, 'gatewayHostName'),
  });
  const trust = printTrust(source, settings);
  const archive = source.openArchive(certificate.createdAt);
  archive.add(names.shown, printFullChain(certificate));
  if (hasExportableKey(certificate)) {
    await lendKey(source, async (pkcs8) => {
      if (settings.password) archive.add(names.encryptedKey, await printEncryptedKey(crypto, pkcs8, settings));
      else archive.add(names.key, printKey(pkcs8));
    });
  }
  archive.add('trust-bundle.pem', trust);
  // Without a line break, which would become part of the gateway's name wherever the file is read as it is.
  archive.add('connection-string.txt', connectionString);
  return archive.finish();
}

/** A text that was pasted may be base64 without armour, and have explanations around it: certificates alone are kept. */
function printTrust({ certificate }: OutputSource, settings: OutputSettings): string {
  const root = rootOf(certificate);
  if (settings.trustBundle === undefined && root !== undefined) return printCertificate(root);
  const read = readCertificateText(requireSetting(settings, 'trustBundle'));
  if (read.ok) return read.value.map(({ der }) => printPem('CERTIFICATE', der)).join('');
  const [{ code, facts }] = read.findings;
  throw new WorkbenchError(code, facts);
}
