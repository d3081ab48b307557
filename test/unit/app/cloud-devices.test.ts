import { describe, expect, test } from 'vitest';
import { ALL_DEVICES } from '#app/cloud-devices';
import { createCloudOperator } from '#app/cloud-operator';
import { createFakeOperator } from '../../support/fake-operator.ts';
import { answerDevices, makeCloudDevice } from '../../support/fake-device-list.ts';

function open() {
  const client = createFakeOperator();
  return { client, devices: createCloudOperator(client).devices };
}

const urlsOf = ({ requests }: ReturnType<typeof createFakeOperator>): string[] => requests.map(({ url }) => url);

describe('what an operator asks about devices', () => {
  test('a part of the list is asked for by place and number, and nothing that was not asked for', async () => {
    const { client, devices } = open();
    answerDevices(client, [makeCloudDevice('a'), makeCloudDevice('b')]);
    expect(await devices.readPage(ALL_DEVICES, 1, 50)).toMatchObject({ matching: 2, total: 2, rows: [{ id: 'b' }] });
    const query = { search: ' B&c ', status: 'blocked', connection: 'disconnected', group: 'g/1' } as const;
    await devices.readPage(query, 0, 100);
    await devices.listIds({ ...ALL_DEVICES, connection: 'connected' }, 5, 3);
    expect(urlsOf(client)).toEqual([
      '/_emu/devices?skip=1&top=50',
      '/_emu/devices?skip=0&top=100&search=B%26c&status=blocked&connected=false&group=g%2F1',
      '/_emu/devices?skip=5&top=3&select=id&connected=true',
    ]);
  });

  test('what belongs to one device is asked for below its escaped ID', async () => {
    const { client, devices } = open();
    answerDevices(client, [makeCloudDevice('a/b')]);
    expect((await devices.read('a/b')).id).toBe('a/b');
    await devices.readTelemetry('a/b', 7);
    await devices.listAttempts('a/b', 9);
    await devices.listCommands('a/b');
    await devices.listMessages('a/b');
    expect(urlsOf(client)).toEqual(
      ['', '/telemetry?top=7', '/attempts?top=9', '/commands', '/messages'].map((part) => `/_emu/devices/a%2Fb${part}`),
    );
  });

  test('credentials are keys, or none for what shows a certificate', async () => {
    const { client, devices } = open();
    const symmetricKey = { primaryKey: 'p', secondaryKey: 's' };
    client.answer('GET /api/devices/a/credentials', 200, { idScope: '0ne', symmetricKey });
    client.answer('GET /api/devices/b/credentials', 200, { idScope: '0ne' });
    expect(await devices.readCredentials('a')).toEqual({ idScope: '0ne', keys: symmetricKey });
    expect(await devices.readCredentials('b')).toEqual({ idScope: '0ne', keys: undefined });
  });

  test('a CSV file goes as the text that it is, and comes so', async () => {
    const { client, devices } = open();
    const result = { added: 1, known: 0, problems: [] };
    client.answer('POST /_emu/devices.csv', 200, result);
    client.answer('GET /_emu/devices.csv', 200, 'IOTC_DEVICEID\r\na\r\n');
    expect(await devices.importCsv('a\nb')).toEqual(result);
    expect(await devices.exportCsv()).toBe('IOTC_DEVICEID\r\na\r\n');
    expect(client.requests[0]).toMatchObject({ body: 'a\nb', headers: { 'content-type': 'text/csv' } });
  });

  test('a file that is refused says why', async () => {
    const { client, devices } = open();
    client.answer('POST /_emu/devices.csv', 400, { error: { code: 'InvalidBody', message: 'No column of IDs.' } });
    await expect(devices.importCsv('x')).rejects.toMatchObject({
      code: 'cloud/refused',
      facts: { message: 'No column of IDs.' },
    });
  });

  test('answers of another form are refusals of ours, not crashes', async () => {
    const { client, devices } = open();
    client.answer('GET /_emu/devices', 200, { value: [], matching: 'many' });
    client.answer('GET /_emu/devices/a', 200, []);
    client.answer('POST /_emu/devices.csv', 200, 'done');
    const refused = { code: 'cloud/refused' };
    await expect(devices.readPage(ALL_DEVICES, 0, 1)).rejects.toMatchObject(refused);
    await expect(devices.read('a')).rejects.toMatchObject(refused);
    await expect(devices.importCsv('a')).rejects.toMatchObject(refused);
  });
});
