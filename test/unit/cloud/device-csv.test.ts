import { expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';

const HEADING =
  'IOTC_DEVICEID,IOTC_DEVICENAME,IOTC_SASKEY_PRIMARY,IOTC_SASKEY_SECONDARY,IOTC_X509THUMBPRINT_PRIMARY,IOTC_X509THUMBPRINT_SECONDARY\r\n';

async function send(harness: CloudHarness, body: string) {
  return harness.rest('POST', '/_emu/devices.csv', body);
}

async function download(harness: CloudHarness) {
  const headers = { authorization: harness.cloud.describe().operatorToken };
  return harness.cloud.rest({ method: 'GET', url: '/_emu/devices.csv', headers });
}

test('the devices are exported in IoT Central’s exact columns, with the keys that they register with', async () => {
  const harness = await startCloud();
  await harness.register('dev-1');
  await harness.rest('PATCH', '/api/devices/dev-1', { displayName: 'Pump, "north"' });
  await harness.addDevice('dev-1/module');
  const { status, headers, body } = await download(harness);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('text/csv; charset=utf-8');
  const { symmetricKey } = (await harness.rest('GET', '/api/devices/dev-1/credentials')).body;
  const keys = [symmetricKey.primaryKey, symmetricKey.secondaryKey].map((key: string) =>
    key.startsWith('+') ? `'${key}` : key,
  );
  expect(body).toBe(`${HEADING}dev-1,"Pump, ""north""",${keys.join(',')},,\r\n`);
});

test('a cloud without devices exports the heading alone', async () => {
  expect((await download(await startCloud())).body).toBe(HEADING);
});

test('IoT Central’s import registers devices, which then come through DPS', async () => {
  const harness = await startCloud();
  const answer = await send(harness, 'IOTC_DEVICEID,IOTC_DEVICENAME\r\ndev-1,Pump 1\r\ndev-2,\r\n');
  expect(answer).toMatchObject({ status: 200, body: { added: 2, known: 0, problems: [] } });
  expect((await harness.rest('GET', '/api/devices')).body.value).toMatchObject([
    { id: 'dev-1', displayName: 'Pump 1', provisioned: false, enabled: true },
    { id: 'dev-2', displayName: 'dev-2', provisioned: false },
  ]);
  expect((await harness.register('dev-1')).registrationState).toMatchObject({ substatus: 'initialAssignment' });
});

test('what was exported is imported by another cloud', async () => {
  const first = await startCloud();
  await send(first, 'IOTC_DEVICEID,IOTC_DEVICENAME\na,A\nb,B\n');
  const second = await startCloud();
  expect((await send(second, (await download(first)).body)).body).toMatchObject({ added: 2, problems: [] });
  expect((await second.rest('GET', '/api/devices/b')).body.displayName).toBe('B');
});

test('a first line that was taken for a heading without being a known one is told, for it might be a device', async () => {
  const harness = await startCloud();
  const { body } = await send(harness, 'gateway\npump-7\n');
  expect(body).toMatchObject({
    added: 1,
    problems: [{ line: 1, found: 'gateway', leftOut: true, code: 'list/heading-skipped' }],
  });
  expect((await send(harness, 'deviceId\ngateway\n')).body).toMatchObject({ added: 1, problems: [] });
});

test('bad rows are told by their lines and stop no others; known devices stay as they are', async () => {
  const harness = await startCloud();
  await harness.rest('PUT', '/api/devices/known', { displayName: 'Mine' });
  const text = 'IOTC_DEVICEID,IOTC_DEVICENAME\nknown,Theirs\nKNOWN,\nbad id!,x\nnew,\nnew,\n,nobody\n';
  const { status, body } = await send(harness, text);
  expect([status, body.added, body.known]).toEqual([200, 1, 2]);
  const left = body.problems.filter(({ leftOut }: { leftOut: boolean }) => leftOut);
  expect(left.map(({ line }: { line: number }) => line)).toEqual([4, 6, 7]);
  for (const { message } of body.problems) expect(message).toMatch(/\w/);
  expect((await harness.rest('GET', '/api/devices/known')).body.displayName).toBe('Mine');
  expect((await harness.rest('GET', '/api/devices')).body.value).toHaveLength(2);
});

test.each(['', '\n', 'IOTC_DEVICEID\n'])('a file without devices is 400, said in words: %j', async (text) => {
  const { status, body } = await send(await startCloud(), text);
  expect([status, body.error.code]).toEqual([400, 'InvalidBody']);
  expect(body.error.message).toMatch(/\w+ \w+/);
});

test('nothing is exported or imported without the operator’s token', async () => {
  const { cloud } = await startCloud();
  for (const method of ['GET', 'POST'] as const) {
    const { status, body } = await cloud.rest({ method, url: '/_emu/devices.csv', headers: {}, body: 'id\na' });
    expect([status, body]).toEqual([401, expect.not.stringContaining('IOTC')]);
  }
});
