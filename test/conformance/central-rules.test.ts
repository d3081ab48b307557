import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { makeTlsFolder } from './tls-folder.ts';
import { deriveKey, startSdkDevice, type SdkDevice, type SdkTransport } from './sdk-process.ts';

const GLOBAL_DPS = 'global.azure-devices-provisioning.net';
const HUB = 'rules-hub.azure-devices.net';

let server: WorkbenchServer;
let environment: Record<string, string>;
const devices: SdkDevice[] = [];

beforeAll(async () => {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', '--host', HUB, ...tls);
  environment = {
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  };
});
afterAll(async () => {
  await Promise.all(devices.map((device) => device.end()));
  await server?.stop();
});

async function start(): Promise<SdkDevice> {
  const device = await startSdkDevice(environment);
  devices.push(device);
  return device;
}

/** Registers to the end; rejects with the SDK's own error. */
function register(device: SdkDevice, transport: SdkTransport, registrationId: string, key: string): Promise<unknown> {
  const { idScope } = server.ready;
  return device.ask({ verb: 'register', host: GLOBAL_DPS, idScope, registrationId, key, transport, payload: {} });
}

function connect(device: SdkDevice, transport: SdkTransport, id: string, key: string): Promise<unknown> {
  const connectionString = `HostName=${HUB};DeviceId=${id};SharedAccessKey=${key}`;
  return device.ask({ verb: 'connect', connectionString, transport });
}

async function operator(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await server.operator(method, path, body);
  expect(answer.status).toBeLessThan(300);
  return answer.body as Record<string, unknown>;
}

/** Makes a group and gives its primary key. */
async function makeGroup(id: string): Promise<string> {
  const body = { displayName: id, type: 'iot', attestation: { type: 'symmetricKey' } };
  const { attestation } = await operator('PUT', `/api/enrollmentGroups/${id}`, body);
  return (attestation as { symmetricKey: { primaryKey: string } }).symmetricKey.primaryKey;
}

describe.concurrent.each<SdkTransport>(['Mqtt', 'MqttWs'])('the official SDK over %s', (transport) => {
  const name = (word: string): string => `rules-${transport.toLowerCase()}-${word}`;

  test('waits for an approval that its group asks for, and is let in when it tries again', async () => {
    const group = name('approval');
    const id = name('new');
    const key = deriveKey(await makeGroup(group), id);
    await operator('PATCH', `/_emu/enrollmentGroups/${group}`, { autoApprove: false });
    const device = await start();
    await expect(register(device, transport, id, key)).rejects.toThrow('registration failed');
    expect(await operator('GET', `/_emu/devices/${id}`)).toMatchObject({ status: 'waiting' });
    await operator('POST', `/_emu/devices/${id}/approve`);
    expect(await register(device, transport, id, key)).toMatchObject({ status: 'assigned', deviceId: id });
    await connect(device, transport, id, key);
  });

  test('is disconnected by a block, kept out of DPS and hub, and let in when the block is taken away', async () => {
    const id = name('blocked');
    const key = deriveKey(server.ready.enrollmentGroups[0]?.primaryKey ?? '', id);
    const device = await start();
    await register(device, transport, id, key);
    await connect(device, transport, id, key);
    await operator('POST', `/_emu/devices/${id}/block`);
    await device.next('disconnect');
    await expect(register(device, transport, id, key)).rejects.toThrow('registration failed');
    await expect(connect(device, transport, id, key)).rejects.toMatchObject({ name: 'UnauthorizedError' });
    await operator('POST', `/_emu/devices/${id}/unblock`);
    await connect(device, transport, id, key);
  });

  test('is disconnected by a reset, and is let in by the hub only after it has registered again', async () => {
    const id = name('reset');
    const key = deriveKey(server.ready.enrollmentGroups[0]?.primaryKey ?? '', id);
    const device = await start();
    await register(device, transport, id, key);
    await connect(device, transport, id, key);
    await operator('POST', `/_emu/devices/${id}/reset`);
    await device.next('disconnect');
    await expect(connect(device, transport, id, key)).rejects.toMatchObject({ name: 'UnauthorizedError' });
    await register(device, transport, id, key);
    await connect(device, transport, id, key);
  });

  test('comes by the attestation of its own alone, once the operator has given it one', async () => {
    const id = name('own');
    const groupKey = deriveKey(server.ready.enrollmentGroups[0]?.primaryKey ?? '', id);
    const [primaryKey, secondaryKey] = [1, 2].map((fill) => Buffer.alloc(64, fill).toString('base64'));
    await operator('PUT', `/api/devices/${id}`, {});
    await operator('PUT', `/api/devices/${id}/attestation`, {
      type: 'symmetricKey',
      symmetricKey: { primaryKey, secondaryKey },
    });
    const device = await start();
    await expect(register(device, transport, id, groupKey)).rejects.toMatchObject({ name: 'UnauthorizedError' });
    expect(await register(device, transport, id, secondaryKey ?? '')).toMatchObject({ status: 'assigned' });
    await connect(device, transport, id, primaryKey ?? '');
    await operator('DELETE', `/api/devices/${id}/attestation`);
    expect(await register(device, transport, id, groupKey)).toMatchObject({ status: 'assigned' });
  });

  test('is refused by a group that was deleted', async () => {
    const group = name('deleted');
    const id = name('orphan');
    const key = deriveKey(await makeGroup(group), id);
    const device = await start();
    await register(device, transport, id, key);
    await operator('DELETE', `/api/enrollmentGroups/${group}`);
    await expect(register(device, transport, id, key)).rejects.toMatchObject({ name: 'UnauthorizedError' });
    await connect(device, transport, id, key);
  });
});
