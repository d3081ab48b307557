import { describe, expect, test } from 'vitest';
import type { CloudState } from '../../../src/cloud/state/cloud-state.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';
import type { TestClient } from '../../support/test-client.ts';

const NOW = '2026-01-05T09:10:11.0000000Z';
const twinJob = (more: object = {}) => ({
  type: 'scheduleUpdateTwin',
  updateTwin: { etag: '*', tags: { lot: 7 }, properties: { desired: { rate: 5 } } },
  queryCondition: '*',
  ...more,
});
const methodJob = (more: object = {}) => ({
  type: 'scheduleDeviceMethod',
  cloudToDeviceMethod: { methodName: 'reboot', payload: { delay: 1 }, responseTimeoutInSeconds: 30 },
  queryCondition: "deviceId = 'a'",
  maxExecutionTimeInSeconds: 600,
  ...more,
});

const put = (harness: CloudHarness, id: string, body: object) =>
  askHub(harness, 'PUT', `/jobs/v2/${encodeURIComponent(id)}`, { body });
const get = async (harness: CloudHarness, id: string) => (await askHub(harness, 'GET', `/jobs/v2/${id}`)).body;
const rows = async (harness: CloudHarness, where = '') =>
  (await askHub(harness, 'POST', '/devices/query', { body: { query: `SELECT * FROM devices.jobs ${where}` } })).body;
const twin = async (harness: CloudHarness, id: string) => (await askHub(harness, 'GET', `/twins/${id}`)).body;

async function startWith(...ids: readonly string[]): Promise<CloudHarness> {
  const harness = await startCloud();
  for (const id of ids) await harness.addDevice(id);
  return harness;
}

async function listen(harness: CloudHarness, id: string): Promise<TestClient> {
  const client = await harness.connect(id);
  await client.subscribe({ topic: '$iothub/methods/POST/#', qos: 0 });
  return client;
}

async function answerCall(client: TestClient, status: number, payload: string): Promise<void> {
  const rid = /\$rid=(.*)$/.exec((await client.next('publish')).topic)?.[1];
  client.publish(`$iothub/methods/res/${status}/?$rid=${rid}`, payload, 0);
}

describe('a job that changes twins', () => {
  test('is taken, done to the devices that its condition finds, and tells what it did', async () => {
    const harness = await startWith('a', 'b', 'c');
    const taken = await put(harness, 'job 1', twinJob({ queryCondition: "deviceId IN ['a', 'b']" }));
    expect(taken).toMatchObject({
      status: 200,
      body: {
        jobId: 'job 1',
        type: 'scheduleUpdateTwin',
        status: 'enqueued',
        createdTime: NOW,
        startTime: NOW,
        maxExecutionTimeInSeconds: 3600,
        queryCondition: "deviceId IN ['a', 'b']",
        updateTwin: twinJob().updateTwin,
        deviceJobStatistics: { deviceCount: 0 },
      },
    });
    await harness.clock.advance(0);
    expect(await get(harness, 'job%201')).toMatchObject({
      status: 'completed',
      endTime: NOW,
      deviceJobStatistics: { deviceCount: 2, failedCount: 0, succeededCount: 2, runningCount: 0, pendingCount: 0 },
    });
    expect(await twin(harness, 'a')).toMatchObject({ tags: { lot: 7 }, properties: { desired: { rate: 5 } } });
    expect((await twin(harness, 'c')).tags).toEqual({});
    expect(await rows(harness)).toEqual(
      ['a', 'b'].map((deviceId) => ({
        deviceId,
        jobId: 'job 1',
        jobType: 'scheduleUpdateTwin',
        status: 'completed',
        startTimeUtc: NOW,
        endTimeUtc: NOW,
        createdDateTimeUtc: NOW,
        lastUpdatedDateTimeUtc: NOW,
        outcome: { deviceMethodResponse: null },
      })),
    );
  });

  test('is heard of by a device that listens', async () => {
    const harness = await startWith('a');
    const client = await harness.connect('a');
    await client.subscribe('$iothub/twin/PATCH/properties/desired/#');
    await put(harness, 'j', twinJob());
    await harness.clock.advance(0);
    expect(JSON.parse((await client.next('publish')).payload.toString())).toEqual({ rate: 5, $version: 2 });
  });

  test('can be for modules', async () => {
    const harness = await startWith('a', 'a/m');
    await put(harness, 'j', twinJob({ queryCondition: "FROM devices.modules WHERE devices.modules.moduleId = 'm'" }));
    await harness.clock.advance(0);
    expect((await twin(harness, 'a/modules/m')).tags).toEqual({ lot: 7 });
    expect((await twin(harness, 'a')).tags).toEqual({});
    expect(await rows(harness)).toMatchObject([{ deviceId: 'a', moduleId: 'm', status: 'completed' }]);
  });

  test('fails at a device whose twin cannot take the change, and ends all the same', async () => {
    const harness = await startWith('a', 'b');
    const tags = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`t${index}`, 'x'.repeat(2500)]));
    await askHub(harness, 'PATCH', '/twins/b', { body: { tags } });
    await put(harness, 'j', twinJob({ updateTwin: { tags: { more: 'y'.repeat(2000) } } }));
    await harness.clock.advance(0);
    expect(await get(harness, 'j')).toMatchObject({
      status: 'completed',
      deviceJobStatistics: { failedCount: 1, succeededCount: 1 },
    });
    expect(await rows(harness, "WHERE status = 'failed'")).toMatchObject([
      { deviceId: 'b', error: { code: 'ArgumentInvalid', description: 'The tags would be beyond 8 KB.' } },
    ]);
  });

  test('waits for its time, and finds the devices that are there then', async () => {
    const harness = await startWith('a');
    const startTime = new Date(harness.clock.now() + 60_000).toISOString();
    expect((await put(harness, 'j', twinJob({ startTime }))).body).toMatchObject({ status: 'scheduled' });
    await harness.addDevice('b');
    await harness.clock.advance(59_999);
    expect(await get(harness, 'j')).toMatchObject({ status: 'scheduled', deviceJobStatistics: { deviceCount: 0 } });
    await harness.clock.advance(1);
    expect(await get(harness, 'j')).toMatchObject({ status: 'completed', deviceJobStatistics: { succeededCount: 2 } });
  });

  test('waits for days, too', async () => {
    const harness = await startWith('a');
    const startTime = new Date(harness.clock.now() + 30 * 86_400_000).toISOString();
    await put(harness, 'j', twinJob({ startTime }));
    await harness.clock.advance(29 * 86_400_000);
    expect((await get(harness, 'j')).status).toBe('scheduled');
    await harness.clock.advance(86_400_000);
    expect((await get(harness, 'j')).status).toBe('completed');
  });
});

describe('a job that calls a method', () => {
  test('tells what each device answered', async () => {
    const harness = await startWith('a');
    const client = await listen(harness, 'a');
    await put(harness, 'j', methodJob());
    await harness.clock.advance(0);
    expect(await get(harness, 'j')).toMatchObject({
      type: 'scheduleDeviceMethod',
      status: 'running',
      cloudToDeviceMethod: methodJob().cloudToDeviceMethod,
      deviceJobStatistics: { runningCount: 1 },
    });
    await answerCall(client, 207, '{"ok":true}');
    await expect.poll(async () => (await get(harness, 'j')).status).toBe('completed');
    expect(await rows(harness, "WHERE jobId = 'j'")).toMatchObject([
      { status: 'completed', outcome: { deviceMethodResponse: { status: 207, payload: { ok: true } } } },
    ]);
  });

  test('waits for a device that is not there, until the job must end', async () => {
    const harness = await startWith('a', 'b');
    await put(harness, 'j', methodJob({ queryCondition: '*' }));
    await harness.clock.advance(300_000);
    expect(await get(harness, 'j')).toMatchObject({ status: 'running', deviceJobStatistics: { pendingCount: 2 } });
    await answerCall(await listen(harness, 'b'), 200, '1');
    await expect.poll(async () => (await get(harness, 'j')).deviceJobStatistics.succeededCount).toBe(1);
    await harness.clock.advance(300_000);
    expect(await get(harness, 'j')).toMatchObject({
      status: 'failed',
      failureReason: expect.stringContaining('maxExecutionTimeInSeconds'),
      deviceJobStatistics: { failedCount: 1, succeededCount: 1 },
    });
    expect(await rows(harness, "WHERE deviceId = 'a'")).toMatchObject([
      { status: 'failed', error: { code: 'JobRunPreconditionFailed' } },
    ]);
    const late = await listen(harness, 'a');
    expect(late.received).toEqual([]);
  });

  test('fails at a device that does not answer in its time, or hangs up', async () => {
    const harness = await startWith('a', 'b');
    const [client] = [await listen(harness, 'a'), await listen(harness, 'b')];
    await put(harness, 'j', methodJob({ queryCondition: '*' }));
    await harness.clock.advance(0);
    await client.next('publish');
    client.send({ cmd: 'disconnect' });
    await expect.poll(async () => (await get(harness, 'j')).deviceJobStatistics.failedCount).toBe(1);
    await harness.clock.advance(30_000);
    await expect.poll(async () => (await get(harness, 'j')).status).toBe('completed');
    expect((await rows(harness)).map(({ error }: { error: { code: string } }) => error.code)).toEqual([
      'DeviceConnectionClosedRemotely',
      'GatewayTimeout',
    ]);
  });

  test('ends before a device’s answer when its own time is over, and that answer changes nothing', async () => {
    const harness = await startWith('a');
    const client = await listen(harness, 'a');
    await put(harness, 'j', methodJob({ maxExecutionTimeInSeconds: 10 }));
    await harness.clock.advance(10_000);
    expect((await get(harness, 'j')).status).toBe('failed');
    await answerCall(client, 200, '1');
    await harness.clock.settle();
    expect(await rows(harness)).toMatchObject([{ status: 'failed', error: { code: 'JobRunTimedOut' } }]);
  });

  test('fails at a device that is removed while it is waited for', async () => {
    const harness = await startWith('a');
    await put(harness, 'job', methodJob());
    await harness.clock.advance(0);
    expect(await get(harness, 'job')).toMatchObject({ status: 'running', deviceJobStatistics: { pendingCount: 1 } });
    await harness.rest('DELETE', '/api/devices/a');
    expect(await get(harness, 'job')).toMatchObject({ status: 'completed', deviceJobStatistics: { failedCount: 1 } });
    expect(await rows(harness)).toMatchObject([{ status: 'failed', error: { code: 'DeviceNotFound' } }]);
  });

  test('is cancelled: what waits is not called any more', async () => {
    const harness = await startWith('a');
    await put(harness, 'j', methodJob());
    await harness.clock.advance(0);
    const cancelled = await askHub(harness, 'POST', '/jobs/v2/j/cancel');
    expect(cancelled).toMatchObject({ status: 200, body: { jobId: 'j', status: 'cancelled', endTime: NOW } });
    const client = await listen(harness, 'a');
    await harness.clock.advance(600_000);
    expect(client.received).toEqual([]);
    expect(await rows(harness)).toMatchObject([{ status: 'canceled' }]);
    expect((await askHub(harness, 'POST', '/jobs/v2/j/cancel')).status).toBe(400);
  });

  test('is cancelled before its time', async () => {
    const harness = await startWith('a');
    const startTime = new Date(harness.clock.now() + 60_000).toISOString();
    await put(harness, 'j', twinJob({ startTime }));
    await askHub(harness, 'POST', '/jobs/v2/j/cancel');
    await harness.clock.advance(60_000);
    expect((await get(harness, 'j')).status).toBe('cancelled');
    expect((await twin(harness, 'a')).tags).toEqual({});
  });
});

describe('jobs that outlive their host', () => {
  /** What a file keeps of the state, and a cloud that begins with it. */
  async function restart(harness: CloudHarness, nowMs = harness.clock.now()): Promise<CloudHarness> {
    const state = readCloudState(JSON.parse(JSON.stringify(harness.cloud.snapshot())), crypto, nowMs) as CloudState;
    harness.cloud.dispose();
    const next = await startCloud({ state });
    await next.clock.advance(nowMs - next.clock.now());
    return next;
  }

  test('go on: a device that waited is called, one that was called is not called again', async () => {
    const harness = await startWith('a', 'b');
    const key = (await askHub(harness, 'GET', '/devices/a')).body.authentication.symmetricKey.primaryKey;
    const client = await listen(harness, 'b');
    await put(harness, 'j', methodJob({ queryCondition: '*' }));
    await harness.clock.advance(0);
    await client.next('publish');
    const next = await restart(harness);
    expect(await rows(next)).toMatchObject([
      { deviceId: 'a', status: 'pending' },
      { deviceId: 'b', status: 'failed', error: { code: 'JobRunInterrupted' } },
    ]);
    expect((await askHub(next, 'GET', '/devices/a')).body.authentication.symmetricKey.primaryKey).toBe(key);
    await next.clock.advance(600_000);
    expect(await get(next, 'j')).toMatchObject({ status: 'failed', deviceJobStatistics: { failedCount: 2 } });
  });

  test('begin later when their time has not come', async () => {
    const harness = await startWith('a');
    const startTime = new Date(harness.clock.now() + 60_000).toISOString();
    await put(harness, 'j', twinJob({ startTime }));
    const next = await restart(harness);
    expect((await get(next, 'j')).status).toBe('scheduled');
    await next.clock.advance(60_000);
    expect((await get(next, 'j')).status).toBe('completed');
    expect((await twin(next, 'a')).tags).toEqual({ lot: 7 });
  });

  test('that had ended stay as they were', async () => {
    const harness = await startWith('a');
    await put(harness, 'j', twinJob());
    await harness.clock.advance(0);
    const before = await get(harness, 'j');
    const next = await restart(harness);
    await next.clock.advance(0);
    expect(await get(next, 'j')).toEqual(before);
    expect((await twin(next, 'a')).version).toBe((await twin(harness, 'a')).version);
  });
});

describe('the list of jobs', () => {
  test('is given by kind and status, page by page', async () => {
    const harness = await startWith('a');
    for (const id of ['c', 'a', 'b']) await put(harness, id, twinJob());
    await put(harness, 'm', methodJob());
    await harness.clock.advance(0);
    const list = (query: string, headers: Record<string, string> = {}) =>
      askHub(harness, 'GET', `/jobs/v2/query?${query}&x=`, { headers });
    const ids = ({ body }: { body: { jobId: string }[] }): string[] => body.map(({ jobId }) => jobId);
    expect(ids(await list(''))).toEqual(['a', 'b', 'c', 'm']);
    expect(ids(await list('jobType=scheduleDeviceMethod'))).toEqual(['m']);
    expect(ids(await list('jobType=scheduleUpdateTwin&jobStatus=completed'))).toEqual(['a', 'b', 'c']);
    expect(ids(await list('jobStatus=failed'))).toEqual([]);
    const first = await list('jobStatus=completed', { 'x-ms-max-item-count': '2' });
    expect(ids(first)).toEqual(['a', 'b']);
    const continuation = { 'x-ms-continuation': first.headers['x-ms-continuation'] ?? '' };
    const second = await list('jobStatus=completed', { 'x-ms-max-item-count': '2', ...continuation });
    expect(ids(second)).toEqual(['c']);
    expect(second.headers['x-ms-continuation']).toBeUndefined();
    expect((await list('jobStatus=running', continuation)).status).toBe(400);
  });

  test('holds a hundred: the oldest that has ended makes room, and one that goes on does not', async () => {
    const harness = await startWith('a');
    await put(harness, 'old', twinJob());
    await harness.clock.advance(0);
    for (let count = 0; count < 99; count += 1) await put(harness, `j${count}`, methodJob());
    expect((await put(harness, 'one-more', methodJob())).status).toBe(200);
    expect((await askHub(harness, 'GET', '/jobs/v2/old')).status).toBe(404);
    expect(await put(harness, 'too-many', methodJob())).toMatchObject({
      status: 403,
      headers: { 'iothub-errorcode': 'JobQuotaExceeded' },
    });
  });

  test('has none of the kind that moves devices in and out of storage, and takes none', async () => {
    const harness = await startWith();
    expect((await askHub(harness, 'GET', '/jobs')).body).toEqual([]);
    const body = { type: 'export', outputBlobContainerUri: 'https://example.invalid/c' };
    expect(await askHub(harness, 'POST', '/jobs/create', { body })).toMatchObject({
      status: 400,
      headers: { 'iothub-errorcode': 'ArgumentInvalid' },
    });
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await askHub(harness, method, '/jobs/x')).toMatchObject({
        status: 404,
        headers: { 'iothub-errorcode': 'JobNotFound' },
      });
    }
  });
});

describe('a job', () => {
  test.each([
    ['without a body', undefined],
    ['of another ID than the path', twinJob({ jobId: 'other' })],
    ['of another type', twinJob({ type: 'export' })],
    ['without a patch', twinJob({ updateTwin: undefined })],
    ['with tags that are no object', twinJob({ updateTwin: { tags: 1 } })],
    ['without a method', methodJob({ cloudToDeviceMethod: undefined })],
    ['with a method without a name', methodJob({ cloudToDeviceMethod: {} })],
    ['without a condition', twinJob({ queryCondition: undefined })],
    ['with a condition that is no text', twinJob({ queryCondition: 7 })],
    ['with a condition that cannot be read', twinJob({ queryCondition: 'colour = 1' })],
    ['for jobs', twinJob({ queryCondition: 'FROM devices.jobs' })],
    ['with a start that is no time', twinJob({ startTime: 'soon' })],
    ['with a start that is no text', twinJob({ startTime: 7 })],
    ['that may run for no time', twinJob({ maxExecutionTimeInSeconds: 0 })],
    ['that may run for half a second', twinJob({ maxExecutionTimeInSeconds: 0.5 })],
    ['that may run for a month', twinJob({ maxExecutionTimeInSeconds: 2_592_000 })],
  ])('%s is refused', async (_name, body) => {
    const harness = await startWith('a');
    const answer = await askHub(harness, 'PUT', '/jobs/v2/j', body === undefined ? {} : { body });
    expect(answer).toMatchObject({ status: 400, headers: { 'iothub-errorcode': 'ArgumentInvalid' } });
    expect((await askHub(harness, 'GET', '/jobs/v2/j')).status).toBe(404);
  });

  test('has an ID of its own', async () => {
    const harness = await startWith('a');
    await put(harness, 'j', methodJob());
    expect(await put(harness, 'j', twinJob())).toMatchObject({
      status: 409,
      headers: { 'iothub-errorcode': 'JobAlreadyExists' },
    });
    expect((await put(harness, 'x'.repeat(65), twinJob())).status).toBe(400);
    expect((await get(harness, 'j')).type).toBe('scheduleDeviceMethod');
  });

  test('that is not there is not found', async () => {
    const harness = await startWith();
    for (const [method, path] of [
      ['GET', '/jobs/v2/j'],
      ['POST', '/jobs/v2/j/cancel'],
    ] as const) {
      expect(await askHub(harness, method, path)).toMatchObject({
        status: 404,
        headers: { 'iothub-errorcode': 'JobNotFound' },
      });
    }
  });

  test.each([
    ['PUT', '/jobs/v2/j', 'registryReadWrite'],
    ['GET', '/jobs/v2/j', 'registryReadWrite'],
    ['POST', '/jobs/v2/j/cancel', 'registryReadWrite'],
    ['GET', '/jobs/v2/query', 'registryReadWrite'],
    ['POST', '/jobs/create', 'registryRead'],
    ['GET', '/jobs', 'service'],
  ] as const)('%s %s is not for the policy %s, and changes nothing', async (method, path, policy) => {
    const harness = await startWith('a');
    expect((await askHub(harness, method, path, { body: twinJob(), policy })).status).toBe(401);
    await harness.clock.advance(0);
    expect(harness.cloud.snapshot().hubJobs).toEqual([]);
    expect((await twin(harness, 'a')).tags).toEqual({});
  });
});
