import { describe, expect, test } from 'vitest';
import { startCloud } from '../../support/cloud-harness.ts';
import { askCentral } from '../../support/central.ts';
import { makeFault } from '../../support/faults.ts';
import { askAsDevice } from '../../support/hub-device.ts';
import { askHub } from '../../support/hub-service.ts';

const THROTTLED = {
  status: 429,
  headers: {
    'iothub-errorcode': 'ThrottlingBacklogTimeout',
    'retry-after': '7',
    'content-type': 'application/json; charset=utf-8',
  },
  body: {
    Message: 'ErrorCode:ThrottlingBacklogTimeout;The hub is throttled, try again in 7 seconds.',
    ExceptionMessage: expect.stringMatching(/^Tracking ID:[0-9a-f-]{36}-G:0-TimeStamp:/),
  },
};

describe('a throttled hub', () => {
  test.each([
    ['GET', '/devices'],
    ['GET', '/devices/dev'],
    ['GET', '/twins/dev'],
    ['POST', '/devices/query'],
    ['GET', '/jobs/v2/query'],
  ] as const)('answers %s %s with 429, when to come again, and a line in the log', async (method, path) => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 7 })] });
    const answer = await askHub(harness, method, path, { body: { query: 'SELECT * FROM devices' } });
    expect(answer).toMatchObject(THROTTLED);
    expect(await harness.lastAttempt()).toMatchObject({ service: 'hub', cause: 'fault-struck' });
  });

  test('changes nothing of what it was asked to change', async () => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 7 })] });
    expect((await askHub(harness, 'PUT', '/devices/new', { body: {} })).status).toBe(429);
    expect(harness.cloud.snapshot().identities).toEqual([]);
  });

  test('tells those without a right token that they have none', async () => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 7, times: 1 })] });
    expect((await askHub(harness, 'GET', '/devices', { authorization: null })).status).toBe(401);
    expect((await askHub(harness, 'GET', '/devices')).status).toBe(429);
  });

  test('answers as often as it is to, and as it did before after that', async () => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 7, times: 2 })] });
    const statuses: number[] = [];
    for (let at = 0; at < 3; at += 1) statuses.push((await askHub(harness, 'GET', '/devices')).status);
    expect(statuses).toEqual([429, 429, 200]);
  });

  test('for one device, is throttled for that one and its modules alone', async () => {
    const harness = await startCloud();
    for (const id of ['dev', 'dev/mod', 'other']) await harness.addDevice(id);
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 7, deviceId: 'dev' })] });
    const statusOf = async (path: string): Promise<number> => (await askHub(harness, 'GET', path)).status;
    expect(await statusOf('/twins/dev')).toBe(429);
    expect(await statusOf('/devices/dev/modules/mod')).toBe(429);
    expect(await statusOf('/twins/other')).toBe(200);
    expect(await statusOf('/devices')).toBe(200);
    // A configuration of the device's name is no device.
    expect(await statusOf('/configurations/dev')).toBe(404);
  });

  test('answers devices over HTTPS so, too, once their token was found right', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 7 })] });
    const send = (parts: object) =>
      askAsDevice(harness, 'POST', 'dev', '/messages/events', { key, body: '1', ...parts });
    expect(await send({ authorization: null })).toMatchObject({ status: 401 });
    const { status, headers } = await send({});
    expect({ status, headers }).toMatchObject({ status: 429, headers: THROTTLED.headers });
    expect(harness.events.filter(({ type }) => type === 'telemetry')).toEqual([]);
  });

  test('leaves IoT Central, and who ends the fault, alone', async () => {
    const harness = await startCloud();
    await harness.set({ faults: [makeFault('throttle', { delaySeconds: 7 })] });
    expect((await askCentral(harness, 'GET', '/api/devices')).status).toBe(200);
    await harness.set({ faults: [] });
    expect((await askHub(harness, 'GET', '/devices')).status).toBe(200);
  });
});
