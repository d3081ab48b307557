import { beforeAll, describe, expect, test } from 'vitest';
import type { OutputSettings } from '#core/certificate-export/certificate-output';
import { printCertificate, printFullChain } from '#core/certificate-export/print-certificates';
import { printEdgeX509 } from '#core/certificate-export/print-edge-x509';
import { makeServiceName, printX509Enrollment } from '#core/certificate-export/print-x509-enrollment';
import { printX509Env } from '#core/certificate-export/print-x509-env';
import { parsePem } from '#core/x509/pem';
import { sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';
import { makeReal, type RealCertificate } from '../../../support/kept-certificates.ts';

const settings: OutputSettings = {
  dpsHost: 'global.azure-devices-provisioning.net',
  idScope: '0ne00123ABC',
  directory: '/etc/aziot/certificates',
};
const withHub = { ...settings, hubHost: 'contoso.azure-devices.net' };

let root: RealCertificate;
let intermediate: RealCertificate;
let leaf: RealCertificate;
let primary: RealCertificate;
let secondary: RealCertificate;
let edgeCa: RealCertificate;
beforeAll(async () => {
  root = await makeReal({ role: 'root', commonName: 'Root CA' });
  intermediate = await makeReal({ role: 'intermediate', commonName: 'Plant CA', issuer: root });
  leaf = await makeReal({ role: 'device', commonName: 'pump-7', issuer: intermediate });
  primary = await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'primary' });
  secondary = await makeReal({ role: 'self-signed', commonName: 'pump-8', slot: 'secondary' });
  edgeCa = await makeReal({ role: 'edge-ca', commonName: 'gateway.ca', issuer: intermediate });
});

describe('PEM', () => {
  test('is one block with nothing around it and one line feed at its end', () => {
    expect(printCertificate(leaf.certificate.facts)).toMatch(
      /^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]{1,64}\n)+-----END CERTIFICATE-----\n$/,
    );
  });

  test('of a full chain is the leaf, its issuers and the root, and no other character', () => {
    const text = printFullChain(leaf.certificate);
    const facts = [leaf, intermediate, root].map(({ certificate }) => certificate.facts);
    expect(text).toBe(facts.map(printCertificate).join(''));
    expect(parsePem(text).map(({ label, der }) => [label, der.length])).toEqual(
      facts.map(({ derBase64 }) => ['CERTIFICATE', atob(derBase64).length]),
    );
  });
});

describe('the configuration of IoT Edge', () => {
  test('provisions by DPS, with the registration ID left to the certificate', () => {
    expect(printEdgeX509(leaf.certificate, settings)).toBe(
      `# /etc/aziot/config.toml of IoT Edge 1.2 and later. To apply it: sudo iotedge config apply
# The user aziotcs has to be able to read certificates, and aziotks the keys.

[provisioning]
source = "dps"
global_endpoint = "https://global.azure-devices-provisioning.net"
id_scope = "0ne00123ABC"

[provisioning.attestation]
method = "x509"
# The common name of the certificate serves as the registration ID.
# registration_id = "pump-7"
identity_cert = "file:///etc/aziot/certificates/pump-7.full-chain.cert.pem"
identity_pk = "file:///etc/aziot/certificates/pump-7.key.pem"
`,
    );
  });

  test('names the hub where there is no DPS, and shows the certificate alone where it has no issuer', () => {
    const text = printEdgeX509(secondary.certificate, { ...withHub, edgeProvisioning: 'manual' });
    expect(text).toContain(`
[provisioning]
source = "manual"
iothub_hostname = "contoso.azure-devices.net"
device_id = "pump-8"

[provisioning.authentication]
method = "x509"
identity_cert = "file:///etc/aziot/certificates/pump-8-secondary.cert.pem"
identity_pk = "file:///etc/aziot/certificates/pump-8-secondary.key.pem"
`);
  });

  test('has the CA of the device and the root to trust, which stands before the first table', () => {
    const text = printEdgeX509(leaf.certificate, { ...settings, edgeCa: edgeCa.certificate });
    const trust = 'trust_bundle_cert = "file:///etc/aziot/certificates/Root_CA.cert.pem"';
    const part = `
[edge_ca]
cert = "file:///etc/aziot/certificates/gateway.ca.full-chain.cert.pem"
pk = "file:///etc/aziot/certificates/gateway.ca.key.pem"
`;
    expect(text.indexOf(trust)).toBeGreaterThan(0);
    expect(text.indexOf(trust)).toBeLessThan(text.indexOf('['));
    expect(text.endsWith(part)).toBe(true);
    const alone = printEdgeX509(edgeCa.certificate, settings);
    expect(alone).toContain(trust);
    expect(alone.endsWith(part)).toBe(true);
  });

  test('names no root that is not known', () => {
    const cut = { ...edgeCa.certificate, chain: [intermediate.certificate.facts] };
    expect(printEdgeX509(cut, settings)).not.toContain('trust_bundle_cert');
  });

  test('never has a certificate renew itself', () => {
    expect(printEdgeX509(primary.certificate, { ...settings, edgeCa: edgeCa.certificate })).not.toContain('auto_renew');
  });

  test('cannot be printed without what it needs', () => {
    const { idScope: _, ...without } = settings;
    expect(() => printEdgeX509(leaf.certificate, without)).toThrow(TypeError);
    expect(() => printEdgeX509(leaf.certificate, { ...settings, edgeProvisioning: 'manual' })).toThrow(TypeError);
  });
});

describe('the environment of a device', () => {
  test('has the names of the samples, and no secret', () => {
    expect(printX509Env(leaf.certificate, settings)).toBe(
      `IOTHUB_DEVICE_SECURITY_TYPE=DPS
IOTHUB_DEVICE_DPS_ENDPOINT=global.azure-devices-provisioning.net
IOTHUB_DEVICE_DPS_ID_SCOPE=0ne00123ABC
IOTHUB_DEVICE_DPS_DEVICE_ID=pump-7
IOTHUB_DEVICE_X509_CERT=/etc/aziot/certificates/pump-7.full-chain.cert.pem
IOTHUB_DEVICE_X509_KEY=/etc/aziot/certificates/pump-7.key.pem
# For the samples in C#, which read a PFX:
# IOTHUB_DEVICE_X509_CERT=/etc/aziot/certificates/pump-7.pfx
# IOTHUB_DEVICE_X509_PASSWORD=
PROVISIONING_HOST=global.azure-devices-provisioning.net
PROVISIONING_IDSCOPE=0ne00123ABC
PROVISIONING_REGISTRATION_ID=pump-7
DPS_X509_REGISTRATION_ID=pump-7
CERTIFICATE_FILE=/etc/aziot/certificates/pump-7.full-chain.cert.pem
KEY_FILE=/etc/aziot/certificates/pump-7.key.pem
X509_CERT_FILE=/etc/aziot/certificates/pump-7.full-chain.cert.pem
X509_KEY_FILE=/etc/aziot/certificates/pump-7.key.pem
# The samples in embedded C read certificate and key from one file: cat /etc/aziot/certificates/pump-7.full-chain.cert.pem /etc/aziot/certificates/pump-7.key.pem > /etc/aziot/certificates/pump-7.store.pem
AZ_IOT_PROVISIONING_ID_SCOPE=0ne00123ABC
AZ_IOT_PROVISIONING_REGISTRATION_ID=pump-7
AZ_IOT_DEVICE_X509_CERT_PEM_FILE_PATH=/etc/aziot/certificates/pump-7.store.pem
`,
    );
  });

  test('has the connection of the hub where that is known', () => {
    const text = printX509Env(primary.certificate, withHub);
    expect(text.startsWith(printX509Env(primary.certificate, settings))).toBe(true);
    expect(text.slice(printX509Env(primary.certificate, settings).length)).toBe(
      `IOTHUB_DEVICE_CONNECTION_STRING='HostName=contoso.azure-devices.net;DeviceId=pump-8;x509=true'
PATH_TO_CERTIFICATE_FILE=/etc/aziot/certificates/pump-8.cert.pem
PATH_TO_KEY_FILE=/etc/aziot/certificates/pump-8.key.pem
HOSTNAME=contoso.azure-devices.net
DEVICE_ID=pump-8
AZ_IOT_HUB_HOSTNAME=contoso.azure-devices.net
AZ_IOT_HUB_DEVICE_ID=pump-8
`,
    );
  });

  test('is refused without an ID scope', () => {
    const { idScope: _, ...without } = settings;
    expect(() => printX509Env(leaf.certificate, without)).toThrow(TypeError);
  });
});

describe('an enrollment for DPS', () => {
  test('of an authority is that of a group', () => {
    expect(JSON.parse(printX509Enrollment(intermediate.certificate, undefined))).toEqual({
      enrollmentGroupId: 'Plant-CA',
      attestation: {
        type: 'x509',
        x509: { signingCertificates: { primary: { certificate: printCertificate(intermediate.certificate.facts) } } },
      },
      provisioningStatus: 'enabled',
    });
  });

  test.each([
    ['primary', () => [primary.certificate, secondary.certificate] as const],
    ['secondary', () => [secondary.certificate, primary.certificate] as const],
  ])('of the %s of a pair has both, each in its place', (_, pair) => {
    expect(JSON.parse(printX509Enrollment(...pair()))).toEqual({
      registrationId: 'pump-8',
      attestation: {
        type: 'x509',
        x509: {
          clientCertificates: {
            primary: { certificate: printCertificate(primary.certificate.facts) },
            secondary: { certificate: printCertificate(secondary.certificate.facts) },
          },
        },
      },
      provisioningStatus: 'enabled',
    });
  });

  test('of one certificate alone has it in the first place', () => {
    const certificates = { primary: { certificate: printCertificate(secondary.certificate.facts) } };
    expect(JSON.parse(printX509Enrollment(secondary.certificate, undefined))).toMatchObject({
      attestation: { x509: { clientCertificates: certificates } },
    });
  });

  test.each([
    ['Contoso Root CA', 'Contoso-Root-CA'],
    ['_Größe: 7_', 'Gr-e-7'],
    ['☂', 'authority'],
    ['', 'authority'],
    [`${'a'.repeat(63)} b`, 'a'.repeat(63)],
  ])('of the authority %j goes by the name %s, which DPS takes', (commonName, name) => {
    expect(makeServiceName(sampleCertificate('root', sampleFacts('a', { commonName })))).toBe(name);
  });
});
