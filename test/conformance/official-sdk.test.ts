import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { makeTlsFolder } from './tls-folder.ts';
import { deriveKey, startSdkDevice, type SdkDevice, type SdkTransport } from './sdk-process.ts';

const GLOBAL_DPS = 'global.azure-devices-provisioning.net';
const HUB = 'workbench-hub.azure-devices.net';
const MODEL = 'dtmi:com:example:Thermostat;1';

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

const groupKey = (): string => server.ready.enrollmentGroups[0]?.primaryKey ?? '';

function registration(registrationId: string, transport: SdkTransport, key = deriveKey(groupKey(), registrationId)) {
  const { idScope } = server.ready;
  return {
    verb: 'register',
    host: GLOBAL_DPS,
    idScope,
    registrationId,
    key,
    transport,
    payload: { modelId: MODEL },
  } as const;
}

const connectionString = (id: string): string =>
  `HostName=${HUB};DeviceId=${id};SharedAccessKey=${deriveKey(groupKey(), id)}`;

/** A device that came through DPS and is connected to its hub. */
async function online(id: string, transport: SdkTransport): Promise<SdkDevice> {
  const device = await start();
  await device.ask(registration(id, transport));
  await device.ask({ verb: 'connect', connectionString: connectionString(id), transport, modelId: MODEL });
  return device;
}

async function operator(path: string): Promise<unknown> {
  return (await server.operator('GET', path)).body;
}

/** The true cause of a refusal, which the cloud's own log names and the wire does not. */
async function causeOf(identity: string): Promise<string | undefined> {
  const { value } = (await operator('/_emu/attempts?top=200')) as {
    value: { identity: string; outcome: string; cause: string }[];
  };
  return value.find((attempt) => attempt.identity === identity && attempt.outcome === 'refused')?.cause;
}

describe.concurrent.each<SdkTransport>(['Mqtt', 'MqttWs'])('the official SDK over %s', (transport) => {
  const id = (name: string): string => `sdk-${transport.toLowerCase()}-${name}`;

  test('registers through the global DPS name and is told its hub', async () => {
    const device = await start();
    expect(await device.ask(registration(id('register'), transport))).toMatchObject({
      status: 'assigned',
      registrationId: id('register'),
      deviceId: id('register'),
      assignedHub: HUB,
    });
  });

  test('is refused by DPS with its UnauthorizedError for a wrong key, and the log names the true cause', async () => {
    const device = await start();
    const wrong = Buffer.alloc(32, 7).toString('base64');
    await expect(device.ask(registration(id('wrong'), transport, wrong))).rejects.toMatchObject({
      name: 'UnauthorizedError',
    });
    expect(await causeOf(id('wrong'))).toBe('wrong-key');
  });

  test('is refused by DPS when the group key is used as if it were the device’s', async () => {
    const device = await start();
    await expect(device.ask(registration(id('group'), transport, groupKey()))).rejects.toMatchObject({
      name: 'UnauthorizedError',
    });
    expect(await causeOf(id('group'))).toBe('group-key-as-device-key');
  });

  test('is refused by the hub for a wrong key', async () => {
    const device = await start();
    await device.ask(registration(id('hub-wrong'), transport));
    const wrong = `HostName=${HUB};DeviceId=${id('hub-wrong')};SharedAccessKey=${Buffer.alloc(32).toString('base64')}`;
    await expect(device.ask({ verb: 'connect', connectionString: wrong, transport })).rejects.toMatchObject({
      name: 'UnauthorizedError',
    });
  });

  test('connects with its model and sends telemetry with properties', async () => {
    const device = await online(id('send'), transport);
    await device.ask({ verb: 'send', body: '{"temperature":21.5}', properties: { 'alert level': 'high & dry' } });
    expect(await operator(`/_emu/devices/${id('send')}`)).toMatchObject({ connected: true, modelId: MODEL });
    expect(await operator(`/_emu/devices/${id('send')}/telemetry?top=1`)).toMatchObject({
      value: [
        {
          body: { temperature: 21.5 },
          properties: { 'alert level': 'high & dry', '$.ct': 'application/json', '$.ce': 'utf-8' },
        },
      ],
    });
  });

  test('reads its twin, reports properties and hears of a desired change', async () => {
    const device = await online(id('twin'), transport);
    expect(await device.ask({ verb: 'read-twin' })).toMatchObject({ desired: { $version: 1 } });
    await device.ask({ verb: 'patch-twin', patch: { maxTemperature: 30.5, gone: null } });
    expect(await operator(`/_emu/devices/${id('twin')}`)).toMatchObject({ reported: { maxTemperature: 30.5 } });
    await device.next('desired');
    const patched = await server.operator('PATCH', `/api/devices/${id('twin')}/properties`, { targetTemperature: 23 });
    expect(patched.status).toBe(202);
    const { desired } = await device.next('desired');
    expect(desired).toMatchObject({ targetTemperature: 23, $version: 2 });
  });

  test('answers a direct method', async () => {
    const device = await online(id('method'), transport);
    await device.ask({ verb: 'answer-methods', name: 'getMaxMinReport' });
    const path = `/api/devices/${id('method')}/commands/getMaxMinReport`;
    await vi.waitFor(
      async () => {
        const answer = await server.operator('POST', path, { request: { since: '2026-01-05' } });
        expect(answer).toMatchObject({
          status: 201,
          body: { responseCode: 200, response: { name: 'getMaxMinReport', echo: { since: '2026-01-05' } } },
        });
      },
      { timeout: 5000 },
    );
  });

  test('receives a message that waited for it, and settles it', async () => {
    const device = await online(id('message'), transport);
    const path = `/_emu/devices/${id('message')}`;
    const properties = { 'method-name': 'reboot now' };
    const queued = await server.operator('POST', `${path}/messages`, { body: 'hello', messageId: 'm-1', properties });
    expect(queued.status).toBe(201);
    await device.ask({ verb: 'listen' });
    expect(await device.next('message')).toMatchObject({ body: 'hello', messageId: 'm-1', properties });
    await vi.waitFor(async () => expect(await operator(path)).toMatchObject({ queuedMessages: 0 }));
  });

  test('is displaced by a second connection of the same identity', async () => {
    const first = await online(id('displaced'), transport);
    const second = await start();
    const string = connectionString(id('displaced'));
    await second.ask({ verb: 'connect', connectionString: string, transport });
    await first.next('disconnect');
    await second.ask({ verb: 'send', body: '{"second":true}', properties: {} });
    expect(await operator(`/_emu/devices/${id('displaced')}`)).toMatchObject({ connected: true });
  });
});

test.concurrent('a hub device added by the operator connects with the connection string it is given', async () => {
  const added = await server.operator('POST', '/_emu/devices', { deviceId: 'added-by-operator' });
  expect(added.status).toBe(201);
  const strings = added.body as { connectionString: string; secondaryConnectionString: string };
  for (const string of [strings.connectionString, strings.secondaryConnectionString]) {
    const device = await start();
    await device.ask({ verb: 'connect', connectionString: string, transport: 'Mqtt' });
    await device.ask({ verb: 'close' });
  }
});

test.concurrent('a cloud that announces another name is reached by that name too', async () => {
  const other = await startWorkbench('cloud', '--mqtts-port', '0', '--tls-dir', makeTlsFolder());
  try {
    const device = await startSdkDevice({
      DEVICE_WORKBENCH_MQTTS_PORT: String(other.ready.ports.mqtts),
      DEVICE_WORKBENCH_CA: other.ready.ca ?? '',
      DEVICE_WORKBENCH_HOST: other.ready.host,
    });
    devices.push(device);
    const key = other.ready.enrollmentGroups[0]?.primaryKey ?? '';
    const request = {
      ...registration('local-name', 'Mqtt', deriveKey(key, 'local-name')),
      idScope: other.ready.idScope,
    };
    expect(await device.ask(request)).toMatchObject({ assignedHub: 'localhost' });
    const string = `HostName=localhost;DeviceId=local-name;SharedAccessKey=${deriveKey(key, 'local-name')}`;
    await device.ask({ verb: 'connect', connectionString: string, transport: 'Mqtt' });
    await expect(device.ask({ verb: 'connect', connectionString: string, transport: 'MqttWs' })).rejects.toThrow();
  } finally {
    await other.stop();
  }
});
