import { connect as connectMqtt } from 'mqtt';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/system-clock';
import type { CertificateOutput } from '#core/certificate-export/certificate-output';
import { inspect } from '#core/inspect/inspect';
import type { AzureCheck } from '#core/inspect/inspection';
import type { AzureCheckReason } from '#core/inspect/azure-check-facts';
import { createTestCertificateMaker, type SetClock, type TestCertificateMaker } from '../support/certificate-makers.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import type { ClientIdentity, SdkDevice } from './sdk-process.ts';
import { startSdkService, type SdkService } from './sdk-service.ts';
import { HUB, startX509Cloud, type X509Cloud } from './x509-cloud.ts';

/** What our engine makes is shown by the official SDK over MQTT, and judged by `inspect` before. */

const DAY_MS = 86_400_000;
const NOW = Math.floor(Date.now() / 1000) * 1000;
/** From yesterday on. */
const forDays = (days: number) => ({ notBefore: NOW - DAY_MS, notAfter: NOW + days * DAY_MS });
const settings = { dpsHost: 'global.azure-devices-provisioning.net', directory: '/certs' };

let cloud: X509Cloud;
let provisioning: SdkService;
let registry: SdkService;
let maker: TestCertificateMaker;
let device: SdkDevice;

/** The ids of authorities that the maker keeps; DPS knows all of them but `plant`, which is below the root. */
let root: string;
let plant: string;
let line: string;
let narrow: string;

beforeAll(async () => {
  cloud = await startX509Cloud();
  [provisioning, registry, device] = await Promise.all([
    startSdkService('sdk-provisioning-service', cloud.environment),
    startSdkService('sdk-iothub', cloud.environment),
    cloud.start(),
  ]);
  maker = createTestCertificateMaker({ clock: createSystemClock() as SetClock });
  root = await keepAuthority({ commonName: 'Fleet Root' });
  plant = await keepAuthority({ commonName: 'Plant CA', authorityId: root });
  line = await keepAuthority({
    commonName: 'Line CA',
    authorityId: await keepAuthority({ commonName: 'Unknown Root' }),
  });
  narrow = await keepAuthority({ commonName: 'Narrow Root', pathLength: 0 });
  for (const id of [root, line, narrow]) await enroll('createOrUpdateEnrollmentGroup', id);
}, 120_000);
afterAll(async () => {
  await Promise.all([provisioning, registry].map((program) => program?.end()));
  await cloud?.end();
});

/** Makes an authority, good for years on both sides of today, so that what it issues may have ended or not begun. */
function keepAuthority(wish: { commonName: string; authorityId?: string; pathLength?: number }): Promise<string> {
  const { commonName, authorityId, pathLength } = wish;
  const validity = { notBefore: NOW - 1000 * DAY_MS, notAfter: NOW + 1000 * DAY_MS };
  const plan = { profile: 'azure', keyKind: 'P-256', validity, keyPlace: 'vault-exportable' } as const;
  return maker.makeAuthority({ ...plan, commonName, authorityId, pathLength });
}

/** Gives DPS the enrollment that is saved of a certificate, in the place of another one; gives its etag. */
async function enroll(method: string, id: string, etag?: string): Promise<string> {
  const enrollment = JSON.parse(await save(id, 'enrollment')) as object;
  const { provisioningConnectionString: connectionString } = cloud.server.ready;
  const args = [{ ...enrollment, ...(etag !== undefined && { etag }) }];
  return ((await provisioning.ask({ connectionString, method, args })) as { etag: string }).etag;
}

async function save(id: string, output: CertificateOutput): Promise<string> {
  return (await maker.output(id, output, settings)).content as string;
}

/** Makes a device's certificate; gives its id. */
function make(name: string, authorityId: string, validity = forDays(30)): Promise<string> {
  const plan = { profile: 'azure', keyKind: 'P-256', validity, keyPlace: 'vault-exportable' } as const;
  return maker.makeDevice({ role: name.includes('/') ? 'module' : 'device', name, authorityId, ...plan });
}

/** What a device shows that has the files of a certificate. */
async function show(id: string, chain: CertificateOutput = 'full-chain'): Promise<ClientIdentity> {
  return { cert: await save(id, chain), key: await save(id, 'key') };
}

const register = (id: string, identity: ClientIdentity): Promise<unknown> =>
  cloud.register(device, id, identity, 'Mqtt');

/** Gives the reasons of Azure's checks that failed for what a device shows, with further files at hand. */
async function findFailures(
  identity: ClientIdentity,
  deviceId: string,
  others: readonly string[] = [],
): Promise<readonly AzureCheckReason[]> {
  const parts = [identity.cert, identity.key, ...others].map((content) => ({ name: undefined, content }));
  const { checks, findings } = await inspect(crypto.subtle, { parts, deviceId, at: Date.now() });
  expect(findings).toEqual([]);
  return checks.filter(({ result }: AzureCheck) => result === 'failed').map(({ reason }) => reason);
}

describe('the local cloud takes what the engine makes, in which inspect finds nothing wrong:', () => {
  test.each([
    ['a leaf under the root', () => root, 'fleet-root'],
    ['a leaf under an intermediate', () => plant, 'plant-ca'],
    ['a leaf under an intermediate whose root nobody told of', () => line, 'line-ca'],
  ])('%s, by a group', async (_case, authority, name) => {
    const identity = await show(await make(name, authority()));
    expect(await findFailures(identity, name)).toEqual([]);
    expect(await register(name, identity)).toMatchObject({ status: 'assigned', assignedHub: HUB, deviceId: name });
    await cloud.connect(device, `DeviceId=${name}`, identity, 'Mqtt');
    await device.ask({ verb: 'send', body: '{"temperature":21.5}', properties: {} });
    await device.ask({ verb: 'close' });
    expect(await cloud.telemetryOf(name)).toMatchObject([{ body: { temperature: 21.5 } }]);
    expect((await cloud.attemptsOf(name)).map(({ cause }) => cause)).toEqual([
      'hub-connected-certificate',
      'dps-assigned',
    ]);
  });

  test('a pair, by its own enrollment, and rolls through the secondary one', async () => {
    const name = 'own-pair';
    const plan = { profile: 'azure', keyKind: 'P-256', keyPlace: 'vault-exportable' } as const;
    const validity = { primary: forDays(30), secondary: forDays(45) };
    const ids = await maker.makePair({ deviceId: name, validity, ...plan });
    const etag = await enroll('createOrUpdateIndividualEnrollment', ids[0]);
    const [primary, secondary] = [await show(ids[0], 'certificate-pem'), await show(ids[1], 'certificate-pem')];
    for (const one of [primary, secondary]) expect(await findFailures(one, name)).toEqual([]);
    expect(await register(name, primary)).toMatchObject({ status: 'assigned' });
    await cloud.connect(device, `DeviceId=${name}`, primary, 'Mqtt');
    await device.ask({ verb: 'close' });
    await expect(cloud.connect(device, `DeviceId=${name}`, secondary, 'Mqtt')).rejects.toThrow();
    expect((await cloud.attemptsOf(name))[0]).toMatchObject({ outcome: 'refused', cause: 'certificate-thumbprint' });
    expect(await register(name, secondary)).toMatchObject({ status: 'assigned' });
    await cloud.connect(device, `DeviceId=${name}`, secondary, 'Mqtt');
    await device.ask({ verb: 'close' });
    // What replaces the primary one goes into its place, while the device is up with the other.
    const renewed = await maker.renew({ id: ids[0], key: 'new', validity: forDays(60) });
    await enroll('createOrUpdateIndividualEnrollment', renewed, etag);
    expect(await register(name, await show(renewed, 'certificate-pem'))).toMatchObject({ status: 'assigned' });
    await expect(register(name, primary)).rejects.toMatchObject({ name: 'UnauthorizedError' });
  });

  /** The SDK for Node has no certificates for modules, so that a plain MQTT client shows this one. */
  test('a module, by the authority that its hub knows', async () => {
    const authentication = { type: 'certificateAuthority' };
    const { serviceConnectionString: connectionString } = cloud.server.ready;
    await registry.ask({ connectionString, registry: 'create', args: [{ deviceId: 'pump', authentication }] });
    const module = { deviceId: 'pump', moduleId: 'filter', authentication };
    await registry.ask({ connectionString, registry: 'addModule', args: [module] });
    const certificate = Buffer.from(await save(root, 'certificate-pem')).toString('base64');
    const upload = '/providers/Microsoft.Devices/IotHubs/workbench-hub/certificates/fleet-root';
    await cloud.server.operator('PUT', upload, { properties: { certificate, isVerified: true } });
    const identity = await show(await make('pump/filter', root));
    expect(await findFailures(identity, 'pump')).toEqual([]);
    const client = connectMqtt({
      protocol: 'mqtts',
      host: '127.0.0.1',
      servername: HUB,
      port: cloud.server.ready.ports.mqtts ?? 0,
      ca: readFileSync(cloud.server.ready.ca ?? ''),
      ...identity,
      clientId: 'pump/filter',
      username: `${HUB}/pump/filter/?api-version=2021-04-12`,
      reconnectPeriod: 0,
    });
    try {
      await new Promise((resolve, reject) => client.once('connect', resolve).once('error', reject));
      expect((await cloud.attemptsOf('pump/filter'))[0]).toMatchObject({ cause: 'hub-connected-certificate' });
    } finally {
      await client.endAsync(true);
    }
  });

  test('the proof that somebody has the key of an authority', async () => {
    const authority = await keepAuthority({ commonName: 'Proven Root' });
    await cloud.putGroup('proven', { primary: await lend(authority) }, false);
    const path = '/api/enrollmentGroups/proven/certificates/primary';
    const { body } = await cloud.server.operator('POST', `${path}/generateVerificationCode`);
    const { verificationCode } = body as { verificationCode: string };
    const proof = await maker.prove(authority, verificationCode);
    const answer = { certificate: Buffer.from(proof.pem).toString('base64') };
    expect((await cloud.server.operator('POST', `${path}/verify`, answer)).status).toBe(204);
    expect(await register('proven-1', await show(await make('proven-1', authority)))).toMatchObject({
      status: 'assigned',
    });
  });
});

/** An authority of ours as openssl signs with it, for what our engine refuses to sign. */
async function lend(id: string): Promise<MadeCertificate> {
  const [certificatePem, keyPem] = [await save(id, 'certificate-pem'), await save(id, 'key')];
  const content = (await maker.output(id, 'certificate-der', settings)).content as Uint8Array<ArrayBuffer>;
  return { certificatePem, keyPem, der: content, chain: [content], chainPem: certificatePem };
}

/** What is wrong, and with which other files at hand it is seen. */
interface Refused {
  readonly identity: ClientIdentity;
  readonly others?: readonly string[];
}

const REFUSED: readonly (readonly [
  what: string,
  cause: string,
  reason: AzureCheckReason,
  make: (id: string) => Promise<Refused>,
])[] = [
  [
    'expired',
    'certificate-expired',
    'dates/expired',
    async (id) => {
      const validity = { notBefore: NOW - 30 * DAY_MS, notAfter: NOW - DAY_MS };
      return { identity: await show(await make(id, root, validity)) };
    },
  ],
  [
    'not yet valid',
    'certificate-not-yet-valid',
    'dates/not-yet-valid',
    async (id) => {
      const validity = { notBefore: NOW + DAY_MS, notAfter: NOW + 30 * DAY_MS };
      return { identity: await show(await make(id, root, validity)) };
    },
  ],
  [
    'of another name',
    'certificate-name',
    'common-name/other-device',
    async () => ({ identity: await show(await make('somebody', root)) }),
  ],
  [
    'without its intermediate',
    'certificate-issuer-missing',
    'chain-complete/gap',
    async (id) => ({
      identity: await show(await make(id, plant), 'certificate-pem'),
      others: [await save(root, 'certificate-pem')],
    }),
  ],
  [
    'of an issuer that is no authority',
    'certificate-not-authority',
    'authority-flags/not-authority',
    async (id) => {
      const issuer = await makeAuthority({ cn: 'No CA', parent: await lend(root), ca: false });
      const kept = await maker.importCertificate({ parts: [issuer.chainPem, issuer.keyPem] }, 'vault');
      await expect(make(id, kept)).rejects.toMatchObject({ code: 'certificate/issuer-not-authority' });
      const leaf = await makeLeaf({ cn: id, issuer });
      return { identity: { cert: leaf.chainPem, key: leaf.keyPem } };
    },
  ],
  [
    'below more authorities than the root allows',
    'certificate-path-length',
    'authority-flags/path-length',
    async (id) => {
      const refused = keepAuthority({ commonName: 'Between', authorityId: narrow });
      await expect(refused).rejects.toMatchObject({ code: 'certificate/issuer-path-length' });
      const between = await makeAuthority({ cn: 'Between', parent: await lend(narrow) });
      const parts = [between.chainPem, between.keyPem];
      return { identity: await show(await make(id, await maker.importCertificate({ parts }, 'vault'))) };
    },
  ],
  [
    'signed by another key under the same name',
    'certificate-signature',
    'chain-holds/signature',
    async (id) => {
      const namesake = await keepAuthority({ commonName: 'Fleet Root' });
      return {
        identity: await show(await make(id, namesake), 'certificate-pem'),
        others: [await save(root, 'certificate-pem')],
      };
    },
  ],
];

describe('the local cloud refuses, and inspect says why before anything connects:', () => {
  const told = new Map<string, string>();

  test.each(REFUSED)('a certificate that is %s (%s)', async (what, cause, reason, makeRefused) => {
    const id = what.replaceAll(' ', '-');
    const { identity, others } = await makeRefused(id);
    expect(await findFailures(identity, id, others)).toEqual([reason]);
    await expect(register(id, identity)).rejects.toMatchObject({ name: 'UnauthorizedError' });
    const [attempt, ...more] = await cloud.attemptsOf(id);
    expect({ attempt, more }).toMatchObject({ attempt: { outcome: 'refused', cause }, more: [] });
    told.set(cause, `${attempt?.reason} ${attempt?.remedy}`);
  });

  test('each in words of its own', () => {
    expect(new Set(told.values()).size).toBe(REFUSED.length);
  });

  test('a certificate with the private key of another, with which no device gets as far as the cloud', async () => {
    const [one, other] = [await show(await make('key-1', root)), await show(await make('key-2', root))];
    const mixed = { cert: one.cert, key: other.key };
    expect(await findFailures(mixed, 'key-1')).toEqual(['key-matches/other-key']);
    await expect(register('key-1', mixed)).rejects.toThrow();
    expect(await cloud.attemptsOf('key-1')).toEqual([]);
  });
});
