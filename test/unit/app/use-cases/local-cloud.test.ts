import { describe, expect, test } from 'vitest';
import { findLocalCloud, findServerCloud } from '#app/use-cases/find-local-cloud';
import { tryLocalCloud } from '#app/use-cases/try-local-cloud';
import { useHubDevice } from '#app/use-cases/use-hub-device';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeServices, SERVER_CLOUD, TAB_GROUP_KEY } from '../../../support/fake-services.ts';

const KEY = btoa('h'.repeat(32));

describe('which local cloud a new device joins', () => {
  test('the one of the server that answers', async () => {
    const services = createFakeServices();
    expect(await findLocalCloud(services)).toEqual({
      address: { kind: 'node', origin: 'http://localhost:8080' },
      host: 'localhost',
      idScope: SERVER_CLOUD.idScope,
      groupKey: SERVER_CLOUD.primaryKey,
    });
    expect(services.clock.pending).toBe(0);
  });

  const IN_TAB = { address: { kind: 'tab' }, idScope: '0ne0000BBBB', groupKey: TAB_GROUP_KEY };

  test('the one in the tab, when the page is a static copy', async () => {
    const services = createFakeServices();
    services.setWorkbench(() => Promise.resolve({ cloud: null }));
    expect(await findLocalCloud(services)).toMatchObject(IN_TAB);
  });

  test('the one in the tab, when no server is there any more', async () => {
    const services = createFakeServices();
    services.setWorkbench(() => Promise.reject(new WorkbenchError('cloud/no-server', {})));
    expect(await findLocalCloud(services)).toMatchObject(IN_TAB);
  });

  test('the one in the tab, when the server has not answered after a second', async () => {
    const services = createFakeServices();
    services.setWorkbench(() => new Promise(() => undefined));
    const found = findLocalCloud(services);
    await services.clock.advance(999);
    expect(services.operators.tab.requests).toEqual([]);
    await services.clock.advance(1);
    expect(await found).toMatchObject(IN_TAB);
  });

  test('an answer that comes too late changes nothing', async () => {
    const services = createFakeServices();
    let answer = (_cloud: { cloud: typeof SERVER_CLOUD }): void => undefined;
    services.setWorkbench(() => new Promise((resolve) => (answer = resolve)));
    const found = findServerCloud(services);
    await services.clock.advance(1000);
    answer({ cloud: SERVER_CLOUD });
    expect(await found).toBeUndefined();
  });
});

describe('“Try it with the local cloud”', () => {
  test('makes a thermostat with a name of its own and a group key, and starts it', async () => {
    const services = createFakeServices();
    const id = await tryLocalCloud(services);
    expect(services.devices.calls).toEqual(['add', `start ${id}`]);
    const [device] = await services.devices.list();
    expect(device?.record).toMatchObject({
      cloud: { kind: 'node', origin: 'http://localhost:8080' },
      route: { kind: 'dps', dpsHost: 'localhost', idScope: SERVER_CLOUD.idScope },
      keyKind: 'group-key',
      behaviour: 'thermostat',
      modelId: 'dtmi:com:example:Thermostat;1',
    });
    const route = device?.record.route;
    expect(route?.kind === 'dps' && route.registrationId).toMatch(/^thermostat-[a-z0-9]{4}$/);
    expect(await services.devices.reveal(id)).toEqual({ kind: 'group-key', primaryKey: SERVER_CLOUD.primaryKey });
  });

  test('never moves a device that is there: a second one joins the tab’s cloud once the server is gone', async () => {
    const services = createFakeServices();
    await tryLocalCloud(services);
    services.setWorkbench(() => Promise.reject(new TypeError('Failed to fetch')));
    await tryLocalCloud(services);
    const clouds = (await services.devices.list()).map(({ record }) => record.cloud.kind);
    expect(clouds).toEqual(['node', 'tab']);
  });
});

describe('a hub device as a virtual device', () => {
  test('keeps the cloud that it was added to, and its key', async () => {
    const services = createFakeServices();
    const connectionString = `HostName=localhost;DeviceId=bench;SharedAccessKey=${KEY}`;
    services.operators.node.answer('GET /_emu/devices/bench/connection-string', 200, { connectionString });
    const id = await useHubDevice(services, { kind: 'node', origin: 'http://localhost:9' }, 'bench');
    const [device] = await services.devices.list();
    expect(device?.record).toMatchObject({
      cloud: { kind: 'node', origin: 'http://localhost:9' },
      route: { kind: 'hub', hubHost: 'localhost', deviceId: 'bench' },
    });
    expect(await services.devices.reveal(id)).toEqual({ kind: 'device-key', primaryKey: KEY });
  });

  test('with a connection string that cannot be used says what is wrong with it', async () => {
    const services = createFakeServices();
    services.operators.tab.answer('GET /_emu/devices/bench/connection-string', 200, { connectionString: 'HostName=h' });
    await expect(useHubDevice(services, { kind: 'tab' }, 'bench')).rejects.toMatchObject({
      code: 'connection-string/field-missing',
    });
  });
});
