import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import type { WorkbenchServer } from '../support/workbench-server.ts';
import type { ClientIdentity, SdkTransport } from './sdk-process.ts';
import { startSdkService, type SdkService } from './sdk-service.ts';
import { HUB, startX509Cloud, type X509Cloud } from './x509-cloud.ts';

const HUB_CERTIFICATES = '/providers/Microsoft.Devices/IotHubs/workbench-hub/certificates';
const DAY = 86_400_000;

let cloud: X509Cloud;
let server: WorkbenchServer;
let registry: SdkService;
let provisioning: SdkService;

let root: MadeCertificate;
let ca: MadeCertificate;
let spare: MadeCertificate;
let narrow: MadeCertificate;
let unproved: MadeCertificate;
let disabled: MadeCertificate;

beforeAll(async () => {
  cloud = await startX509Cloud();
  ({ server } = cloud);
  [registry, provisioning] = await Promise.all([
    startSdkService('sdk-iothub', cloud.environment),
    startSdkService('sdk-provisioning-service', cloud.environment),
  ]);
  [root, spare, narrow, unproved, disabled] = await Promise.all([
    makeAuthority({ cn: 'Fleet Root' }),
    makeAuthority({ cn: 'Spare Root', key: 'RSA-2048' }),
    makeAuthority({ cn: 'Narrow Root', pathLength: 0 }),
    makeAuthority({ cn: 'Unproved Root' }),
    makeAuthority({ cn: 'Disabled Root' }),
  ]);
  ca = await makeAuthority({ cn: 'Fleet CA', parent: root });
  await cloud.putGroup('fleet', { primary: root, secondary: spare });
  await cloud.putGroup('narrow', { primary: narrow });
  await cloud.putGroup('unproved', { primary: unproved }, false);
  await cloud.putGroup('disabled', { primary: disabled });
  await server.operator('PATCH', '/api/enrollmentGroups/disabled', { enabled: false });
}, 120_000);
afterAll(async () => {
  await Promise.all([registry, provisioning].map((program) => program?.end()));
  await cloud?.end();
});

const base64 = ({ der }: MadeCertificate): string => Buffer.from(der).toString('base64');

/** What a device shows: its own certificate, and those behind it that it sends. */
const show = (leaf: MadeCertificate, ...others: readonly MadeCertificate[]): ClientIdentity => ({
  cert: [leaf, ...others].map(({ certificatePem }) => certificatePem).join(''),
  key: leaf.keyPem,
});

describe.each<SdkTransport | 'Http'>(['Mqtt', 'MqttWs', 'Http'])(
  'the official SDK shows certificates over %s',
  (transport) => {
    const id = (name: string): string => `x509-${transport.toLowerCase()}-${name}`;
    const hubTransport = transport === 'Http' ? 'Mqtt' : transport;

    test('to its group, under the root, and then to the hub, to which it sends telemetry', async () => {
      const device = await cloud.start();
      const identity = show(await makeLeaf({ cn: id('root'), issuer: root }));
      expect(await cloud.register(device, id('root'), identity, transport)).toMatchObject({
        status: 'assigned',
        assignedHub: HUB,
        deviceId: id('root'),
        x509: { enrollmentGroupId: 'fleet' },
      });
      await cloud.connect(device, `DeviceId=${id('root')}`, identity, hubTransport);
      await device.ask({ verb: 'send', body: '{"temperature":21.5}', properties: {} });
      expect(await cloud.telemetryOf(id('root'))).toMatchObject([{ body: { temperature: 21.5 } }]);
      expect((await cloud.attemptsOf(id('root'))).map(({ cause }) => cause)).toEqual([
        'hub-connected-certificate',
        'dps-assigned',
      ]);
      await device.ask({ verb: 'close' });
    });

    test('under an intermediate, which it sends along, and with RSA under the secondary root', async () => {
      const device = await cloud.start();
      const below = show(await makeLeaf({ cn: id('below'), issuer: ca }), ca);
      expect(await cloud.register(device, id('below'), below, transport)).toMatchObject({
        x509: { enrollmentGroupId: 'fleet' },
      });
      const rsa = show(await makeLeaf({ cn: id('rsa'), issuer: spare, key: 'RSA-2048' }));
      expect(await cloud.register(device, id('rsa'), rsa, transport)).toMatchObject({
        x509: { enrollmentGroupId: 'fleet' },
      });
    });

    test('to an enrollment of its own, and rolls over to the secondary certificate', async () => {
      const device = await cloud.start();
      const [primary, secondary] = await Promise.all([makeLeaf({ cn: id('own') }), makeLeaf({ cn: id('own') })]);
      const clientCertificates = {
        primary: { certificate: primary.certificatePem },
        secondary: { certificate: secondary.certificatePem },
      };
      await provisioning.ask({
        connectionString: server.ready.provisioningConnectionString,
        method: 'createOrUpdateIndividualEnrollment',
        args: [{ registrationId: id('own'), attestation: { type: 'x509', x509: { clientCertificates } } }],
      });
      expect(await cloud.register(device, id('own'), show(primary), transport)).toMatchObject({
        status: 'assigned',
        x509: {},
      });
      await cloud.connect(device, `DeviceId=${id('own')}`, show(primary), hubTransport);
      await device.ask({ verb: 'close' });
      await expect(cloud.connect(device, `DeviceId=${id('own')}`, show(secondary), hubTransport)).rejects.toThrow();
      expect((await cloud.attemptsOf(id('own')))[0]).toMatchObject({
        outcome: 'refused',
        cause: 'certificate-thumbprint',
      });
      expect(await cloud.register(device, id('own'), show(secondary), transport)).toMatchObject({ status: 'assigned' });
      await cloud.connect(device, `DeviceId=${id('own')}`, show(secondary), hubTransport);
      await device.ask({ verb: 'close' });
    });

    test.each<[string, string, (cn: string) => Promise<ClientIdentity>]>([
      [
        'expired',
        'certificate-expired',
        async (cn) => show(await makeLeaf({ cn, issuer: root, notAfter: Date.now() - DAY })),
      ],
      [
        'early',
        'certificate-not-yet-valid',
        async (cn) => show(await makeLeaf({ cn, issuer: root, notBefore: Date.now() + DAY })),
      ],
      ['name', 'certificate-name', async () => show(await makeLeaf({ cn: 'somebody', issuer: root }))],
      ['gap', 'certificate-issuer-missing', async (cn) => show(await makeLeaf({ cn, issuer: ca }))],
      [
        'noca',
        'certificate-not-authority',
        async (cn) => {
          const device = await makeAuthority({ cn: 'No CA', parent: root, ca: false });
          return show(await makeLeaf({ cn, issuer: device }), device);
        },
      ],
      [
        'length',
        'certificate-path-length',
        async (cn) => {
          const between = await makeAuthority({ cn: 'Between', parent: narrow });
          return show(await makeLeaf({ cn, issuer: between }), between);
        },
      ],
      [
        'key',
        'certificate-signature',
        async (cn) => show(await makeLeaf({ cn, issuer: await makeAuthority({ cn: 'Fleet Root' }) })),
      ],
      ['unproved', 'certificate-authority-not-verified', async (cn) => show(await makeLeaf({ cn, issuer: unproved }))],
      ['self', 'certificate-self-signed', async (cn) => show(await makeLeaf({ cn }))],
      [
        'unknown',
        'certificate-authority-unknown',
        async (cn) => {
          const stranger = await makeAuthority({ cn: 'Stranger' });
          return show(await makeLeaf({ cn, issuer: stranger }), stranger);
        },
      ],
    ])('is refused with its UnauthorizedError (%s), and the log names the cause', async (name, cause, makeIdentity) => {
      const device = await cloud.start();
      const refused = cloud.register(device, id(name), await makeIdentity(id(name)), transport);
      await expect(refused).rejects.toMatchObject({ name: 'UnauthorizedError' });
      const [attempt, ...more] = await cloud.attemptsOf(id(name));
      expect({ attempt, more }).toMatchObject({ attempt: { outcome: 'refused', cause }, more: [] });
      expect(attempt?.remedy).not.toBe('');
    });

    test('is refused by a group that is disabled', async () => {
      const device = await cloud.start();
      const identity = show(await makeLeaf({ cn: id('disabled'), issuer: disabled }));
      await expect(cloud.register(device, id('disabled'), identity, transport)).rejects.toThrow();
      expect((await cloud.attemptsOf(id('disabled')))[0]).toMatchObject({
        outcome: 'refused',
        cause: 'group-disabled',
      });
    });
  },
);

describe.each<SdkTransport>(['Mqtt', 'MqttWs'])(
  'the official SDK connects over %s to a hub that knows it',
  (transport) => {
    const id = (name: string): string => `hub-${transport.toLowerCase()}-${name}`;
    const put = (device: object): Promise<unknown> =>
      registry.ask({ connectionString: server.ready.serviceConnectionString, registry: 'create', args: [device] });

    test('by a thumbprint', async () => {
      const device = await cloud.start();
      const [leaf, other] = await Promise.all([makeLeaf({ cn: 'anything' }), makeLeaf({ cn: id('print') })]);
      const primaryThumbprint = new X509Certificate(leaf.certificatePem).fingerprint.replaceAll(':', '');
      await put({
        deviceId: id('print'),
        authentication: { type: 'selfSigned', x509Thumbprint: { primaryThumbprint } },
      });
      await cloud.connect(device, `DeviceId=${id('print')}`, show(leaf), transport);
      await device.ask({ verb: 'send', body: '{"a":1}', properties: {} });
      expect(await cloud.telemetryOf(id('print'))).toMatchObject([{ body: { a: 1 } }]);
      await device.ask({ verb: 'close' });
      await expect(cloud.connect(device, `DeviceId=${id('print')}`, show(other), transport)).rejects.toMatchObject({
        name: 'UnauthorizedError',
      });
      expect((await cloud.attemptsOf(id('print')))[0]).toMatchObject({
        outcome: 'refused',
        cause: 'certificate-thumbprint',
      });
    });

    test('by a CA, as soon as that is verified', async () => {
      const device = await cloud.start();
      await put({ deviceId: id('ca'), authentication: { type: 'certificateAuthority' } });
      const hubRoot = await makeAuthority({ cn: `Hub Root ${transport}` });
      const upload = (name: string, isVerified: boolean): Promise<unknown> =>
        server.operator('PUT', `${HUB_CERTIFICATES}/${name}-${transport}`, {
          properties: { certificate: base64(hubRoot), isVerified },
        });
      const identity = show(await makeLeaf({ cn: id('ca'), issuer: hubRoot }));
      await upload('unproved', false);
      await expect(cloud.connect(device, `DeviceId=${id('ca')}`, identity, transport)).rejects.toMatchObject({
        name: 'UnauthorizedError',
      });
      expect((await cloud.attemptsOf(id('ca')))[0]).toMatchObject({ cause: 'certificate-authority-not-verified' });
      await upload('proved', true);
      await cloud.connect(device, `DeviceId=${id('ca')}`, identity, transport);
      await device.ask({ verb: 'send', body: '{"b":2}', properties: {} });
      expect(await cloud.telemetryOf(id('ca'))).toMatchObject([{ body: { b: 2 } }]);
      await device.ask({ verb: 'close' });
      const neighbour = show(await makeLeaf({ cn: id('neighbour'), issuer: hubRoot }));
      await expect(cloud.connect(device, `DeviceId=${id('ca')}`, neighbour, transport)).rejects.toThrow();
      expect((await cloud.attemptsOf(id('ca')))[0]).toMatchObject({ outcome: 'refused', cause: 'certificate-name' });
    });
  },
);
