import { describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import type { TestClient } from '../../support/test-client.ts';

const METHODS = '$iothub/methods/POST/#';

async function open(harness: CloudHarness): Promise<TestClient> {
  const client = await harness.connect('dev');
  await client.subscribe({ topic: METHODS, qos: 0 });
  return client;
}

describe('rule 10: direct methods', () => {
  test('a call reaches the device and its answer the caller', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    const answer = harness.rest('POST', '/api/devices/dev/commands/reboot', { request: { delay: 5 } });
    const { topic, payload, qos } = await client.next('publish');
    expect({ topic, body: payload.toString(), qos }).toEqual({
      topic: '$iothub/methods/POST/reboot/?$rid=1',
      body: '{"delay":5}',
      qos: 0,
    });
    client.publish('$iothub/methods/res/200/?$rid=1', '{"ok":true}', 0);
    expect(await answer).toMatchObject({ status: 201, body: { response: { ok: true }, responseCode: 200 } });
  });

  test('an answer nested beyond reason is a text, and can be kept', async () => {
    const lines: string[] = [];
    const harness = await startCloud({ keep: async (changes) => void lines.push(JSON.stringify(changes)) });
    const client = await open(harness);
    const answer = harness.rest('POST', '/api/devices/dev/commands/reboot', {});
    await client.next('publish');
    const response = '['.repeat(60_000) + ']'.repeat(60_000);
    client.publish('$iothub/methods/res/200/?$rid=1', response, 0);
    expect(await answer).toMatchObject({ status: 201, body: { response } });
    expect(lines.at(-1)).toContain(response);
  });

  test('request IDs are hexadecimal', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    const rids: string[] = [];
    for (let call = 0; call < 17; call += 1) {
      const answer = harness.rest('POST', '/api/devices/dev/commands/x', {});
      const rid = (await client.next('publish')).topic.split('$rid=')[1] ?? '';
      rids.push(rid);
      client.publish(`$iothub/methods/res/200/?$rid=${rid}`, '', 0);
      await answer;
    }
    expect(rids.slice(8)).toEqual(['9', 'a', 'b', 'c', 'd', 'e', 'f', '10', '11']);
  });

  test.each([
    ['a JSON value', '"2026-01-05T09:00:00Z"', '2026-01-05T09:00:00Z', 200],
    ['nothing', '', null, 404],
    ['a text that is no JSON', 'unknown method', 'unknown method', -1],
  ])('an answer may be %s, with any status', async (_name, body, response, responseCode) => {
    const harness = await startCloud();
    const client = await open(harness);
    const answer = harness.rest('POST', '/api/devices/dev/commands/x');
    expect((await client.next('publish')).payload.toString()).toBe('');
    client.publish(`$iothub/methods/res/${responseCode}/?$rid=1`, body);
    expect((await answer).body).toMatchObject({ response, responseCode, request: null });
  });

  test('the name is percent-encoded where it must be, a component’s star is not', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    void harness.rest('POST', `/api/devices/dev/commands/${encodeURIComponent('thermostat1*a b/c')}`, {});
    expect((await client.next('publish')).topic).toBe('$iothub/methods/POST/thermostat1*a%20b%2Fc/?$rid=1');
  });

  test.each([
    ['is not connected', async (harness: CloudHarness) => void (await harness.addDevice('dev'))],
    ['has not subscribed', async (harness: CloudHarness) => void (await harness.connect('dev'))],
  ])('a device that %s is 404, at once', async (_name, prepare) => {
    const harness = await startCloud();
    await prepare(harness);
    const { status, headers, body } = await harness.rest('POST', '/api/devices/dev/commands/x', {});
    expect({ status, code: headers['x-ms-error-code'] }).toEqual({ status: 404, code: 'NotFound' });
    expect(body.error.message).toBe('Could not connect to device in order to send command.');
  });

  test('a call can wait for a device that comes', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const answer = harness.rest('POST', '/api/devices/dev/commands/x', { connectionTimeout: 30 });
    await harness.clock.advance(29_000);
    const client = await open(harness);
    client.publish(`$iothub/methods/res/200/?${(await client.next('publish')).topic.split('?')[1]}`);
    expect((await answer).status).toBe(201);
  });

  test('and gives up when it does not come', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const answer = harness.rest('POST', '/api/devices/dev/commands/x', { connectionTimeout: 10 });
    await harness.clock.advance(10_000);
    expect((await answer).status).toBe(404);
    expect(harness.clock.pending).toBe(0);
  });

  test('no answer within 30 s is 504, and a late one is let go by', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    const answer = harness.rest('POST', '/api/devices/dev/commands/x', {});
    await client.next('publish');
    await harness.clock.advance(29_999);
    let ended = false;
    void answer.then(() => (ended = true));
    await harness.clock.settle();
    expect(ended).toBe(false);
    await harness.clock.advance(1);
    expect((await answer).status).toBe(504);
    client.publish('$iothub/methods/res/200/?$rid=1', '{}');
    await client.next('puback');
    expect(client.peer.isClosed).toBe(false);
  });

  test('the caller sets the time, from 5 s', async () => {
    const harness = await startCloud();
    await open(harness);
    const answer = harness.rest('POST', '/api/devices/dev/commands/x', { responseTimeout: 5 });
    await harness.clock.advance(5000);
    expect((await answer).status).toBe(504);
    expect((await harness.rest('POST', '/api/devices/dev/commands/x', { responseTimeout: 4 })).status).toBe(400);
  });

  test('a device that hangs up before it answers ends the call', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    const answer = harness.rest('POST', '/api/devices/dev/commands/x', {});
    await client.next('publish');
    client.peer.drop();
    expect(await answer).toMatchObject({ status: 404, body: { error: { code: 'DeviceConnectionClosedRemotely' } } });
  });

  test('a module has methods too', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const client = await harness.connect('dev/mod');
    await client.subscribe(METHODS);
    void harness.rest('POST', '/api/devices/dev%2Fmod/commands/x', {});
    expect((await client.next('publish')).topic).toBe('$iothub/methods/POST/x/?$rid=1');
  });

  test('calls are remembered, newest first, by their name', async () => {
    const harness = await startCloud();
    const client = await open(harness);
    for (const [at, name] of ['a', 'b', 'a'].entries()) {
      const answer = harness.rest('POST', `/api/devices/dev/commands/${name}`, { request: at });
      await client.next('publish');
      client.publish(`$iothub/methods/res/200/?$rid=${at + 1}`, String(at));
      await answer;
    }
    const { body } = await harness.rest('GET', '/api/devices/dev/commands/a');
    expect(body.value.map(({ request }: { request: number }) => request)).toEqual([2, 0]);
  });
});
