import { beforeAll, describe, expect, test } from 'vitest';
import type { CertificateOutput, OutputSettings } from '#core/certificate-export/certificate-output';
import { printEqualCommands } from '#core/certificate-export/print-equal-commands';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { makeReal } from '../../../support/kept-certificates.ts';

const settings: OutputSettings = {
  dpsHost: 'global.azure-devices-provisioning.net',
  idScope: '0ne00123ABC',
  hubHost: 'contoso.azure-devices.net',
  directory: '/etc/aziot/certificates',
};

let root: KeptCertificate;
let intermediate: KeptCertificate;
let leaf: KeptCertificate;
let module: KeptCertificate;
let edgeCa: KeptCertificate;
let primary: KeptCertificate;
let secondary: KeptCertificate;
beforeAll(async () => {
  const realRoot = await makeReal({ role: 'root', commonName: 'Root CA' });
  const issuer = await makeReal({ role: 'intermediate', commonName: 'Plant CA', issuer: realRoot });
  root = realRoot.certificate;
  intermediate = issuer.certificate;
  leaf = (await makeReal({ role: 'device', commonName: 'pump-7', issuer })).certificate;
  module = (await makeReal({ role: 'module', commonName: 'pump-7/filter', issuer })).certificate;
  edgeCa = (await makeReal({ role: 'edge-ca', commonName: 'gateway.ca', issuer })).certificate;
  primary = (await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'primary' })).certificate;
  secondary = (await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'secondary' })).certificate;
});

const openssl = (of: KeptCertificate, output: CertificateOutput, more: Partial<OutputSettings> = {}) =>
  printEqualCommands(of, output, { ...settings, ...more }).openssl;
const az = (
  of: KeptCertificate,
  output: CertificateOutput,
  more: Partial<OutputSettings> = {},
  other?: KeptCertificate,
) => printEqualCommands(of, output, { ...settings, ...more }, other).az;

/** That they do what they say is shown where openssl runs them. */
describe('the openssl command', () => {
  test('signs with a hash as strong as the key of who signs (RFC 5480, 4)', () => {
    const [issuer, ...others] = leaf.chain;
    const below = (keyKind: 'P-384' | 'RSA-4096') => ({ ...leaf, chain: [{ ...issuer!, keyKind }, ...others] });
    expect(openssl(below('P-384'), 'certificate-pem')).toContain(' -sha384 ');
    expect(openssl(below('RSA-4096'), 'certificate-pem')).toContain(' -sha256 ');
  });

  test('makes a key, a request and the certificate, with the extensions of the one that was made', () => {
    expect(openssl(leaf, 'certificate-pem')).toBe(
      `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out pump-7.key.pem
openssl req -new -utf8 -key pump-7.key.pem -subj /CN=pump-7 -out pump-7.csr.pem
printf '%s\\n' 'authorityKeyIdentifier = keyid:always' 'basicConstraints = critical,CA:FALSE' \
'extendedKeyUsage = clientAuth' 'keyUsage = critical,digitalSignature' 'subjectKeyIdentifier = hash' |
  openssl x509 -req -in pump-7.csr.pem -CA Plant_CA.cert.pem -CAkey Plant_CA.key.pem \
-set_serial "0x$(openssl rand -hex 16)" -days 365 -sha256 -extfile /dev/stdin -out pump-7.cert.pem`,
    );
  });

  test('signs a root and a pair with their own keys', () => {
    expect(openssl(root, 'certificate-pem')).toContain(' -signkey Root_CA.key.pem ');
    expect(openssl(secondary, 'certificate-pem')).toContain(' -signkey pump-8-secondary.key.pem ');
  });

  test('takes the request of a key that was never here', () => {
    const signed = { ...leaf, origin: 'request', key: { kind: 'elsewhere' } } as const;
    const command = openssl(signed, 'certificate-pem') ?? '';
    expect(command.startsWith("printf '%s\\n' ")).toBe(true);
    expect(command).toContain('-in pump-7.csr.pem');
  });

  test.each<Partial<KeptCertificate>>([{ origin: 'imported' }, { origin: 'request', authorityId: undefined }])(
    'is none for what others made: %j',
    (parts) => {
      expect(openssl({ ...leaf, ...parts }, 'certificate-pem')).toBeUndefined();
    },
  );

  test('is none for a root that was imported, whose key others made', () => {
    expect(openssl({ ...root, origin: 'imported' }, 'certificate-pem')).toBeUndefined();
  });

  test('escapes what means something in a subject', () => {
    expect(openssl(module, 'certificate-pem')).toContain(String.raw`-subj '/CN=pump-7\/filter'`);
  });

  test('joins the chain in the order of the file', () => {
    expect(openssl(leaf, 'full-chain')).toBe(
      'cat pump-7.cert.pem Plant_CA.cert.pem Root_CA.cert.pem > pump-7.full-chain.cert.pem',
    );
  });

  test.each<CertificateOutput>(['archive', 'edge-config', 'downstream', 'environment', 'enrollment'])(
    'is none for %s',
    (output) => expect(openssl(leaf, output)).toBeUndefined(),
  );
});

describe('the az command', () => {
  test('adds an authority to DPS, asks for the code and proves it', () => {
    const which = '--dps-name "$DPS_NAME" --certificate-name Root-CA';
    const etag = `--etag "$(az iot dps certificate show ${which} --query etag --output tsv)"`;
    const code = `generate-verification-code ${which} ${etag} --query properties.verificationCode --output tsv`;
    const lines = (az(root, 'certificate-pem') ?? '').split('\n');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
      `az iot dps certificate create ${which} --path Root_CA.cert.pem`,
      `az iot dps certificate ${code}`,
      `az iot dps certificate verify ${which} ${etag} --path "$VERIFICATION_CERTIFICATE"`,
    ]);
    expect(az(intermediate, 'certificate-der')).toContain(' --certificate-name Plant-CA --path Plant_CA.cer\n');
  });

  test('makes a device in the hub: by its authority, or by the thumbprints of both certificates in their places', () => {
    const create = 'az iot hub device-identity create --hub-name contoso.azure-devices.net --device-id';
    expect(az(leaf, 'certificate-pem')).toBe(`${create} pump-7 --auth-method x509_ca`);
    const [first, second] = [primary.facts.sha256Thumbprint, secondary.facts.sha256Thumbprint];
    const both = `--primary-thumbprint ${first} --secondary-thumbprint ${second}`;
    expect(az(secondary, 'certificate-pem', {}, primary)).toBe(
      `${create} pump-8 --auth-method x509_thumbprint ${both}`,
    );
    expect(az(primary, 'certificate-pem', {}, secondary)).toBe(az(secondary, 'certificate-pem', {}, primary));
    expect(az(secondary, 'certificate-pem')).toBe(
      `${create} pump-8 --auth-method x509_thumbprint --primary-thumbprint ${second}`,
    );
  });

  test('makes a module of its device', () => {
    expect(az(module, 'certificate-pem')).toBe(
      'az iot hub module-identity create --hub-name contoso.azure-devices.net --device-id pump-7 --module-id filter --auth-method x509_ca',
    );
  });

  test('makes an enrollment by the certificates, and by the file', () => {
    const rest = (path: string, file: string) =>
      `az rest --method put --uri "https://$DPS_NAME".azure-devices-provisioning.net/'${path}?api-version=2021-10-01' --resource https://azure-devices-provisioning.net --headers Content-Type=application/json --body @${file}`;
    const enrollment = 'az iot dps enrollment create --dps-name "$DPS_NAME" --enrollment-id';
    const group = 'az iot dps enrollment-group create --dps-name "$DPS_NAME" --enrollment-id';
    const linesOf = (of: KeptCertificate, other?: KeptCertificate) =>
      (az(of, 'enrollment', {}, other) ?? '').split('\n').filter((line) => !line.startsWith('#'));
    expect(linesOf(leaf)).toEqual([
      `${enrollment} pump-7 --attestation-type x509 --certificate-path pump-7.cert.pem`,
      rest('enrollments/pump-7', 'pump-7.enrollment.json'),
    ]);
    expect(linesOf(secondary, primary)[0]).toBe(
      `${enrollment} pump-8 --attestation-type x509 --certificate-path pump-8.cert.pem --secondary-certificate-path pump-8-secondary.cert.pem`,
    );
    expect(linesOf(root)).toEqual([
      `${group} Root-CA --root-ca-name Root-CA`,
      rest('enrollmentGroups/Root-CA', 'Root_CA.enrollment.json'),
    ]);
    expect(linesOf(intermediate)[0]).toBe(`${group} Plant-CA --certificate-path Plant_CA.cert.pem`);
  });

  test('makes what an IoT Edge device provisions by, and applies its configuration', () => {
    const apply = '\nsudo iotedge config apply';
    expect(az(leaf, 'edge-config')).toBe(
      `az iot dps enrollment-group update --dps-name "$DPS_NAME" --enrollment-id "$ENROLLMENT_GROUP" --edge-enabled true${apply}`,
    );
    expect(az(primary, 'edge-config')).toBe(
      `az iot dps enrollment create --dps-name "$DPS_NAME" --enrollment-id pump-8 --attestation-type x509 --certificate-path pump-8.cert.pem --edge-enabled true${apply}`,
    );
    expect(az(leaf, 'edge-config', { edgeProvisioning: 'manual' })).toBe(
      `az iot hub device-identity create --hub-name contoso.azure-devices.net --device-id pump-7 --edge-enabled true --auth-method x509_ca${apply}`,
    );
    expect(az(edgeCa, 'edge-config')).toBeUndefined();
  });

  test('puts a downstream device behind its gateway', () => {
    const hub = '--hub-name contoso.azure-devices.net --device-id pump-7';
    expect(az(leaf, 'downstream')).toBe(
      `az iot hub device-identity create ${hub} --auth-method x509_ca\n` +
        `az iot hub device-identity parent set ${hub} --parent-device-id "$GATEWAY_DEVICE"`,
    );
  });

  test('registers as the samples do', () => {
    expect(az(leaf, 'environment')).toBe(
      'az iot device registration create --id-scope 0ne00123ABC --provisioning-host global.azure-devices-provisioning.net --registration-id pump-7 --certificate-file-path pump-7.full-chain.cert.pem --key-file-path pump-7.key.pem',
    );
  });

  test.each<CertificateOutput>(['full-chain', 'key', 'encrypted-key', 'pfx', 'archive'])('is none for %s', (output) =>
    expect(az(leaf, output)).toBeUndefined(),
  );
});
