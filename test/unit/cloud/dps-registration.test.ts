import { describe, expect, test } from 'vitest';
import { pollTopic, startCloud, until, type CloudHarness } from '../../support/cloud-harness.ts';
import { deriveKey, dpsConnect, type TestClient } from '../../support/test-client.ts';

const REGISTER = '$dps/registrations/PUT/iotdps-register/';
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$/;

async function openDps(harness: CloudHarness, id: string): Promise<TestClient> {
  const client = harness.open();
  client.send(dpsConnect(harness.cloud, { id, nowMs: harness.clock.now() }));
  expect((await client.next('connack')).returnCode).toBe(0);
  expect(await client.subscribe('$dps/registrations/res/#')).toEqual([1]);
  return client;
}

async function answer(client: TestClient): Promise<{ topic: string; body: Record<string, unknown> }> {
  const { topic, payload } = await client.next('publish');
  return { topic, body: JSON.parse(payload.toString()) };
}

describe('rule 4: DPS assigns a device in steps', () => {
  test('202 with retry-after, one assigning, then 200 assigned, a second apart by default', async () => {
    const harness = await startCloud();
    const client = await openDps(harness, 'workbench-01');
    client.publish(`${REGISTER}?$rid=11`, '{"registrationId":"workbench-01"}');

    const first = await answer(client);
    expect(first.topic).toBe('$dps/registrations/res/202/?$rid=11&retry-after=1');
    expect(first.body).toEqual({ operationId: expect.any(String), status: 'assigning' });
    const operationId = String(first.body['operationId']);
    expect(operationId).toMatch(
      /^4\.[0-9a-f]{16}\.[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );

    await harness.clock.advance(1000);
    client.publish(pollTopic('12', operationId), ' ');
    expect(await answer(client)).toEqual({
      topic: '$dps/registrations/res/202/?$rid=12&retry-after=1',
      body: {
        operationId,
        status: 'assigning',
        registrationState: { registrationId: 'workbench-01', status: 'assigning' },
      },
    });

    await harness.clock.advance(1000);
    client.publish(pollTopic('13', operationId));
    expect(await answer(client)).toEqual({
      topic: '$dps/registrations/res/200/?$rid=13',
      body: {
        operationId,
        status: 'assigned',
        registrationState: {
          symmetricKey: { enrollmentGroupId: 'SAS-IoT-Devices' },
          registrationId: 'workbench-01',
          createdDateTimeUtc: expect.stringMatching(DATE),
          assignedHub: 'localhost',
          deviceId: 'workbench-01',
          status: 'assigned',
          substatus: 'initialAssignment',
          lastUpdatedDateTimeUtc: expect.stringMatching(DATE),
          etag: expect.stringMatching(/^I[jm][A-Za-z0-9+/]+=*$/),
        },
      },
    });
  });

  test('3 seconds and two assigning by the settings', async () => {
    const harness = await startCloud({ settings: { retryAfterSeconds: 3, intermediateAssigning: 2 } });
    const client = await openDps(harness, 'dev');
    client.publish(`${REGISTER}?$rid=1`);
    const first = await answer(client);
    const topics = [first.topic];
    for (const rid of ['2', '3', '4']) {
      await harness.clock.advance(3000);
      client.publish(pollTopic(rid, String(first.body['operationId'])));
      topics.push((await answer(client)).topic);
    }
    expect(topics).toEqual([
      '$dps/registrations/res/202/?$rid=1&retry-after=3',
      '$dps/registrations/res/202/?$rid=2&retry-after=3',
      '$dps/registrations/res/202/?$rid=3&retry-after=3',
      '$dps/registrations/res/200/?$rid=4',
    ]);
  });

  test('polling before retry-after has passed is answered 202 and brings nothing nearer', async () => {
    const harness = await startCloud();
    const client = await openDps(harness, 'eager');
    client.publish(`${REGISTER}?$rid=1`);
    const operationId = String((await answer(client)).body['operationId']);
    const statuses: string[] = [];
    for (let poll = 0; poll < 20; poll += 1) {
      await harness.clock.advance(100);
      client.publish(pollTopic('p', operationId));
      statuses.push((await answer(client)).topic.slice(23, 26));
    }
    // 2 s for the two waits, as for a patient device.
    expect(statuses).toEqual([...Array.from({ length: 19 }, () => '202'), '200']);
  });

  test('an answer is asked for again on another connection', async () => {
    const harness = await startCloud();
    const first = await openDps(harness, 'dev');
    first.publish(`${REGISTER}?$rid=1`);
    const operationId = String((await answer(first)).body['operationId']);
    first.peer.drop();
    const second = await openDps(harness, 'dev');
    await harness.clock.advance(1000);
    second.publish(pollTopic('2', operationId));
    expect((await answer(second)).body['status']).toBe('assigning');
    await harness.clock.advance(1000);
    for (const rid of ['3', '4']) {
      second.publish(pollTopic(rid, operationId));
      expect((await answer(second)).body['status']).toBe('assigned');
    }
  });

  test.each([
    ['nothing', ''],
    ['white space', ' \n'],
    ['an object without the ID', '{"payload":{"modelId":"dtmi:com:example:Thermostat;1"}}'],
    ['the ID in another case', '{"registrationId":"DEV"}'],
  ])('the body may be %s', async (_name, body) => {
    const harness = await startCloud();
    const client = await openDps(harness, 'dev');
    client.publish(`${REGISTER}?$rid=1`, body);
    expect((await answer(client)).topic).toBe('$dps/registrations/res/202/?$rid=1&retry-after=1');
  });

  test('a wrong rid key is answered with an empty rid', async () => {
    const harness = await startCloud();
    const client = await openDps(harness, 'dev');
    client.publish(`${REGISTER}?rid=1`);
    expect((await answer(client)).topic).toBe('$dps/registrations/res/202/?$rid=&retry-after=1');
  });

  test('the secondary group key serves as well', async () => {
    const harness = await startCloud();
    const secondary = harness.cloud.describe().enrollmentGroups[0]?.secondaryKey ?? '';
    const client = harness.open();
    const key = deriveKey(secondary, 'dev');
    client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now(), key }));
    await client.next('connack');
    await client.subscribe('$dps/registrations/res/#');
    client.publish(`${REGISTER}?$rid=1`);
    expect((await answer(client)).body['status']).toBe('assigning');
  });

  test('registration IDs are one without case, and the first spelling stays the device ID', async () => {
    const harness = await startCloud();
    await harness.register('Dev-A');
    // Another case is another key, which is right for the ID as it is sent.
    const again = await harness.register('dev-a');
    expect(again.registrationState).toMatchObject({ registrationId: 'dev-a', deviceId: 'Dev-A', status: 'assigned' });
    const { body } = await harness.rest('GET', '/api/devices');
    expect(body.value).toHaveLength(1);
  });

  test.each([
    [{ payload: { modelId: 'dtmi:a:b;1' } }],
    [{ payload: { iotcModelId: 'dtmi:a:b;1' } }],
    [{ payload: { '__iot:interfaces': { CapabilityModelId: 'dtmi:a:b;1' } } }],
    [{ data: { iotcModelId: 'dtmi:a:b;1' } }],
  ])('the model ID is found in %j', async (request) => {
    const harness = await startCloud();
    await harness.register('dev', request);
    expect((await harness.rest('GET', '/_emu/devices/dev')).body.modelId).toBe('dtmi:a:b;1');
  });

  test('a device that had been added to the hub by hand keeps its place and gets the keys of its group', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    expect((await harness.register('dev')).status).toBe('assigned');
    const { body } = await harness.rest('GET', '/api/devices/dev/credentials');
    expect(body.symmetricKey.primaryKey).toBe(harness.deviceKey('dev'));
  });

  test('a device that was removed comes back as a new one', async () => {
    const harness = await startCloud();
    await harness.register('Dev');
    await harness.rest('PATCH', '/api/devices/Dev/properties', { a: 1 });
    await harness.rest('DELETE', '/api/devices/Dev');
    expect((await harness.register('dev')).registrationState).toMatchObject({ deviceId: 'dev', status: 'assigned' });
    expect((await harness.rest('GET', '/_emu/devices')).body.value).toMatchObject([{ id: 'dev', desired: {} }]);
  });

  test('nobody is answered who has not subscribed', async () => {
    const harness = await startCloud();
    const client = harness.open();
    client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now() }));
    client.publish(`${REGISTER}?$rid=1`);
    client.send({ cmd: 'pingreq' });
    await client.next('pingresp');
    expect(client.received.map(({ cmd }) => cmd)).toEqual(['connack', 'puback']);
  });

  test('CONNECT, SUBSCRIBE and the registration may come in one piece, and are answered in order', async () => {
    const harness = await startCloud();
    const client = harness.open();
    client.send(
      dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now() }),
      { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '$dps/registrations/res/#', qos: 1 }] },
      { cmd: 'publish', messageId: 2, topic: `${REGISTER}?$rid=1`, payload: '', qos: 1, dup: false, retain: false },
    );
    await until(() => client.received.length === 4);
    expect(client.received.map(({ cmd }) => cmd)).toEqual(['connack', 'suback', 'puback', 'publish']);
  });
});
