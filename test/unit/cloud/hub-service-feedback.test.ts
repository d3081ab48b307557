import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/bytes/json.ts';
import { FEEDBACK_BATCH, FEEDBACK_LIMIT } from '../../../src/cloud/services/message-feedback.ts';
import { applyChanges, type KeptChange } from '../../../src/cloud/state/kept-change.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { nodeCrypto, startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { askAsDevice } from '../../support/hub-device.ts';
import { askHub } from '../../support/hub-service.ts';

const FEEDBACK = '/messages/serviceBound/feedback';
const HOUR = 3_600_000;

async function post(
  harness: CloudHarness,
  messageId: string,
  ack: string | undefined,
  more: object = {},
): Promise<void> {
  const { status } = await harness.rest('POST', '/_emu/devices/dev/messages', { body: 'x', messageId, ack, ...more });
  expect(status).toBe(201);
}

/** Takes a message as a device does over HTTPS and settles it. */
async function settle(harness: CloudHarness, key: string, how: 'complete' | 'reject' | 'abandon'): Promise<void> {
  const path = '/messages/devicebound';
  const { headers } = await askAsDevice(harness, 'GET', 'dev', path, { key });
  const lock = `${path}/${headers['etag']?.replaceAll('"', '')}`;
  const [method, tail] = how === 'abandon' ? (['POST', '/abandon'] as const) : (['DELETE', ''] as const);
  const query = how === 'reject' ? '?reject' : '';
  expect((await askAsDevice(harness, method, 'dev', lock + tail + query, { key })).status).toBe(204);
}

const take = (harness: CloudHarness): Promise<Answer> => askHub(harness, 'GET', FEEDBACK);
const lockOf = ({ headers }: Answer): string => (headers['etag'] ?? '').replaceAll('"', '');
const idsOf = ({ body }: Answer): string[] => body.map((one: { OriginalMessageId: string }) => one.OriginalMessageId);

async function startWithDevice(): Promise<{ harness: CloudHarness; key: string }> {
  const harness = await startCloud();
  return { harness, key: await harness.addDevice('dev') };
}

/** Makes feedback of so many messages, named by their number. */
async function complete(harness: CloudHarness, key: string, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await post(harness, String(at), 'full');
    await settle(harness, key, 'complete');
  }
}

describe('feedback of messages to devices', () => {
  test('is 204 while there is none', async () => {
    const { harness } = await startWithDevice();
    expect(await take(harness)).toMatchObject({ status: 204, body: undefined });
  });

  test('is an array of records with a lock, as the hub writes it', async () => {
    const { harness, key } = await startWithDevice();
    await post(harness, 'm-1', 'full');
    await harness.clock.advance(1234);
    await settle(harness, key, 'complete');
    await harness.clock.advance(1000);
    const { status, headers, body } = await take(harness);
    expect({ status, headers }).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/vnd.microsoft.iothub.feedback.json',
        etag: expect.stringMatching(/^"[0-9a-f-]{36}"$/),
        'iothub-enqueuedtime': '2026-01-05T09:10:13.234Z',
        'iothub-userid': 'localhost',
      },
    });
    expect(body).toEqual([
      {
        OriginalMessageId: 'm-1',
        DeviceGenerationId: harness.cloud.snapshot().identities[0]?.generationId,
        DeviceId: 'dev',
        EnqueuedTimeUtc: '2026-01-05T09:10:12.234Z',
        StatusCode: 'Success',
        Description: 'Success',
      },
    ]);
  });

  test.each([
    ['full', ['Success', 'Rejected', 'Expired', 'Purged', 'DeliveryCountExceeded']],
    ['positive', ['Success']],
    ['negative', ['Rejected', 'Expired', 'Purged', 'DeliveryCountExceeded']],
    ['none', []],
    [undefined, []],
  ])('with the ack %s, tells of %j', async (ack, expected) => {
    const { harness, key } = await startWithDevice();
    await harness.set({ messageMaxDeliveryCount: 1 });
    await post(harness, 'done', ack);
    await settle(harness, key, 'complete');
    await post(harness, 'refused', ack);
    await settle(harness, key, 'reject');
    await post(harness, 'late', ack, { expirySeconds: 1 });
    await harness.clock.advance(1000);
    await post(harness, 'emptied', ack);
    await askHub(harness, 'DELETE', '/devices/dev/commands');
    await post(harness, 'too often', ack);
    await settle(harness, key, 'abandon');
    const { body = [] } = await take(harness);
    expect(body.map(({ StatusCode }: { StatusCode: string }) => StatusCode)).toEqual(expected);
  });

  test('tells of a message that ended by PUBACK, and one whose device never came', async () => {
    const { harness } = await startWithDevice();
    await post(harness, 'late', 'negative', { expirySeconds: 60 });
    await harness.clock.advance(90_000);
    const answer = await take(harness);
    expect(answer.body).toMatchObject([{ StatusCode: 'Expired', EnqueuedTimeUtc: '2026-01-05T09:11:11.000Z' }]);
    const client = await harness.connect('dev');
    await client.subscribe({ topic: 'devices/dev/messages/devicebound/#', qos: 1 });
    await post(harness, 'acknowledged', 'positive');
    const { topic, messageId } = await client.next('publish');
    expect(topic).toContain('&iothub-ack=positive');
    client.send({ cmd: 'puback', messageId: messageId ?? 0 });
    expect(idsOf(await take(harness))).toEqual(['acknowledged']);
  });

  test('the ack can stand among the properties, too', async () => {
    const { harness, key } = await startWithDevice();
    await post(harness, 'm-1', undefined, { properties: { 'iothub-ack': 'full' } });
    await settle(harness, key, 'complete');
    expect(idsOf(await take(harness))).toEqual(['m-1']);
  });

  test.each([{ ack: 'all' }, { ack: 1 }, { ack: null }, { properties: { 'iothub-ack': 'FULL' } }])(
    'there is no ack %j',
    async (parts) => {
      const { harness } = await startWithDevice();
      const { status, body } = await harness.rest('POST', '/_emu/devices/dev/messages', { body: 'x', ...parts });
      expect({ status, message: body.error.message }).toEqual({
        status: 400,
        message: 'ack must be none, positive, negative or full.',
      });
    },
  );
});

describe('a lock on feedback', () => {
  test('keeps it from others, and completing it ends it', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 2);
    const answer = await take(harness);
    expect(idsOf(answer)).toEqual(['0', '1']);
    expect((await take(harness)).status).toBe(204);
    expect((await askHub(harness, 'DELETE', `${FEEDBACK}/${lockOf(answer)}`)).status).toBe(204);
    await harness.clock.advance(120_000);
    expect((await take(harness)).status).toBe(204);
    expect(harness.cloud.snapshot().feedback).toEqual([]);
  });

  test('is given back by abandoning it, and ends by itself after a minute', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 1);
    const first = lockOf(await take(harness));
    expect((await askHub(harness, 'POST', `${FEEDBACK}/%22${first}%22/abandon`)).status).toBe(204);
    const second = await take(harness);
    expect(idsOf(second)).toEqual(['0']);
    expect(lockOf(second)).not.toBe(first);
    await harness.clock.advance(59_999);
    expect((await take(harness)).status).toBe(204);
    await harness.clock.advance(1);
    expect(idsOf(await take(harness))).toEqual(['0']);
  });

  test.each([
    ['DELETE', ''],
    ['POST', '/abandon'],
  ] as const)('%s of one that is over is 412', async (method, tail) => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 1);
    const lock = lockOf(await take(harness));
    await harness.clock.advance(60_000);
    for (const path of [`${FEEDBACK}/${lock}${tail}`, `${FEEDBACK}/none${tail}`]) {
      expect(await askHub(harness, method, path)).toMatchObject({
        status: 412,
        headers: { 'iothub-errorcode': 'DeviceMessageLockLost' },
        body: { Message: expect.stringMatching(/^ErrorCode:DeviceMessageLockLost;/) },
      });
    }
  });

  test('holds a hundred records, and the next one the next', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, FEEDBACK_BATCH + 1);
    expect(idsOf(await take(harness))).toHaveLength(FEEDBACK_BATCH);
    expect(idsOf(await take(harness))).toEqual([String(FEEDBACK_BATCH)]);
  });
});

describe('feedback that nobody settles', () => {
  test('is gone after ten deliveries', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 1);
    for (let at = 0; at < 10; at += 1) {
      const answer = await take(harness);
      expect(idsOf(answer)).toEqual(['0']);
      await askHub(harness, 'POST', `${FEEDBACK}/${lockOf(answer)}/abandon`);
    }
    expect((await take(harness)).status).toBe(204);
    expect(harness.cloud.snapshot().feedback).toEqual([]);
  });

  test('is gone after an hour', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 1);
    await harness.clock.advance(HOUR - 1);
    expect(idsOf(await take(harness))).toEqual(['0']);
    await harness.clock.advance(60_000);
    expect((await take(harness)).status).toBe(204);
  });

  test('gives way to newer feedback when there is too much, and goes with its device', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, FEEDBACK_LIMIT + 1);
    const kept = harness.cloud.snapshot().feedback.map(({ messageId }) => messageId);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([FEEDBACK_LIMIT, '1', String(FEEDBACK_LIMIT)]);
    await askHub(harness, 'DELETE', '/devices/dev', { ifMatch: '*' });
    expect(harness.cloud.snapshot().feedback).toEqual([]);
  });
});

describe('who may have feedback', () => {
  test.each([
    ['nobody without a token', { authorization: null }],
    ['no policy that only reads the registry', { policy: 'registryRead' }],
    ['no device', { policy: 'device' }],
  ])('%s', async (_name, parts) => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 1);
    for (const [method, path] of [
      ['GET', FEEDBACK],
      ['DELETE', `${FEEDBACK}/x`],
      ['POST', `${FEEDBACK}/x/abandon`],
    ] as const) {
      expect((await askHub(harness, method, path, parts)).status).toBe(401);
    }
    expect(idsOf(await askHub(harness, 'GET', FEEDBACK, { policy: 'service' }))).toEqual(['0']);
  });
});

describe('feedback that is kept', () => {
  test('outlives the cloud, its locks do not', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 1);
    const lock = lockOf(await take(harness));
    const state = readCloudState(JSON.parse(JSON.stringify(harness.cloud.snapshot())) as Json, nodeCrypto, 0);
    const again = await startCloud({ state });
    expect((await askHub(again, 'DELETE', `${FEEDBACK}/${lock}`)).status).toBe(412);
    expect(idsOf(await take(again))).toEqual(['0']);
  });

  test('is told to the host record by record, and that it is gone', async () => {
    const changes: KeptChange[] = [];
    const keep = async (some: readonly KeptChange[]): Promise<void> => {
      changes.push(...structuredClone(some.filter(({ book }) => book === 'feedback')));
    };
    const harness = await startCloud({ keep });
    const base = JSON.parse(JSON.stringify(harness.cloud.snapshot())) as Json;
    const key = await harness.addDevice('dev');
    await complete(harness, key, 1);
    const answer = await take(harness);
    const kept = applyChanges(base, JSON.parse(JSON.stringify(changes)) as Json[]);
    expect(kept).toMatchObject({ feedback: [{ messageId: '0', status: 'Success', deliveryCount: 1 }] });
    await askHub(harness, 'DELETE', `${FEEDBACK}/${lockOf(answer)}`);
    expect(applyChanges(base, JSON.parse(JSON.stringify(changes)) as Json[])).toMatchObject({ feedback: [] });
  });

  test('is read only as it is written', async () => {
    const { harness, key } = await startWithDevice();
    await complete(harness, key, 1);
    const state = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    state.feedback[0].status = 'Lost';
    expect(readCloudState(state, nodeCrypto, 0)).toBeUndefined();
  });
});
