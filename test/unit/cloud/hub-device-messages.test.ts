import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printMessageHeaders } from '../../../src/cloud/rest/hub-device-headers.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askAsDevice, type HubDeviceParts } from '../../support/hub-device.ts';
import { makePolicyToken } from '../../support/hub-service.ts';

const EVENTS = '/messages/events?api-version=2021-04-12';
const MESSAGES = '/messages/devicebound';
const BATCH = { 'content-type': 'application/vnd.microsoft.iothub.json' };

interface Device {
  readonly harness: CloudHarness;
  readonly key: string;
  ask(method: 'GET' | 'POST' | 'DELETE', tail: string, parts?: Partial<HubDeviceParts>): ReturnType<typeof askAsDevice>;
  telemetry(): Promise<{ readonly body: unknown; readonly properties: Record<string, string> }[]>;
  /** Gives the message that the device is lent, with its lock. */
  receive(): Promise<{ readonly body: string; readonly headers: Record<string, string>; readonly lock: string }>;
  send(body: string): Promise<unknown>;
}

async function startDevice(id = 'dev', settings: object = {}): Promise<Device> {
  const harness = await startCloud({ settings });
  const key = await harness.addDevice(id);
  const device: Device = {
    harness,
    key,
    ask: (method, tail, parts = {}) => askAsDevice(harness, method, id, tail, { key, ...parts }),
    telemetry: async () => (await harness.rest('GET', `/_emu/devices/${id}/telemetry`)).body.value,
    async receive() {
      const { status, headers, body } = await device.ask('GET', MESSAGES);
      expect(status).toBe(200);
      return { body, headers: { ...headers }, lock: (headers['etag'] ?? '').replaceAll('"', '') };
    },
    send: (body) => harness.rest('POST', `/_emu/devices/${id}/messages`, { messageId: `m-${body}`, body }),
  };
  return device;
}

const queued = async ({ harness }: Device): Promise<number> =>
  (await harness.rest('GET', '/_emu/devices/dev')).body.queuedMessages;

describe('a message from a device over HTTPS', () => {
  test('is kept as one over MQTT is, with its properties under the same names', async () => {
    const device = await startDevice();
    const headers = {
      'iothub-to': '/devices/dev/messages/events',
      'iothub-messageid': 'm1',
      'iothub-correlationid': 'c1',
      'iothub-contenttype': 'application/json',
      'iothub-contentencoding': 'utf-8',
      'dt-subject': 'thermostat1',
      'iothub-app-alert': 'a b&c',
      'iothub-app-alarmlevel': '3',
      'user-agent': 'test',
    };
    const headerNames = { 'iothub-app-alarmlevel': 'iothub-app-alarmLevel', 'user-agent': 'User-Agent' };
    const answer = await device.ask('POST', EVENTS, { body: '{"t":21.5}', headers, headerNames });
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(await device.telemetry()).toMatchObject([
      {
        body: { t: 21.5 },
        properties: {
          '$.mid': 'm1',
          '$.cid': 'c1',
          '$.ct': 'application/json',
          '$.ce': 'utf-8',
          '$.sub': 'thermostat1',
          alert: 'a b&c',
          alarmLevel: '3',
        },
      },
    ]);
    const [{ properties } = { properties: {} }] = await device.telemetry();
    expect(Object.keys(properties)).toHaveLength(7);
    expect(device.harness.events).toContainEqual(expect.objectContaining({ type: 'telemetry', deviceId: 'dev' }));
    expect((await device.harness.rest('GET', '/_emu/devices/dev')).body.lastActivityAt).not.toBeNull();
  });

  test('may be bytes that are no text, and may be empty', async () => {
    const device = await startDevice();
    await device.ask('POST', EVENTS, { body: new Uint8Array([0xff, 0, 0xfe]) });
    await device.ask('POST', EVENTS);
    expect((await device.telemetry()).map(({ body }) => body)).toEqual(['', '/wD+']);
  });

  test('comes with others, each with its own properties', async () => {
    const device = await startDevice();
    const body = [
      {
        body: Buffer.from('{"n":1}').toString('base64'),
        properties: { 'iothub-app-Key': 'v', 'iothub-messageid': 'm1' },
      },
      { body: 'plain', base64Encoded: false },
    ];
    expect((await device.ask('POST', EVENTS, { body, headers: BATCH })).status).toBe(204);
    expect(await device.telemetry()).toMatchObject([
      { body: 'plain', properties: {} },
      { body: { n: 1 }, properties: { Key: 'v', '$.mid': 'm1' } },
    ]);
  });

  test.each([
    ['that is no array', '{}'],
    ['that is no JSON', '['],
    ['that is empty', '[]'],
    ['with an entry without a body', [{ body: 'AQ==' }, { properties: {} }]],
    ['with a body that is no base64', [{ body: 'AQ==' }, { body: '?' }]],
    ['with a property that is no text', [{ body: 'AQ==' }, { body: 'AQ==', properties: { a: 1 } }]],
    ['of 501 messages', Array.from({ length: 501 }, () => ({ body: 'AQ==' }))],
  ])('of a batch %s is refused with all the others', async (_name, body) => {
    const device = await startDevice();
    const answer = await device.ask('POST', EVENTS, { body, headers: BATCH });
    expect(answer).toMatchObject({ status: 400, headers: { 'iothub-errorcode': 'ArgumentInvalid' } });
    expect(await device.telemetry()).toEqual([]);
  });

  test('is refused beyond 256 KB, properties and a batch’s other messages included', async () => {
    const device = await startDevice();
    const limit = 256 * 1024;
    expect((await device.ask('POST', EVENTS, { body: 'x'.repeat(limit) })).status).toBe(204);
    const headers = { 'iothub-app-a': '1' };
    expect(await device.ask('POST', EVENTS, { body: 'x'.repeat(limit), headers })).toMatchObject({
      status: 413,
      headers: { 'iothub-errorcode': 'MessageTooLarge' },
    });
    const half = { body: 'x'.repeat(limit / 2 + 1), base64Encoded: false };
    expect((await device.ask('POST', EVENTS, { body: [half, half], headers: BATCH })).status).toBe(413);
    expect(await device.telemetry()).toHaveLength(1);
  });
});

describe('a message to a device over HTTPS', () => {
  test('is lent with its properties, and gone once it is completed', async () => {
    const device = await startDevice();
    await device.harness.rest('POST', '/_emu/devices/dev/messages', {
      messageId: 'm1',
      body: { a: 'ü' },
      contentType: 'application/json',
      properties: { alert: 'yes', größe: '3 µm' },
      expirySeconds: 60,
    });
    const { body, headers, lock } = await device.receive();
    expect(body).toBe('{"a":"ü"}');
    expect(headers).toMatchObject({
      etag: `"${lock}"`,
      'iothub-messageid': 'm1',
      'iothub-to': '/devices/dev/messages/devicebound',
      'iothub-expiry': '2026-01-05T09:11:11.000Z',
      'iothub-enqueuedtime': '2026-01-05T09:10:11.000Z',
      'iothub-deliverycount': '1',
      'iothub-contenttype': 'application/json',
      'iothub-app-alert': 'yes',
      'iothub-app-gr%C3%B6%C3%9Fe': '3%20%C2%B5m',
    });
    expect((await device.ask('GET', MESSAGES)).status).toBe(204);
    expect(await queued(device)).toBe(1);
    expect((await device.ask('DELETE', `${MESSAGES}/${lock}?api-version=2021-04-12`)).status).toBe(204);
    expect(await queued(device)).toBe(0);
    expect(device.harness.events).toContainEqual(expect.objectContaining({ messageId: 'm1', outcome: 'completed' }));
  });

  test('is rejected for good', async () => {
    const device = await startDevice();
    await device.send('1');
    const { lock } = await device.receive();
    expect((await device.ask('DELETE', `${MESSAGES}/${lock}?api-version=2021-04-12&reject`)).status).toBe(204);
    expect(await queued(device)).toBe(0);
    expect(device.harness.events.at(-1)).toMatchObject({ messageId: 'm-1', outcome: 'rejected' });
  });

  test('goes back into its place when it is abandoned, and counts as delivered', async () => {
    const device = await startDevice();
    await device.send('1');
    await device.send('2');
    const { lock } = await device.receive();
    expect((await device.ask('POST', `${MESSAGES}/%22${lock}%22/abandon`)).status).toBe(204);
    const again = await device.receive();
    expect(again).toMatchObject({ body: '1', headers: { 'iothub-deliverycount': '2' } });
    expect(again.lock).not.toBe(lock);
    expect((await device.receive()).body).toBe('2');
  });

  test('is dropped when it was abandoned too often', async () => {
    const device = await startDevice('dev', { messageMaxDeliveryCount: 2 });
    await device.send('1');
    for (let round = 0; round < 2; round += 1) {
      await device.ask('POST', `${MESSAGES}/${(await device.receive()).lock}/abandon`);
    }
    expect((await device.ask('GET', MESSAGES)).status).toBe(204);
    expect(device.harness.events.at(-1)).toMatchObject({ messageId: 'm-1', outcome: 'delivery-count-exceeded' });
  });

  test('is lent anew when its lock has run out, and the old lock settles nothing', async () => {
    const device = await startDevice();
    await device.send('1');
    const { lock } = await device.receive();
    await device.harness.clock.advance(60_000);
    expect(await device.ask('DELETE', `${MESSAGES}/${lock}`)).toMatchObject({
      status: 412,
      headers: { 'iothub-errorcode': 'DeviceMessageLockLost' },
    });
    expect((await device.receive()).headers['iothub-deliverycount']).toBe('2');
    expect((await device.ask('POST', `${MESSAGES}/nothing/abandon`)).status).toBe(412);
  });

  test('is not delivered over MQTT while it is lent, and is once it is abandoned', async () => {
    const device = await startDevice();
    const client = await device.harness.connect('dev');
    await device.send('1');
    const { lock } = await device.receive();
    await client.subscribe('devices/dev/messages/devicebound/#');
    expect(client.received).toEqual([]);
    await device.ask('POST', `${MESSAGES}/${lock}/abandon`);
    const { payload, messageId = 0 } = await client.next('publish');
    expect(payload.toString()).toBe('1');
    expect((await device.ask('GET', MESSAGES)).status).toBe(204);
    client.send({ cmd: 'puback', messageId });
    await expect.poll(() => queued(device)).toBe(0);
  });

  test('that is lent is not sent again when an MQTT session is resumed', async () => {
    const device = await startDevice();
    const first = await device.harness.connect('dev');
    await first.subscribe('devices/dev/messages/devicebound/#');
    first.peer.drop();
    await expect.poll(async () => (await device.harness.rest('GET', '/_emu/devices/dev')).body.connected).toBe(false);
    await device.send('1');
    await device.receive();
    const second = await device.harness.connect('dev');
    await second.subscribe({ topic: '$iothub/methods/POST/#', qos: 0 });
    expect(second.received).toEqual([]);
  });
});

describe('the headers of a message', () => {
  test('can be sent, whatever its properties are', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
    const properties = fc.dictionary(fc.string({ minLength: 1, unit: 'binary' }), text);
    fc.assert(
      fc.property(text, properties, (messageId, given) => {
        const message = { messageId, body: '', properties: given, enqueuedAt: 0, expiresAt: 0, deliveryCount: 1 };
        for (const [name, value] of Object.entries(printMessageHeaders('dev', 'lock', message))) {
          validateHeaderName(name);
          validateHeaderValue(name, value);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('may be asked about by pages of other origins, but for those that are nobody’s business', async () => {
    const { harness } = await startDevice();
    const headers = { 'access-control-request-headers': 'iothub-app-alert, x-ms-blob-type, cookie, x-evil\r\n' };
    const answer = await harness.cloud.rest({ method: 'OPTIONS', url: `/devices/dev${EVENTS}`, headers });
    const allowed = (answer.headers['access-control-allow-headers'] ?? '').split(',');
    expect(allowed).toEqual(expect.arrayContaining(['authorization', 'iothub-app-alert', 'x-ms-blob-type']));
    expect(allowed.filter((name) => /cookie|evil/.test(name))).toEqual([]);
  });
});

describe('a device that asks over HTTPS', () => {
  const OTHER_KEY = Buffer.alloc(32, 9).toString('base64');

  test.each([
    ['without a token', { authorization: null }, 'no-authorization'],
    ['with a token of another key', { key: OTHER_KEY }, 'wrong-key'],
    ['with a token of another device', { sr: 'localhost%2Fdevices%2Fother' }, 'token-resource'],
    ['with a token of another host', { sr: 'other.example%2Fdevices%2Fdev' }, 'other-host'],
    ['with a token that has ended', { se: 1_700_000_000 }, 'token-expired'],
    ['with what is no token', { authorization: 'Bearer x' }, 'token-form'],
  ] as const)('%s is refused, and nothing is taken', async (_name, parts, cause) => {
    const device = await startDevice();
    await device.send('1');
    const answer = await device.ask('POST', EVENTS, { body: '1', ...parts });
    expect(answer).toMatchObject({ status: 401, headers: { 'iothub-errorcode': 'IotHubUnauthorizedAccess' } });
    expect(JSON.parse(answer.body).Message).toBe('ErrorCode:IotHubUnauthorizedAccess;Unauthorized');
    expect((await device.ask('GET', MESSAGES, parts)).status).toBe(401);
    expect(await device.telemetry()).toEqual([]);
    expect(await device.harness.lastAttempt()).toMatchObject({
      cause,
      identity: 'dev',
      road: 'http',
      remote: '192.0.2.7:5555',
    });
    expect((await device.receive()).headers['iothub-deliverycount']).toBe('1');
  });

  test('and is not known is answered like one with a wrong key', async () => {
    const { harness, key } = await startDevice();
    expect((await askAsDevice(harness, 'POST', 'nobody', EVENTS, { key })).status).toBe(401);
    expect((await harness.lastAttempt()).cause).toBe('unknown-device');
  });

  test('and is disabled is told so, once its token was found right', async () => {
    const device = await startDevice();
    await device.harness.rest('POST', '/_emu/devices/dev/block');
    expect(await device.ask('POST', EVENTS, { body: '1' })).toMatchObject({
      status: 403,
      headers: { 'iothub-errorcode': 'DeviceDisabled' },
    });
    expect((await device.ask('POST', EVENTS, { body: '1', key: OTHER_KEY })).status).toBe(401);
    expect(await device.telemetry()).toEqual([]);
  });

  test.each([
    [3, 503],
    [5, 401],
  ])('meets an outage that is %i over MQTT as %i', async (returnCode, status) => {
    const device = await startDevice();
    await device.harness.rest('PUT', '/_emu/faults/f', { kind: 'refuse', service: 'hub', returnCode, times: 1 });
    expect((await device.ask('POST', EVENTS, { body: '1' })).status).toBe(status);
    expect(await device.telemetry()).toEqual([]);
    expect((await device.ask('POST', EVENTS, { body: '1' })).status).toBe(204);
  });

  test('may sign with a policy that lets devices connect, and with no other', async () => {
    const device = await startDevice();
    const by = (policy: string) =>
      device.ask('POST', EVENTS, { body: '1', authorization: makePolicyToken(device.harness, policy) });
    expect((await by('device')).status).toBe(204);
    expect((await by('service')).status).toBe(401);
    expect(await device.telemetry()).toHaveLength(1);
    const token = { key: device.key, authorization: makePolicyToken(device.harness, 'device') };
    expect((await askAsDevice(device.harness, 'POST', 'nobody', EVENTS, token)).status).toBe(404);
  });

  test.each([
    ['GET', '/messages/events', 405],
    ['GET', '/messages/other', 404],
    ['POST', '/files/other', 404],
  ] as const)('%s %s is answered as the hub answers', async (method, tail, status) => {
    const device = await startDevice();
    const answer = await device.ask(method, tail);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body).Message).toContain('ErrorCode:');
  });
});
