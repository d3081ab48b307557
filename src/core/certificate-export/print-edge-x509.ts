import { quoteToml } from '../export/quote-toml.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { certificateExportWords } from '../words/en/certificate-export.ts';
import { exportWords } from '../words/en/export.ts';
import type { OutputSettings } from './certificate-output.ts';
import { fileUriOn } from './device-path.ts';
import { namesOf } from './output-names.ts';
import { rootOf } from './outputs-of.ts';
import { requireSetting } from './require-setting.ts';

/**
 * Prints `/etc/aziot/config.toml` of IoT Edge 1.2 and later for a device with a certificate (Azure/iotedge,
 * `edgelet/contrib/config/linux/template.toml`): by DPS or for a hub that is told, with the CA of the device where there
 * is one; for such a CA itself its part alone. Nothing in it renews certificates: those that come from files cannot be
 * renewed so, and in an individual enrollment a certificate that renewed itself would lock its device out.
 */
export function printEdgeX509(certificate: KeptCertificate, settings: OutputSettings): string {
  if (certificate.role === 'edge-ca') return printEdgeCaPart(certificate, settings);
  const { edgeCa } = settings;
  const provisioning =
    settings.edgeProvisioning === 'manual' ? printManual(certificate, settings) : printDps(certificate, settings);
  return [
    `# ${exportWords.edgeConfig}`,
    `# ${certificateExportWords.edgeFiles}`,
    ...(edgeCa === undefined ? [] : printTrust(edgeCa, settings)),
    '',
    ...provisioning,
    ...(edgeCa === undefined ? [] : ['', ...printEdgeCa(edgeCa, settings)]),
    '',
  ].join('\n');
}

function printEdgeCaPart(edgeCa: KeptCertificate, settings: OutputSettings): string {
  return [
    `# ${certificateExportWords.edgeCaConfig}`,
    `# ${certificateExportWords.edgeFiles}`,
    ...printTrust(edgeCa, settings),
    '',
    ...printEdgeCa(edgeCa, settings),
    '',
  ].join('\n');
}

function printDps(certificate: KeptCertificate, settings: OutputSettings): string[] {
  return [
    '[provisioning]',
    'source = "dps"',
    `global_endpoint = ${quoteToml(`https://${settings.dpsHost}`)}`,
    `id_scope = ${quoteToml(requireSetting(settings, 'idScope'))}`,
    '',
    '[provisioning.attestation]',
    'method = "x509"',
    `# ${certificateExportWords.registrationId}`,
    `# registration_id = ${quoteToml(certificate.facts.commonName)}`,
    ...printIdentity(certificate, settings),
  ];
}

function printManual(certificate: KeptCertificate, settings: OutputSettings): string[] {
  return [
    '[provisioning]',
    'source = "manual"',
    `iothub_hostname = ${quoteToml(requireSetting(settings, 'hubHost'))}`,
    `device_id = ${quoteToml(certificate.facts.commonName)}`,
    '',
    '[provisioning.authentication]',
    'method = "x509"',
    ...printIdentity(certificate, settings),
  ];
}

function printIdentity(certificate: KeptCertificate, { directory }: OutputSettings): string[] {
  const { shown, key } = namesOf(certificate);
  return [
    `identity_cert = ${quoteToml(fileUriOn(directory, shown))}`,
    `identity_pk = ${quoteToml(fileUriOn(directory, key))}`,
  ];
}

function printEdgeCa(edgeCa: KeptCertificate, { directory }: OutputSettings): string[] {
  const { shown, key } = namesOf(edgeCa);
  return [
    '[edge_ca]',
    `cert = ${quoteToml(fileUriOn(directory, shown))}`,
    `pk = ${quoteToml(fileUriOn(directory, key))}`,
  ];
}

/** A key of the whole file: it stands before the first table (TOML 1.0.0, "Table"). */
function printTrust(edgeCa: KeptCertificate, { directory }: OutputSettings): string[] {
  if (rootOf(edgeCa) === undefined) return [];
  return ['', `trust_bundle_cert = ${quoteToml(fileUriOn(directory, namesOf(edgeCa).trustBundle))}`];
}
