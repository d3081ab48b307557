import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';
import type { TestClient } from '../../support/test-client.ts';

const invoke = (harness: CloudHarness, body: unknown, id = 'dev') =>
  askHub(harness, 'POST', `/twins/${id}/methods`, { body });

async function listen(harness: CloudHarness, id = 'dev'): Promise<TestClient> {
  const client = await harness.connect(id);
  await client.subscribe({ topic: '$iothub/methods/POST/#', qos: 0 });
  return client;
}

/** The hub wraps what its gateway says in the registry's envelope, as a text. */
function unwrap(answer: { body: { Message: string; ExceptionMessage: string } }): unknown {
  expect(answer.body.ExceptionMessage).toBe('');
  return JSON.parse(answer.body.Message);
}

describe('a direct method, called by a back end', () => {
  test('answers with the device’s status and payload, and is remembered', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    const answer = invoke(harness, { methodName: 'reboot', payload: { delay: 5 }, responseTimeoutInSeconds: 30 });
    const { topic, payload } = await client.next('publish');
    expect([topic, payload.toString()]).toEqual(['$iothub/methods/POST/reboot/?$rid=1', '{"delay":5}']);
    client.publish('$iothub/methods/res/207/?$rid=1', '{"ok":true}', 0);
    expect(await answer).toMatchObject({ status: 200, body: { status: 207, payload: { ok: true } } });
    expect((await harness.rest('GET', '/api/devices/dev/commands/reboot')).body.value).toMatchObject([
      { request: { delay: 5 }, response: { ok: true }, responseCode: 207 },
    ]);
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'command', deviceId: 'dev', name: 'reboot', outcome: 'answered', status: 207 }),
    );
  });

  test('reaches a module', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const client = await listen(harness, 'dev/mod');
    const answer = invoke(harness, { methodName: 'ping' }, 'dev/modules/mod');
    await client.next('publish');
    client.publish('$iothub/methods/res/200/?$rid=1', '', 0);
    expect(await answer).toMatchObject({ status: 200, body: { status: 200, payload: null } });
  });

  test('is refused with 404103 while the device is not online', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const answer = await invoke(harness, { methodName: 'x' });
    expect(answer).toMatchObject({ status: 404, headers: { 'iothub-errorcode': 'DeviceNotOnline' } });
    expect(unwrap(answer)).toMatchObject({
      errorCode: 404103,
      message: 'Timed out waiting for device to connect.',
      trackingId: expect.any(String),
      timestampUtc: expect.any(String),
    });
  });

  test('waits for a device that is to come', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const answer = invoke(harness, { methodName: 'x', connectTimeoutInSeconds: 10 });
    await harness.clock.advance(1000);
    const client = await listen(harness);
    await client.next('publish');
    client.publish('$iothub/methods/res/200/?$rid=1', '1', 0);
    expect((await answer).body).toEqual({ status: 200, payload: 1 });
  });

  test('is refused with 504101 when no answer comes in its time', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    const answer = invoke(harness, { methodName: 'x', responseTimeoutInSeconds: 5 });
    await client.next('publish');
    await harness.clock.advance(5000);
    expect(await answer).toMatchObject({ status: 504, headers: { 'iothub-errorcode': 'GatewayTimeout' } });
    expect(unwrap(await answer)).toMatchObject({ errorCode: 504101 });
    expect(harness.events).toContainEqual(expect.objectContaining({ type: 'command', outcome: 'timed-out' }));
  });

  test('is refused with 404104 when the device hangs up', async () => {
    const harness = await startCloud();
    const client = await listen(harness);
    const answer = invoke(harness, { methodName: 'x' });
    await client.next('publish');
    client.send({ cmd: 'disconnect' });
    expect(unwrap(await answer)).toMatchObject({ errorCode: 404104 });
  });

  test.each([
    ['no body', undefined, 400],
    ['no name', { payload: 1 }, 400],
    ['an empty name', { methodName: '' }, 400],
    ['a response timeout of 4', { methodName: 'x', responseTimeoutInSeconds: 4 }, 400],
    ['a response timeout of 301', { methodName: 'x', responseTimeoutInSeconds: 301 }, 400],
    ['a connect timeout of 301', { methodName: 'x', connectTimeoutInSeconds: 301 }, 400],
    ['a connect timeout that is no number', { methodName: 'x', connectTimeoutInSeconds: '5' }, 400],
    ['a payload of more than 128 KB', { methodName: 'x', payload: 'x'.repeat(128 * 1024) }, 413],
  ])('is refused with %s', async (_name, body, status) => {
    const harness = await startCloud();
    const client = await listen(harness);
    const answer = await invoke(harness, body);
    expect(answer.status).toBe(status);
    expect(unwrap(answer)).toMatchObject({ errorCode: status === 400 ? 400004 : 413001 });
    expect(client.received).toEqual([]);
  });

  test('of a device that is not there is refused as the registry does', async () => {
    const answer = await invoke(await startCloud(), { methodName: 'x' });
    expect(answer).toMatchObject({ status: 404, headers: { 'iothub-errorcode': 'DeviceNotFound' } });
    expect(answer.body.Message).toBe('ErrorCode:DeviceNotFound;Device dev not registered');
  });
});
