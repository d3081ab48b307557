import { printOption } from '../export/print-option.ts';
import { quoteForShell } from '../export/quote-for-shell.ts';
import type { KeptCertificate } from '../ports/certificate-maker.ts';
import { certificateExportWords } from '../words/en/certificate-export.ts';
import type { CertificateOutput, OutputSettings } from './certificate-output.ts';
import { namesOf } from './output-names.ts';
import { isDeviceLeaf, isGroupAuthority } from './outputs-of.ts';
import { makeServiceName, orderPair } from './print-x509-enrollment.ts';

const DPS = '--dps-name "$DPS_NAME"';

/**
 * Gives what makes use of an output with the Azure CLI (its extension azure-iot), for a POSIX shell; undefined where it
 * has no part in it. It reads variables for what the settings do not tell: `DPS_NAME`, `HUB_NAME`, `ID_SCOPE`,
 * `ENROLLMENT_GROUP`, `GATEWAY_DEVICE`, and `VERIFICATION_CERTIFICATE` for the file of the proof.
 */
export function printAz(
  certificate: KeptCertificate,
  output: CertificateOutput,
  settings: OutputSettings,
  otherHalf: KeptCertificate | undefined,
): string | undefined {
  switch (output) {
    case 'certificate-pem':
      return introduce(certificate, namesOf(certificate).certificate, settings, otherHalf);
    case 'certificate-der':
      return introduce(certificate, namesOf(certificate).certificateDer, settings, otherHalf);
    case 'edge-config':
      return configureEdge(certificate, settings, otherHalf);
    case 'downstream':
      return addDownstream(certificate, settings, otherHalf);
    case 'environment':
      return register(certificate, settings);
    case 'enrollment':
      return enroll(certificate, otherHalf);
    case 'full-chain':
    case 'key':
    case 'encrypted-key':
    case 'pfx':
    case 'archive':
      return undefined;
  }
}

/** An authority is added to DPS, to be proven; a device or a module is made in a hub. */
function introduce(
  certificate: KeptCertificate,
  file: string,
  settings: OutputSettings,
  otherHalf: KeptCertificate | undefined,
): string | undefined {
  if (isGroupAuthority(certificate)) return addAuthority(certificate, file);
  if (isDeviceLeaf(certificate)) return createDevice(certificate, settings, otherHalf);
  return certificate.role === 'module' ? createModule(certificate, settings) : undefined;
}

function addAuthority(certificate: KeptCertificate, file: string): string {
  const which = `${DPS} ${printOption('certificate-name', makeServiceName(certificate))}`;
  const etag = `--etag "$(az iot dps certificate show ${which} --query etag --output tsv)"`;
  return [
    `az iot dps certificate create ${which} --path ${file}`,
    `az iot dps certificate generate-verification-code ${which} ${etag} --query properties.verificationCode --output tsv`,
    `# ${certificateExportWords.verification}`,
    `az iot dps certificate verify ${which} ${etag} --path "$VERIFICATION_CERTIFICATE"`,
  ].join('\n');
}

function createDevice(
  certificate: KeptCertificate,
  settings: OutputSettings,
  otherHalf: KeptCertificate | undefined,
  isEdge = false,
): string {
  const edge = isEdge ? ' --edge-enabled true' : '';
  const id = printOption('device-id', certificate.facts.commonName);
  return `az iot hub device-identity create ${printHub(settings)} ${id}${edge} ${printAuth(certificate, otherHalf)}`;
}

function createModule(certificate: KeptCertificate, settings: OutputSettings): string {
  const [device = '', module = ''] = certificate.facts.commonName.split('/');
  const id = `${printOption('device-id', device)} ${printOption('module-id', module)}`;
  return `az iot hub module-identity create ${printHub(settings)} ${id} ${printAuth(certificate, undefined)}`;
}

/** What an authority signed, the hub takes by that authority; else it has to know the certificates themselves. */
function printAuth(certificate: KeptCertificate, otherHalf: KeptCertificate | undefined): string {
  if (certificate.role !== 'self-signed') return '--auth-method x509_ca';
  const [first, second] = orderPair(certificate, otherHalf);
  const more = second === undefined ? '' : ` --secondary-thumbprint ${second.facts.sha256Thumbprint}`;
  return `--auth-method x509_thumbprint --primary-thumbprint ${first.facts.sha256Thumbprint}${more}`;
}

function printHub({ hubHost }: OutputSettings): string {
  return hubHost ? printOption('hub-name', hubHost) : '--hub-name "$HUB_NAME"';
}

function enroll(certificate: KeptCertificate, otherHalf: KeptCertificate | undefined): string {
  const [list, id] = isGroupAuthority(certificate)
    ? (['enrollmentGroups', makeServiceName(certificate)] as const)
    : (['enrollments', certificate.facts.commonName] as const);
  const path = quoteForShell(`${list}/${encodeURIComponent(id)}?api-version=2021-10-01`);
  return [
    isGroupAuthority(certificate) ? createGroup(certificate) : createEnrollment(certificate, otherHalf),
    `# ${certificateExportWords.enrollmentFile}`,
    `az rest --method put --uri "https://$DPS_NAME".azure-devices-provisioning.net/${path} --resource https://azure-devices-provisioning.net --headers Content-Type=application/json --body @${namesOf(certificate).enrollment}`,
  ].join('\n');
}

/** A root is known to DPS by its name there, and an intermediate is given to the group itself. */
function createGroup(certificate: KeptCertificate): string {
  const name = makeServiceName(certificate);
  const which =
    certificate.role === 'root'
      ? printOption('root-ca-name', name)
      : printOption('certificate-path', namesOf(certificate).certificate);
  return `az iot dps enrollment-group create ${DPS} ${printOption('enrollment-id', name)} ${which}`;
}

function createEnrollment(certificate: KeptCertificate, otherHalf: KeptCertificate | undefined): string {
  const [first, second] = orderPair(certificate, otherHalf);
  const files = [
    printOption('certificate-path', namesOf(first).certificate),
    ...(second === undefined ? [] : [printOption('secondary-certificate-path', namesOf(second).certificate)]),
  ];
  const id = printOption('enrollment-id', certificate.facts.commonName);
  return `az iot dps enrollment create ${DPS} ${id} --attestation-type x509 ${files.join(' ')}`;
}

function configureEdge(
  certificate: KeptCertificate,
  settings: OutputSettings,
  otherHalf: KeptCertificate | undefined,
): string | undefined {
  if (certificate.role === 'edge-ca') return undefined;
  return `${makeEdgeDevice(certificate, settings, otherHalf)}\nsudo iotedge config apply`;
}

function makeEdgeDevice(
  certificate: KeptCertificate,
  settings: OutputSettings,
  otherHalf: KeptCertificate | undefined,
): string {
  if (settings.edgeProvisioning === 'manual') return createDevice(certificate, settings, otherHalf, true);
  return certificate.role === 'self-signed'
    ? `${createEnrollment(certificate, otherHalf)} --edge-enabled true`
    : `az iot dps enrollment-group update ${DPS} --enrollment-id "$ENROLLMENT_GROUP" --edge-enabled true`;
}

function addDownstream(
  certificate: KeptCertificate,
  settings: OutputSettings,
  otherHalf: KeptCertificate | undefined,
): string {
  const id = printOption('device-id', certificate.facts.commonName);
  return [
    createDevice(certificate, settings, otherHalf),
    `az iot hub device-identity parent set ${printHub(settings)} ${id} --parent-device-id "$GATEWAY_DEVICE"`,
  ].join('\n');
}

function register(certificate: KeptCertificate, { idScope, dpsHost }: OutputSettings): string {
  const { shown, key } = namesOf(certificate);
  const scope = idScope ? printOption('id-scope', idScope) : '--id-scope "$ID_SCOPE"';
  const who = printOption('registration-id', certificate.facts.commonName);
  return `az iot device registration create ${scope} ${printOption('provisioning-host', dpsHost)} ${who} --certificate-file-path ${shown} --key-file-path ${key}`;
}
