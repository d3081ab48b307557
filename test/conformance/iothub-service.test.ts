import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import type { IotHubRequest, RegistryMethod } from './sdk-iothub.ts';
import { startSdkDevice, type SdkDevice } from './sdk-process.ts';
import { startSdkService, type SdkService } from './sdk-service.ts';
import { makeTlsFolder } from './tls-folder.ts';

const HUB = 'workbench-hub.azure-devices.net';
const folder = mkdtempSync(join(tmpdir(), 'iothub-service-'));
const stateFile = join(folder, 'state.json');

let server: WorkbenchServer;
let service: SdkService;
let environment: Record<string, string>;
const devices: SdkDevice[] = [];
beforeAll(async () => {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', '--host', HUB, '--state', stateFile, ...tls);
  environment = {
    DEVICE_WORKBENCH_MQTTS_PORT: String(server.ready.ports.mqtts),
    DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
    DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
  };
  service = await startSdkService('sdk-iothub', environment);
});
afterAll(async () => {
  await service?.end();
  await Promise.all(devices.map((device) => device.end()));
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What these tests look into of a device or a twin. */
interface Result {
  readonly deviceId: string;
  readonly etag: string;
  readonly authentication: { readonly symmetricKey: { readonly primaryKey: string; readonly secondaryKey: string } };
}
interface Statistics {
  readonly totalDeviceCount: number;
  readonly enabledDeviceCount: number;
  readonly disabledDeviceCount: number;
}
type Question<T> = T extends unknown ? Omit<T, 'connectionString'> : never;

function ask<Answer = Result>(
  question: Question<IotHubRequest>,
  connectionString = server.ready.serviceConnectionString,
): Promise<Answer> {
  return service.ask({ connectionString, ...question }) as Promise<Answer>;
}

const registry = <Answer = Result>(method: RegistryMethod, ...args: readonly unknown[]): Promise<Answer> =>
  ask<Answer>({ registry: method, args });

/** A device of Microsoft's own package, connected with the key that the registry made for it. */
async function connect(made: Result): Promise<SdkDevice> {
  const device = await startSdkDevice(environment);
  devices.push(device);
  const key = made.authentication.symmetricKey.primaryKey;
  const connectionString = `HostName=${HUB};DeviceId=${made.deviceId};SharedAccessKey=${key}`;
  await device.ask({ verb: 'connect', connectionString, transport: 'Mqtt' });
  return device;
}

describe('the registry of azure-iothub', () => {
  test('creates, gets, updates, lists and deletes a device', async () => {
    const made = await registry('create', { deviceId: 'reg-one+1' });
    expect(made).toMatchObject({ deviceId: 'reg-one+1', status: 'enabled', authentication: { type: 'sas' } });
    expect(made.authentication.symmetricKey.primaryKey).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(await registry('get', 'reg-one+1')).toEqual(made);
    const updated = await registry('update', { ...made, status: 'disabled', statusReason: 'broken' });
    expect(updated).toMatchObject({ status: 'disabled', statusReason: 'broken', authentication: made.authentication });
    expect((await registry<Result[]>('list')).map(({ deviceId }) => deviceId)).toContain('reg-one+1');
    await registry('delete', 'reg-one+1');
    await expect(registry('get', 'reg-one+1')).rejects.toMatchObject({
      name: 'DeviceNotFoundError',
      message: 'Device reg-one+1 not registered',
    });
  });

  test('tells a device that is there already, one that is not, and a bad one by its own error classes', async () => {
    await registry('create', { deviceId: 'reg-twice' });
    const cases: readonly (readonly [() => Promise<Result>, string])[] = [
      [() => registry('create', { deviceId: 'reg-twice' }), 'DeviceAlreadyExistsError'],
      [() => registry('delete', 'reg-nobody'), 'DeviceNotFoundError'],
      [() => registry('getTwin', 'reg-nobody'), 'DeviceNotFoundError'],
      [() => registry('create', { deviceId: 'reg bad' }), 'ArgumentError'],
      [() => registry('updateTwin', 'reg-twice', { tags: { a: 1 } }, 'abc'), 'InvalidEtagError'],
    ];
    for (const [ask, name] of cases) await expect(ask()).rejects.toMatchObject({ name });
    expect(await registry('listJobs')).toEqual([]);
  });

  test('adds, updates and removes many at once, and counts', async () => {
    const before = await registry<Statistics>('getRegistryStatistics');
    const ids = ['bulk-1', 'bulk-2', 'bulk-3'].map((deviceId) => ({ deviceId }));
    expect(await registry('addDevices', ids)).toMatchObject({ isSuccessful: true, errors: [] });
    expect(await registry('updateDevices', [{ deviceId: 'bulk-1', status: 'disabled' }], true)).toMatchObject({
      isSuccessful: true,
    });
    expect(await registry('getRegistryStatistics')).toEqual({
      totalDeviceCount: before.totalDeviceCount + 3,
      enabledDeviceCount: before.enabledDeviceCount + 2,
      disabledDeviceCount: before.disabledDeviceCount + 1,
    });
    const two = await registry('get', 'bulk-2');
    expect(await registry('removeDevices', [two], false)).toMatchObject({ isSuccessful: true });
    await expect(registry('addDevices', ids)).rejects.toMatchObject({
      name: 'ArgumentError',
      message: expect.stringContaining('DeviceAlreadyExists'),
    });
    expect(await registry('get', 'bulk-2')).toMatchObject({ deviceId: 'bulk-2' });
  });

  test('keeps modules and their twins', async () => {
    await registry('create', { deviceId: 'mod-dev' });
    const made = await registry('addModule', { deviceId: 'mod-dev', moduleId: 'm', managedBy: 'me' });
    expect(made).toMatchObject({ deviceId: 'mod-dev', moduleId: 'm', managedBy: 'me' });
    expect(await registry('getModule', 'mod-dev', 'm')).toEqual(made);
    expect(await registry('getModulesOnDevice', 'mod-dev')).toEqual([made]);
    await expect(registry('addModule', { deviceId: 'mod-dev', moduleId: 'm' })).rejects.toMatchObject({
      name: 'DeviceAlreadyExistsError',
    });
    const updated = await registry('updateModule', { ...made, managedBy: 'you' });
    expect(updated).toMatchObject({ managedBy: 'you' });
    await expect(registry('updateModule', made)).rejects.toMatchObject({ name: 'InvalidEtagError' });
    await registry('updateModuleTwin', 'mod-dev', 'm', { tags: { a: 1 } }, '*');
    expect(await registry('getModuleTwin', 'mod-dev', 'm')).toMatchObject({ moduleId: 'm', tags: { a: 1 } });
    await registry('removeModule', 'mod-dev', 'm');
    await expect(registry('getModule', 'mod-dev', 'm')).rejects.toThrow('Not found');
  });

  test('disables a device that is connected, which loses its connection', async () => {
    const made = await registry('create', { deviceId: 'reg-off' });
    const device = await connect(made);
    expect(await registry('get', 'reg-off')).toMatchObject({ connectionState: 'Connected' });
    await registry('update', { ...made, status: 'disabled' });
    await device.next('disconnect');
    expect(await registry('get', 'reg-off')).toMatchObject({ connectionState: 'Disconnected', status: 'disabled' });
  });
});

describe('twins, queries and methods of azure-iothub', () => {
  test('a twin is read, updated by its ETag, heard of by its device, and refused when it was changed meanwhile', async () => {
    const device = await connect(await registry('create', { deviceId: 'twin-dev' }));
    await device.ask({ verb: 'read-twin' });
    await device.next('desired');
    const patch = { tags: { site: 'North' }, properties: { desired: { rate: 5 } } };
    const updated = await ask({ updateReadTwin: 'twin-dev', patch });
    expect(updated).toMatchObject({ tags: { site: 'North' }, properties: { desired: { rate: 5, $version: 2 } } });
    expect((await device.next('desired')).desired).toMatchObject({ rate: 5, $version: 2 });
    await device.ask({ verb: 'patch-twin', patch: { level: 7 } });
    expect(await registry('getTwin', 'twin-dev')).toMatchObject({
      connectionState: 'Connected',
      properties: { reported: { level: 7, $version: 2 } },
    });
    await expect(
      ask({ updateReadTwin: 'twin-dev', patch, meanwhile: { tags: { site: 'South' } } }),
    ).rejects.toMatchObject({ name: 'InvalidEtagError' });
    expect(await registry('getTwin', 'twin-dev')).toMatchObject({ tags: { site: 'South' } });
  });

  test('a query goes from page to page, and a query that is not understood is an ArgumentError', async () => {
    const ids = ['q-1', 'q-2', 'q-3'];
    await registry(
      'addDevices',
      ids.map((deviceId) => ({ deviceId })),
    );
    for (const id of ids) await registry('updateTwin', id, { tags: { lot: 'q' } }, '*');
    const query = "SELECT * FROM devices WHERE tags.lot = 'q' AND status = 'enabled'";
    const pages = await ask<Result[][]>({ query, pageSize: 2 });
    expect(pages.map((page) => page.map(({ deviceId }) => deviceId))).toEqual([['q-1', 'q-2'], ['q-3']]);
    const count = "SELECT COUNT() AS lot FROM devices WHERE tags.lot = 'q'";
    expect(await ask({ query: count, pageSize: 10 })).toEqual([[{ lot: 3 }]]);
    await expect(ask({ query: 'SELECT everything', pageSize: 2 })).rejects.toMatchObject({
      name: 'ArgumentError',
      message: expect.stringContaining('ends where FROM'),
    });
  });

  test('a method is answered by the device, and a device that is not there is not found', async () => {
    const made = await registry('create', { deviceId: 'method-dev' });
    await expect(ask({ invoke: ['method-dev', { methodName: 'reboot' }] })).rejects.toThrow('Not found');
    const device = await connect(made);
    await device.ask({ verb: 'answer-methods', name: 'reboot' });
    const invoke = ['method-dev', { methodName: 'reboot', payload: { delay: 5 }, connectTimeoutInSeconds: 10 }];
    expect(await ask({ invoke })).toEqual({ status: 200, payload: { name: 'reboot', echo: { delay: 5 } } });
    await expect(ask({ invoke: ['method-nobody', { methodName: 'x' }] })).rejects.toMatchObject({
      name: 'DeviceNotFoundError',
    });
  });
});

describe('tokens of azure-iothub', () => {
  interface Policy {
    readonly name: string;
    readonly primaryKey: string;
  }

  /** The connection string of one of the hub's policies, of which the ready line has the owner's only. */
  async function policyString(policy: string): Promise<string> {
    await registry('update', { deviceId: 'token-dev' });
    const { policies } = await vi.waitFor(() => JSON.parse(readFileSync(stateFile, 'utf8')) as { policies: Policy[] });
    const key = policies.find(({ name }) => name === policy)?.primaryKey ?? '';
    return `HostName=${HUB};SharedAccessKeyName=${policy};SharedAccessKey=${key}`;
  }

  test('of a policy that may not is an UnauthorizedError, and of one that may is taken', async () => {
    const read = await policyString('registryRead');
    const get = { registry: 'get', args: ['token-dev'] } as const;
    const create = { registry: 'create', args: [{ deviceId: 'token-new' }] } as const;
    expect(await ask(get, read)).toMatchObject({ deviceId: 'token-dev' });
    await expect(ask(create, read)).rejects.toMatchObject({ name: 'UnauthorizedError' });
    await expect(ask(get, await policyString('service'))).rejects.toMatchObject({ name: 'UnauthorizedError' });
    await expect(registry('get', 'token-new')).rejects.toMatchObject({ name: 'DeviceNotFoundError' });
  });

  test('of a wrong key, an unknown policy, or DPS’s is an UnauthorizedError', async () => {
    const list = { registry: 'list', args: [] } as const;
    const wrong = Buffer.alloc(32).toString('base64');
    const { provisioningConnectionString } = server.ready;
    for (const string of [
      `HostName=${HUB};SharedAccessKeyName=iothubowner;SharedAccessKey=${wrong}`,
      `HostName=${HUB};SharedAccessKeyName=nobody;SharedAccessKey=${wrong}`,
      provisioningConnectionString,
    ]) {
      await expect(ask(list, string)).rejects.toMatchObject({ name: 'UnauthorizedError' });
    }
  });

  test('that has ended is an UnauthorizedError, and one that has not is taken', async () => {
    const key = /SharedAccessKey=(.*)$/.exec(server.ready.serviceConnectionString)?.[1] ?? '';
    const token = (se: number): string => {
      const sig = createHmac('sha256', Buffer.from(key, 'base64')).update(`${HUB}\n${se}`).digest('base64');
      return `SharedAccessSignature sr=${HUB}&sig=${encodeURIComponent(sig)}&skn=iothubowner&se=${se}`;
    };
    const now = Math.floor(Date.now() / 1000);
    const list = { registry: 'list', args: [] } as const;
    expect(await ask({ ...list, token: token(now + 60) })).toBeInstanceOf(Array);
    await expect(ask({ ...list, token: token(now - 60) })).rejects.toMatchObject({ name: 'UnauthorizedError' });
  });
});
