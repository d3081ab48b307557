import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { deriveKey, startSdkDevice, type SdkDevice } from './sdk-process.ts';
import { makeTlsFolder } from './tls-folder.ts';

const GLOBAL_DPS = 'global.azure-devices-provisioning.net';
const HUB = 'workbench-hub.azure-devices.net';
const MODEL = 'dtmi:com:example:Thermostat;1';

let server: WorkbenchServer;
let device: SdkDevice;
beforeAll(async () => {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', '--host', HUB, ...tls);
  device = await startSdkDevice({
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  });
});
afterAll(async () => {
  await device?.end();
  await server?.stop();
});

const groupKey = (): string => server.ready.enrollmentGroups[0]?.primaryKey ?? '';

/** Registers with Microsoft's own azure-iot-provisioning-device-http. */
function register(registrationId: string, key = deriveKey(groupKey(), registrationId)): Promise<unknown> {
  const { idScope } = server.ready;
  const payload = { modelId: MODEL };
  return device.ask({ verb: 'register', host: GLOBAL_DPS, idScope, registrationId, key, transport: 'Http', payload });
}

async function newestAttempt(identity: string): Promise<unknown> {
  const { body } = await server.operator('GET', '/_emu/attempts?top=200');
  return (body as { value: { identity: string }[] }).value.find((attempt) => attempt.identity === identity);
}

test('the official SDK registers over HTTPS by its group, and connects to the hub it is told', async () => {
  const key = deriveKey(groupKey(), 'http-group');
  expect(await register('http-group')).toMatchObject({
    status: 'assigned',
    substatus: 'initialAssignment',
    registrationId: 'http-group',
    deviceId: 'http-group',
    assignedHub: HUB,
    symmetricKey: { enrollmentGroupId: 'SAS-IoT-Devices' },
  });
  expect(await newestAttempt('http-group')).toMatchObject({ outcome: 'accepted', road: 'http' });
  const connectionString = `HostName=${HUB};DeviceId=http-group;SharedAccessKey=${key}`;
  await device.ask({ verb: 'connect', connectionString, transport: 'Mqtt' });
  expect((await server.operator('GET', '/_emu/devices/http-group')).body).toMatchObject({
    connected: true,
    modelId: MODEL,
  });
  await device.ask({ verb: 'close' });
});

test('it registers again and is told so', async () => {
  await register('http-again');
  expect(await register('http-again')).toMatchObject({ substatus: 'reprovisionedToInitialAssignment' });
});

test('it registers by its individual enrollment, and no longer by its group', async () => {
  const key = randomBytes(64).toString('base64');
  await server.operator('PUT', '/api/devices/http-individual', {});
  const attestation = { type: 'symmetricKey', symmetricKey: { primaryKey: key, secondaryKey: key } };
  const put = await server.operator('PUT', '/api/devices/http-individual/attestation', attestation);
  expect(put.status).toBe(200);
  expect(await register('http-individual', key)).toMatchObject({ status: 'assigned', symmetricKey: {} });
  await expect(register('http-individual')).rejects.toMatchObject({ name: 'UnauthorizedError' });
});

test('it is refused with its UnauthorizedError for a wrong key, and the log names the true cause', async () => {
  await expect(register('http-wrong', randomBytes(32).toString('base64'))).rejects.toMatchObject({
    name: 'UnauthorizedError',
  });
  expect(await newestAttempt('http-wrong')).toMatchObject({
    outcome: 'refused',
    code: 401002,
    cause: 'wrong-key',
    road: 'http',
    remote: expect.stringMatching(/127\.0\.0\.1|::1/),
  });
  await expect(register('http-wrong', groupKey())).rejects.toMatchObject({ name: 'UnauthorizedError' });
  expect(await newestAttempt('http-wrong')).toMatchObject({ cause: 'group-key-as-device-key' });
});

test('it fails with its own error when it is blocked', async () => {
  await register('http-blocked');
  await server.operator('POST', '/_emu/devices/http-blocked/block');
  await expect(register('http-blocked')).rejects.toMatchObject({ name: 'ProvisioningRegistrationFailedError' });
  expect(await newestAttempt('http-blocked')).toMatchObject({ cause: 'device-blocked', code: 400209 });
});
