import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import type { IotHubRequest } from './sdk-iothub.ts';
import { startSdkDevice, type SdkDevice } from './sdk-process.ts';
import { startSdkService, type SdkService } from './sdk-service.ts';
import { makeTlsFolder } from './tls-folder.ts';

const HUB = 'workbench-hub.azure-devices.net';
const MODEL = 'dtmi:com:example:TemperatureController;1';

let server: WorkbenchServer;
let service: SdkService;
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
  service = await startSdkService('sdk-iothub', environment);
});
afterAll(async () => {
  await Promise.all([...devices, service].map((program) => program?.end()));
  await server?.stop();
});

/** What these tests look into of a job. */
interface Job {
  readonly jobId: string;
  readonly status: string;
  readonly deviceJobStatistics: Readonly<Record<string, number>>;
}
type Question = IotHubRequest extends infer T ? (T extends unknown ? Omit<T, 'connectionString'> : never) : never;

const ask = <Answer>(question: Question): Promise<Answer> =>
  service.ask({ connectionString: server.ready.serviceConnectionString, ...question }) as Promise<Answer>;
const readJob = (id: string) => ask<Job>({ job: 'getJob', args: [id] });
const finish = (id: string, status = 'completed') =>
  expect.poll(async () => (await readJob(id)).status, { timeout: 10_000 }).toBe(status);

async function connect(deviceId: string, modelId?: string): Promise<SdkDevice> {
  const made = await ask<{ authentication: { symmetricKey: { primaryKey: string } } }>({
    registry: 'create',
    args: [{ deviceId }],
  });
  const device = await startSdkDevice(environment);
  devices.push(device);
  const key = made.authentication.symmetricKey.primaryKey;
  const connectionString = `HostName=${HUB};DeviceId=${deviceId};SharedAccessKey=${key}`;
  const model = modelId === undefined ? {} : { modelId };
  await device.ask({ verb: 'connect', connectionString, transport: 'Mqtt', ...model });
  return device;
}

describe('JobClient of azure-iothub', () => {
  test('changes twins, and finds what it did by a query', async () => {
    for (const deviceId of ['job-1', 'job-2']) await ask({ registry: 'create', args: [{ deviceId }] });
    const patch = { etag: '*', tags: { lot: 7 }, properties: { desired: { rate: 5 } } };
    const condition = "deviceId IN ['job-1', 'job-2']";
    const taken = await ask<Job>({ job: 'scheduleTwinUpdate', args: ['twins', condition, patch] });
    expect(taken).toMatchObject({ jobId: 'twins', type: 'scheduleUpdateTwin' });
    await finish('twins');
    expect((await readJob('twins')).deviceJobStatistics).toMatchObject({ deviceCount: 2, succeededCount: 2 });
    expect(await ask({ registry: 'getTwin', args: ['job-2'] })).toMatchObject({
      tags: { lot: 7 },
      properties: { desired: { rate: 5 } },
    });
    const query = "SELECT * FROM devices.jobs WHERE devices.jobs.jobId = 'twins'";
    expect(await ask({ query, pageSize: 10 })).toMatchObject([
      [
        { deviceId: 'job-1', status: 'completed', jobType: 'scheduleUpdateTwin' },
        { deviceId: 'job-2', status: 'completed' },
      ],
    ]);
  });

  test('calls a method of a device that is there, waits for one that is not, and is cancelled', async () => {
    const device = await connect('job-method');
    await device.ask({ verb: 'answer-methods', name: 'reboot' });
    await ask({ registry: 'create', args: [{ deviceId: 'job-away' }] });
    const method = { methodName: 'reboot', payload: { delay: 5 }, responseTimeoutInSeconds: 15 };
    await ask({ job: 'scheduleDeviceMethod', args: ['here', "deviceId = 'job-method'", method] });
    await finish('here');
    const [[row]] = await ask<[[object]]>({ query: "SELECT * FROM devices.jobs WHERE jobId = 'here'", pageSize: 10 });
    expect(row).toMatchObject({
      outcome: { deviceMethodResponse: { status: 200, payload: { name: 'reboot', echo: { delay: 5 } } } },
    });
    await ask({ job: 'scheduleDeviceMethod', args: ['away', "deviceId = 'job-away'", method] });
    await finish('away', 'running');
    expect(await ask({ job: 'cancelJob', args: ['away'] })).toMatchObject({ jobId: 'away', status: 'cancelled' });
    const pages = await ask<Job[][]>({ jobs: ['scheduleDeviceMethod', 'completed', 1] });
    expect(pages.flat().map(({ jobId }) => jobId)).toEqual(['here']);
  });

  test('tells a job that is there already, and one that is not', async () => {
    const args = ['once', '*', { tags: { a: 1 } }];
    await ask({ job: 'scheduleTwinUpdate', args });
    await expect(ask({ job: 'scheduleTwinUpdate', args })).rejects.toMatchObject({ name: 'DeviceAlreadyExistsError' });
    await expect(readJob('nobody')).rejects.toThrow('Not found');
    await expect(ask({ job: 'scheduleTwinUpdate', args: ['bad', 'colour = 1', {}] })).rejects.toMatchObject({
      name: 'ArgumentError',
    });
  });
});

describe('DigitalTwinClient of azure-iothub', () => {
  test('reads and patches a device of a model, which hears of it, and calls its commands', async () => {
    const device = await connect('pnp', MODEL);
    await device.ask({ verb: 'read-twin' });
    await device.next('desired');
    await device.ask({ verb: 'patch-twin', patch: { serialNumber: 'sn-1', thermostat1: { __t: 'c', level: 20 } } });
    expect(await ask({ digitalTwin: 'getDigitalTwin', args: ['pnp'] })).toMatchObject({
      $dtId: 'pnp',
      serialNumber: 'sn-1',
      thermostat1: { level: 20 },
      $metadata: { $model: MODEL },
    });
    const patch = [{ op: 'add', path: '/thermostat1/target', value: 21.5 }];
    await ask({ digitalTwin: 'updateDigitalTwin', args: ['pnp', patch] });
    expect((await device.next('desired')).desired).toMatchObject({ thermostat1: { __t: 'c', target: 21.5 } });
    await expect(ask({ digitalTwin: 'updateDigitalTwin', args: ['pnp', patch, '"old"'] })).rejects.toThrow(
      /Precondition failed/,
    );

    await device.ask({ verb: 'answer-methods', name: 'reboot' });
    await device.ask({ verb: 'answer-methods', name: 'thermostat1*report' });
    expect(await ask({ digitalTwin: 'invokeCommand', args: ['pnp', 'reboot', { delay: 5 }] })).toMatchObject({
      xMsCommandStatuscode: 200,
      body: { name: 'reboot', echo: { delay: 5 } },
    });
    const component = ['pnp', 'thermostat1', 'report', 'since'];
    expect(await ask({ digitalTwin: 'invokeComponentCommand', args: component })).toMatchObject({
      body: { name: 'thermostat1*report', echo: 'since' },
    });
  });
});
