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
function register(
  device: SdkDevice,
  transport: SdkTransport,
  registrationId: string,
  key: string,
  payload: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const { idScope } = server.ready;
  return device.ask({ verb: 'register', host: GLOBAL_DPS, idScope, registrationId, key, transport, payload });
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

  test('has the template of the model that it announces, with its components, and takes a command that waits', async () => {
    const id = name('model');
    const model = `dtmi:rules:${transport}:Pump;1`;
    const dtdl = { '@context': 'dtmi:dtdl:context;2', '@type': 'Interface' };
    const valve = { ...dtdl, '@id': `dtmi:rules:${transport}:Valve;1` };
    const contents = [{ '@type': 'Property', name: 'limit', schema: 'double', writable: true }];
    const diagnose = { '@type': 'Command', name: 'diagnose', durable: true };
    const part = { '@type': 'Component', name: 'inlet', schema: valve['@id'] };
    await operator('PUT', '/_emu/models', [
      { ...dtdl, '@id': model, contents: [diagnose, part] },
      { ...valve, contents: [...contents, { '@type': 'Telemetry', name: 'angle', schema: 'double' }] },
    ]);
    const key = deriveKey(server.ready.enrollmentGroups[0]?.primaryKey ?? '', id);
    const device = await start();
    await register(device, transport, id, key, { modelId: model });
    expect(await operator('GET', `/api/devices/${id}`)).toMatchObject({ template: model, provisioned: true });
    const connectionString = `HostName=${HUB};DeviceId=${id};SharedAccessKey=${key}`;
    await device.ask({ verb: 'connect', connectionString, transport, modelId: model });
    expect(await operator('GET', `/api/devices/${id}/components`)).toMatchObject({ value: [{ name: 'inlet' }] });

    await device.ask({ verb: 'send', body: '{"angle":12.5}', properties: { '$.sub': 'inlet' } });
    const inlet = `/api/devices/${id}/components/inlet`;
    expect(await operator('GET', `${inlet}/telemetry/angle`)).toMatchObject({ value: 12.5 });

    await device.ask({ verb: 'read-twin' });
    // Whoever has its answer listens to changes, too. The SDK tells what the twin had before it tells of them.
    const initial = { value: 1, ac: 203, av: 1 };
    await device.ask({ verb: 'patch-twin', patch: { inlet: { __t: 'c', limit: initial } } });
    await device.next('desired');
    await operator('PATCH', `${inlet}/properties`, { limit: 7 });
    const wished = await device.next('desired');
    expect(wished.desired).toMatchObject({ inlet: { __t: 'c', limit: 7 } });
    const answer = { value: 7, ac: 200, av: 2, ad: 'done' };
    await device.ask({ verb: 'patch-twin', patch: { inlet: { __t: 'c', limit: answer } } });
    expect(await operator('GET', `${inlet}/properties`)).toMatchObject({
      limit: 7,
      $metadata: { limit: { desiredValue: 7, desiredVersion: 2, ackCode: 200, ackVersion: 2, ackDescription: 'done' } },
    });

    await operator('POST', `/api/devices/${id}/commands/diagnose`, { request: { bank: 2 } });
    await device.ask({ verb: 'listen' });
    expect(await device.next('message')).toMatchObject({
      body: '{"bank":2}',
      properties: { 'iothub-ack': 'none', 'method-name': 'diagnose' },
    });
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
