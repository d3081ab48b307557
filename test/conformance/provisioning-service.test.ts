import { randomBytes, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../support/openssl.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { deriveKey, startSdkDevice, type SdkDevice } from './sdk-process.ts';
import type { ProvisioningRequest } from './sdk-provisioning-service.ts';
import { startSdkService, type SdkService } from './sdk-service.ts';
import { makeTlsFolder } from './tls-folder.ts';

const HUB = 'workbench-hub.azure-devices.net';

let server: WorkbenchServer;
let service: SdkService;
let device: SdkDevice;
beforeAll(async () => {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', '--host', HUB, ...tls);
  const environment = {
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  };
  service = await startSdkService('sdk-provisioning-service', environment);
  device = await startSdkDevice(environment);
});
afterAll(async () => {
  await service?.end();
  await device?.end();
  await server?.stop();
});

type MethodName = Extract<ProvisioningRequest, { method: string }>['method'];
type PagesName = Extract<ProvisioningRequest, { pages: string }>['pages'];

interface Entry {
  readonly etag: string;
  readonly registrationId: string;
}

/** Calls a method of the SDK's client with the owner's connection string. */
async function call(method: MethodName, ...args: readonly unknown[]): Promise<Entry & Record<string, unknown>> {
  const connectionString = server.ready.provisioningConnectionString;
  return (await service.ask({ connectionString, method, args })) as Entry & Record<string, unknown>;
}

async function pages(name: PagesName, ...args: readonly unknown[]): Promise<readonly (readonly Entry[])[]> {
  const connectionString = server.ready.provisioningConnectionString;
  return (await service.ask({ connectionString, pages: name, args })) as readonly (readonly Entry[])[];
}

const newKey = (): string => randomBytes(64).toString('base64');
const attest = (primaryKey: string, secondaryKey: string): object => ({
  attestation: { type: 'symmetricKey', symmetricKey: { primaryKey, secondaryKey } },
});

/** Registers a device with Microsoft's own device package. */
function register(registrationId: string, key: string): Promise<unknown> {
  const { idScope } = server.ready;
  const host = 'global.azure-devices-provisioning.net';
  return device.ask({ verb: 'register', host, idScope, registrationId, key, transport: 'Mqtt', payload: {} });
}

test('the SDK makes, reads, changes and deletes an individual enrollment', async () => {
  const [primary, secondary] = [newKey(), newKey()];
  const enrollment = { registrationId: 'ps-one', deviceId: 'ps-device', ...attest(primary, secondary) };
  const made = await call('createOrUpdateIndividualEnrollment', enrollment);
  expect(made).toMatchObject({ registrationId: 'ps-one', deviceId: 'ps-device', provisioningStatus: 'enabled' });
  expect(await call('getIndividualEnrollment', 'ps-one')).toEqual(made);
  expect(await call('getIndividualEnrollmentAttestationMechanism', 'ps-one')).toEqual(
    attestationOf(attest(primary, secondary)),
  );

  // The SDK sends the etag of the body back as it came.
  const changed = await call('createOrUpdateIndividualEnrollment', { ...made, provisioningStatus: 'disabled' });
  expect(changed['provisioningStatus']).toBe('disabled');
  await expect(call('createOrUpdateIndividualEnrollment', made)).rejects.toMatchObject({ name: 'InvalidEtagError' });
  await expect(call('deleteIndividualEnrollment', made)).rejects.toMatchObject({ name: 'InvalidEtagError' });
  await expect(call('createOrUpdateIndividualEnrollment', enrollment)).rejects.toMatchObject({
    name: 'DeviceAlreadyExistsError',
  });
  await call('deleteIndividualEnrollment', 'ps-one', changed.etag);
  await expect(call('getIndividualEnrollment', 'ps-one')).rejects.toMatchObject({ message: 'Not found' });
});

const attestationOf = (body: object): unknown => (body as { attestation: unknown }).attestation;

test('a device registers by the enrollment that the SDK made, whose key wins over the group’s', async () => {
  const [primary, secondary] = [newKey(), newKey()];
  await call('createOrUpdateIndividualEnrollment', {
    registrationId: 'ps-device-1',
    deviceId: 'ps-pump-1',
    ...attest(primary, secondary),
  });
  const groupKey = server.ready.enrollmentGroups[0]?.primaryKey ?? '';
  for (const wrong of [newKey(), deriveKey(groupKey, 'ps-device-1')]) {
    await expect(register('ps-device-1', wrong)).rejects.toMatchObject({ name: 'UnauthorizedError' });
  }
  for (const right of [primary, secondary]) {
    expect(await register('ps-device-1', right)).toMatchObject({
      status: 'assigned',
      deviceId: 'ps-pump-1',
      assignedHub: HUB,
    });
  }
  const connectionString = `HostName=${HUB};DeviceId=ps-pump-1;SharedAccessKey=${primary}`;
  await device.ask({ verb: 'connect', connectionString, transport: 'Mqtt' });
  await device.ask({ verb: 'close' });
  expect(await call('getDeviceRegistrationState', 'ps-device-1')).toMatchObject({
    registrationId: 'ps-device-1',
    deviceId: 'ps-pump-1',
    status: 'assigned',
    assignedHub: HUB,
  });
  const enrollment = await call('getIndividualEnrollment', 'ps-device-1');
  expect(enrollment['registrationState']).toMatchObject({ status: 'assigned', deviceId: 'ps-pump-1' });
});

test('keys that are left empty are generated, and a device registers with them', async () => {
  await call('createOrUpdateIndividualEnrollment', { registrationId: 'ps-generated', ...attest('', '') });
  const { symmetricKey } = await call('getIndividualEnrollmentAttestationMechanism', 'ps-generated');
  const { primaryKey } = symmetricKey as { primaryKey: string };
  expect(Buffer.from(primaryKey, 'base64')).toHaveLength(64);
  expect(await register('ps-generated', primaryKey)).toMatchObject({ status: 'assigned' });
});

test('a device of a disabled enrollment is refused, and let in when the enrollment is enabled', async () => {
  const key = newKey();
  const enrollment = { registrationId: 'ps-disabled', provisioningStatus: 'disabled', ...attest(key, newKey()) };
  const made = await call('createOrUpdateIndividualEnrollment', enrollment);
  await expect(register('ps-disabled', key)).rejects.toThrow();
  const { etag } = made;
  await call('createOrUpdateIndividualEnrollment', { ...enrollment, etag, provisioningStatus: 'enabled' });
  expect(await register('ps-disabled', key)).toMatchObject({ status: 'assigned' });
});

test('a group is made, its devices register by derived keys, and their registrations are found and deleted', async () => {
  const groupKey = newKey();
  const made = await call('createOrUpdateEnrollmentGroup', {
    enrollmentGroupId: 'ps-plant',
    ...attest(groupKey, newKey()),
  });
  expect(await call('getEnrollmentGroup', 'ps-plant')).toEqual(made);
  expect(await call('getEnrollmentGroupAttestationMechanism', 'ps-plant')).toMatchObject({
    type: 'symmetricKey',
    symmetricKey: { primaryKey: groupKey },
  });
  for (const id of ['ps-plant-1', 'ps-plant-2']) {
    expect(await register(id, deriveKey(groupKey, id))).toMatchObject({
      status: 'assigned',
      symmetricKey: { enrollmentGroupId: 'ps-plant' },
    });
  }
  const found = await pages('createEnrollmentGroupDeviceRegistrationStateQuery', { query: '*' }, 'ps-plant', 1);
  expect(found).toMatchObject([[{ registrationId: 'ps-plant-1' }], [{ registrationId: 'ps-plant-2' }]]);

  await call('deleteDeviceRegistrationState', found[0]?.[0]);
  await expect(call('getDeviceRegistrationState', 'ps-plant-1')).rejects.toMatchObject({ message: 'Not found' });
  const disabled = await call('createOrUpdateEnrollmentGroup', { ...made, provisioningStatus: 'disabled' });
  await expect(register('ps-plant-1', deriveKey(groupKey, 'ps-plant-1'))).rejects.toThrow();
  await call('deleteEnrollmentGroup', disabled);
  await expect(register('ps-plant-1', deriveKey(groupKey, 'ps-plant-1'))).rejects.toMatchObject({
    name: 'UnauthorizedError',
  });
  await expect(call('getEnrollmentGroup', 'ps-plant')).rejects.toMatchObject({ message: 'Not found' });
});

test('a bulk operation makes ten enrollments, a query finds them page by page, and a second one deletes them', async () => {
  const ids = Array.from({ length: 10 }, (_id, at) => `ps-bulk-${at}`);
  const enrollments = ids.map((registrationId) => ({ registrationId, ...attest(newKey(), newKey()) }));
  const all = { isSuccessful: true, errors: [] };
  expect(await call('runBulkEnrollmentOperation', { mode: 'create', enrollments })).toEqual(all);
  expect(await call('runBulkEnrollmentOperation', { mode: 'create', enrollments })).toMatchObject({
    isSuccessful: false,
    errors: ids.map((registrationId) => ({ registrationId, errorCode: 409000 })),
  });
  const found = await pages('createIndividualEnrollmentQuery', { query: '*' }, 4);
  expect(found.slice(0, -1).every((page) => page.length === 4)).toBe(true);
  const names = found.flat().map(({ registrationId }) => registrationId);
  expect(names.filter((name) => name.startsWith('ps-bulk-'))).toEqual(ids);
  expect(new Set(names).size).toBe(names.length);
  expect(await call('runBulkEnrollmentOperation', { mode: 'delete', enrollments })).toEqual(all);
  await expect(call('getIndividualEnrollment', 'ps-bulk-0')).rejects.toMatchObject({ message: 'Not found' });
  const groups = await pages('createEnrollmentGroupQuery', { query: '*' }, 1);
  expect(groups.length).toBeGreaterThanOrEqual(2);
});

const attestX509 = (x509: object): object => ({ attestation: { type: 'x509', x509 } });
const pem = ({ certificatePem }: MadeCertificate): object => ({ certificate: certificatePem });

/** What a certificate says, by Node's own reader. */
function infoOf({ certificatePem }: MadeCertificate): object {
  const read = new X509Certificate(certificatePem);
  return {
    info: {
      subjectName: read.subject,
      issuerName: read.issuer,
      sha1Thumbprint: read.fingerprint.replaceAll(':', ''),
      sha256Thumbprint: read.fingerprint256.replaceAll(':', ''),
      serialNumber: read.serialNumber,
      version: 3,
      notBeforeUtc: '2020-01-01T00:00:00Z',
      notAfterUtc: '2049-01-01T00:00:00Z',
    },
  };
}

test('the SDK makes an individual enrollment with certificates, and changes it by what it read', async () => {
  const primary = await makeLeaf({ cn: 'ps-certificate' });
  const secondary = await makeLeaf({ cn: 'ps-certificate', key: 'RSA-2048' });
  const der = { certificate: Buffer.from(secondary.der).toString('base64') };
  const made = await call('createOrUpdateIndividualEnrollment', {
    registrationId: 'ps-certificate',
    ...attestX509({ clientCertificates: { primary: pem(primary), secondary: der } }),
  });
  const attestation = attestationOf(
    attestX509({ clientCertificates: { primary: infoOf(primary), secondary: infoOf(secondary) } }),
  );
  expect(made['attestation']).toEqual(attestation);
  expect(await call('getIndividualEnrollment', 'ps-certificate')).toEqual(made);
  expect(await call('getIndividualEnrollmentAttestationMechanism', 'ps-certificate')).toEqual(attestation);
  const changed = await call('createOrUpdateIndividualEnrollment', { ...made, provisioningStatus: 'disabled' });
  expect(changed).toMatchObject({ provisioningStatus: 'disabled', attestation });
  const found = await pages('createIndividualEnrollmentQuery', { query: '*' }, 100);
  expect(found.flat()).toContainEqual(changed);
});

test('the SDK makes groups with signing certificates, which no other group may have', async () => {
  const root = await makeAuthority({ cn: 'ps-root', key: 'P-384' });
  const sub = await makeAuthority({ cn: 'ps-sub', parent: root });
  const group = (enrollmentGroupId: string, x509: object): Promise<Record<string, unknown>> =>
    call('createOrUpdateEnrollmentGroup', { enrollmentGroupId, ...attestX509(x509) });
  const made = await group('ps-signed', { signingCertificates: { primary: pem(root), secondary: pem(sub) } });
  const attestation = attestationOf(
    attestX509({ signingCertificates: { primary: infoOf(root), secondary: infoOf(sub) } }),
  );
  expect(made['attestation']).toEqual(attestation);
  expect(await call('getEnrollmentGroup', 'ps-signed')).toEqual(made);
  expect(await call('getEnrollmentGroupAttestationMechanism', 'ps-signed')).toEqual(attestation);
  await expect(group('ps-signed-2', { signingCertificates: { primary: pem(sub) } })).rejects.toMatchObject({
    name: 'DeviceAlreadyExistsError',
  });
  const leaf = await makeLeaf({ cn: 'ps-leaf', issuer: root });
  await expect(group('ps-signed-2', { signingCertificates: { primary: pem(leaf) } })).rejects.toMatchObject({
    name: 'ArgumentError',
    message: expect.stringContaining('may not sign others'),
  });
});

test('a group refers to a CA certificate that was uploaded and proved beside the SDK', async () => {
  const root = await makeAuthority({ cn: 'ps-ca' });
  const ask = async (method: string, verb: string, etag?: string, body?: object) => {
    const url = `${server.origin}/certificates/ps-ca${verb}`;
    const headers = { authorization: server.ready.operatorToken, ...(etag === undefined ? {} : { 'if-match': etag }) };
    const answer = await fetch(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    expect(answer.ok).toBe(true);
    return (await answer.json()) as { etag: string; properties: { verificationCode: string; isVerified: boolean } };
  };
  const file = ({ certificatePem }: MadeCertificate): string => Buffer.from(certificatePem).toString('base64');
  const { etag } = await ask('PUT', '', undefined, { properties: { certificate: file(root) } });
  const generated = await ask('POST', '/generateVerificationCode', etag);
  const proof = await makeLeaf({ cn: generated.properties.verificationCode, issuer: root });
  const verified = await ask('POST', '/verify', generated.etag, { certificate: file(proof) });
  expect(verified.properties.isVerified).toBe(true);
  const references = attestX509({ caReferences: { primary: 'ps-ca' } });
  const made = await call('createOrUpdateEnrollmentGroup', { enrollmentGroupId: 'ps-referring', ...references });
  expect(made['attestation']).toEqual(attestationOf(references));
});

test('what is not served yet is refused in words, with the SDK’s ArgumentError', async () => {
  const attestation = { type: 'tpm', tpm: { endorsementKey: 'AAAA' } };
  const asked = call('createOrUpdateIndividualEnrollment', { registrationId: 'ps-tpm', attestation });
  await expect(asked).rejects.toMatchObject({ name: 'ArgumentError', message: expect.stringContaining('tpm') });
});

test.each([
  ['another key', (string: string) => string.replace(/SharedAccessKey=.*$/, `SharedAccessKey=${newKey()}`)],
  ['the policy of the hub', () => server.ready.serviceConnectionString],
  ['a policy that is not there', (string: string) => string.replace('provisioningserviceowner', 'nobody')],
])('%s is refused with the SDK’s UnauthorizedError', async (_name, spoil) => {
  const connectionString = spoil(server.ready.provisioningConnectionString);
  const asked = service.ask({ connectionString, method: 'getEnrollmentGroup', args: ['SAS-IoT-Devices'] });
  await expect(asked).rejects.toMatchObject({ name: 'UnauthorizedError' });
});

test('the owner’s connection string works with the name of a DPS in the place of the hub’s', async () => {
  const connectionString = server.ready.provisioningConnectionString.replace(
    HUB,
    'my-dps.azure-devices-provisioning.net',
  );
  const asked = service.ask({ connectionString, method: 'getEnrollmentGroup', args: ['SAS-IoT-Devices'] });
  expect(await asked).toMatchObject({ enrollmentGroupId: 'SAS-IoT-Devices' });
});
