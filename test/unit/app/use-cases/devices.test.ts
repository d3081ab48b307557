import { describe, expect, test } from 'vitest';
import { addDevice } from '#app/use-cases/add-device';
import { exportTrace } from '#app/use-cases/export-trace';
import { connectionStringOf, deriveKeyOf } from '#app/use-cases/read-credentials';
import { removeDevice } from '#app/use-cases/remove-device';
import { replaceKeys } from '#app/use-cases/replace-keys';
import { createFakeDeviceHost, makeNewDevice } from '../../../support/fake-device-host.ts';
import { createFakeServices } from '../../../support/fake-services.ts';

describe('adding and removing', () => {
  test('a device is started only when that was asked for', async () => {
    const host = createFakeDeviceHost();
    await addDevice(host, makeNewDevice('a'), false);
    await addDevice(host, makeNewDevice('b'), true);
    expect(host.calls).toEqual(['add', 'add', 'start 2']);
  });

  test('a removed device can be brought back with its keys, and runs again if it ran', async () => {
    const host = createFakeDeviceHost();
    const id = await addDevice(host, makeNewDevice('a'), true);
    const secret = await host.reveal(id);
    const removal = await removeDevice(host, id, true);
    expect(await host.list()).toEqual([]);
    expect(removal.name).toBe('a');
    const back = await removal.undo();
    expect(await host.reveal(back)).toEqual(secret);
    expect((await host.list())[0]?.state.kind).toBe('online');
  });

  test('one that rested stays at rest when it is brought back', async () => {
    const host = createFakeDeviceHost();
    const id = await addDevice(host, makeNewDevice('a'), false);
    await (await removeDevice(host, id, false)).undo();
    expect(host.calls).toEqual(['add', `remove ${id}`, 'add']);
  });

  test('other keys are used at once: the device starts anew with them', async () => {
    const host = createFakeDeviceHost();
    const id = await addDevice(host, makeNewDevice('a'), true);
    await replaceKeys(host, id, { kind: 'device-key', primaryKey: btoa('n'.repeat(32)) });
    expect(host.calls.slice(2)).toEqual([`stop ${id}`, `replaceSecret ${id}`, `start ${id}`]);
    expect((await host.reveal(id)).kind).toBe('device-key');
  });
});

describe('credentials to show', () => {
  const services = createFakeServices();
  const route = {
    kind: 'dps',
    dpsHost: 'd',
    idScope: '0ne00A1B2C3',
    registrationId: 'sn-007-888-abc-mac-a1-b2-c3-d4-e5-f6',
  } as const;
  // The example of Microsoft's page on symmetric key attestation.
  const groupKey = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
  const derived = 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=';

  test('a group key gives the key of this very device', async () => {
    expect(await deriveKeyOf(services, route, { kind: 'group-key', primaryKey: groupKey })).toBe(derived);
    expect(await deriveKeyOf(services, route, { kind: 'device-key', primaryKey: derived })).toBe(derived);
  });

  test('the connection string names the hub that the device was given', async () => {
    expect(await connectionStringOf(services, route, { kind: 'group-key', primaryKey: groupKey }, 'hub.example')).toBe(
      `HostName=hub.example;DeviceId=${route.registrationId};SharedAccessKey=${derived}`,
    );
    const module = { kind: 'hub', hubHost: 'h', deviceId: 'd', moduleId: 'm' } as const;
    expect(await connectionStringOf(services, module, { kind: 'device-key', primaryKey: derived }, 'h')).toBe(
      `HostName=h;DeviceId=d;ModuleId=m;SharedAccessKey=${derived}`,
    );
    const leaf = { kind: 'hub', hubHost: 'h', deviceId: 'd', gatewayHostName: 'edge' } as const;
    expect(await connectionStringOf(services, leaf, { kind: 'device-key', primaryKey: derived }, 'h')).toBe(
      `HostName=h;DeviceId=d;SharedAccessKey=${derived};GatewayHostName=edge`,
    );
  });

  test('a group key that cannot be read is a missing key', async () => {
    await expect(deriveKeyOf(services, route, { kind: 'group-key', primaryKey: '*' })).rejects.toMatchObject({
      code: 'device/key-missing',
    });
  });
});

describe('exporting a trace', () => {
  test('saves a file that is named after device and time, with every row and no key', () => {
    const services = createFakeServices();
    const key = btoa('k'.repeat(32));
    const row = {
      number: 1,
      at: Date.UTC(2026, 0, 5),
      direction: 'received',
      service: 'hub',
      type: 'PUBLISH',
      words: 'message',
      topic: 'devices/a/messages/devicebound/',
      bytes: 9,
      body: `SharedAccessKey=${key}`,
      fields: [],
      failed: false,
    } as const;
    const name = exportTrace(services, 'edge/camera', [row, { ...row, number: 2, body: 'hello' }]);
    expect(name).toBe('trace-edge_camera-2026-01-05T09-10-11-000Z.ndjson');
    expect(services.seen[0]).toContain(`save ${name} application/x-ndjson {"number":1,"at":"2026-01-05T00:00:00.000Z"`);
    expect(services.seen[0]).toContain('hello');
    expect(services.seen[0]).not.toContain(key);
  });
});
