import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askCentral, expectedError, readPages } from '../../support/central.ts';
import { nodeCrypto, startCloud, until, type CloudHarness } from '../../support/cloud-harness.ts';
import { pumpTemplate, TEMPLATE } from '../../support/models.ts';
import type { TestClient } from '../../support/test-client.ts';

const JOB = '/api/jobs/job-1';
const OTHER = 'dtmi:test:OtherTemplate;1';

const property = { type: 'property', target: TEMPLATE, path: 'speed', value: 7 };
const command = { type: 'command', target: TEMPLATE, path: 'stop', value: 3 };

/** A group of `count` pumps, `pump-0` and so on, which all have the template. */
async function startWithPumps(count: number): Promise<CloudHarness> {
  const harness = await startCloud();
  for (const id of [TEMPLATE, OTHER]) {
    expect((await askCentral(harness, 'PUT', `/api/deviceTemplates/${id}`, { body: pumpTemplate })).status).toBe(200);
  }
  for (let at = 0; at < count; at += 1) {
    await harness.addDevice(`pump-${at}`);
    await askCentral(harness, 'PATCH', `/api/devices/pump-${at}`, { body: { template: TEMPLATE } });
  }
  await harness.addDevice('another');
  const body = { displayName: 'Pumps', filter: 'SELECT * FROM devices WHERE $displayName != "another"' };
  await askCentral(harness, 'PUT', '/api/deviceGroups/pumps', { body });
  return harness;
}

const start = (harness: CloudHarness, data: object[], more: object = {}) =>
  askCentral(harness, 'PUT', JOB, { body: { displayName: 'Job', group: 'pumps', data, ...more } });

const read = async (harness: CloudHarness, url = JOB) => (await askCentral(harness, 'GET', url)).body;

async function finish(harness: CloudHarness, url = JOB) {
  for (;;) {
    const job = await read(harness, url);
    if (job.status !== 'running') return job;
    await harness.clock.advance(0);
  }
}

const statusesOf = async (harness: CloudHarness, url = JOB): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await read(harness, `${url}/devices`)).value.map(({ id, status }: { id: string; status: string }) => [id, status]),
  );

/** Answers every method of a device with `status`, and gives what was called. */
async function listen(harness: CloudHarness, id: string, status: number): Promise<{ calls: [string, unknown][] }> {
  const client: TestClient = await harness.connect(id);
  await client.subscribe('$iothub/methods/POST/#');
  const calls: [string, unknown][] = [];
  const answer = async (): Promise<void> => {
    const { topic, payload } = await client.next('publish');
    const [, name = '', rid = ''] = /POST\/([^/]+)\/\?\$rid=(\w+)/.exec(topic) ?? [];
    calls.push([name, JSON.parse(payload.toString())]);
    client.publish(`$iothub/methods/res/${status}/?$rid=${rid}`, '{}');
    return answer();
  };
  // Ends with the connection.
  answer().catch(() => undefined);
  return { calls };
}

describe('a job', () => {
  test('is made by PUT with 200, does its work on every device, and tells how far it is', async () => {
    const harness = await startWithPumps(3);
    const wish = {
      description: 'All',
      batch: { type: 'percentage', value: 25 },
      cancellationThreshold: { type: 'number', value: 1, batch: false },
      organizations: ['seattle'],
    };
    const made = await start(harness, [property], wish);
    expect(made.status).toBe(200);
    expect(made.body).toEqual({
      id: 'job-1',
      displayName: 'Job',
      group: 'pumps',
      ...wish,
      data: [property],
      start: '2026-01-05T09:10:11.000Z',
      progress: { total: 3, pending: 3, completed: 0, failed: 0 },
      status: 'running',
    });
    expect(await finish(harness)).toEqual({
      ...made.body,
      progress: { total: 3, pending: 0, completed: 3, failed: 0 },
      status: 'complete',
      end: '2026-01-05T09:10:11.000Z',
    });
    expect(await statusesOf(harness)).toEqual({ 'pump-0': 'completed', 'pump-1': 'completed', 'pump-2': 'completed' });
    const { body } = await harness.rest('GET', '/_emu/devices/pump-2');
    expect(body.desired).toEqual({ speed: 7 });
    expect((await harness.rest('GET', '/_emu/devices/another')).body.desired).toEqual({});
    expect((await read(harness, '/api/jobs')).value).toMatchObject([{ id: 'job-1', status: 'complete' }]);
  });

  test('sets a component’s property and a cloud property, which the device is not told', async () => {
    const harness = await startWithPumps(1);
    const items = [
      { ...property, path: 'inlet.limit', value: 5 },
      { type: 'cloudProperty', target: TEMPLATE, path: 'owner', value: 'Ada' },
    ];
    await start(harness, items);
    expect((await finish(harness)).status).toBe('complete');
    const { desired } = (await harness.rest('GET', '/_emu/devices/pump-0')).body;
    expect(desired).toEqual({ inlet: { __t: 'c', limit: 5 } });
    expect((await read(harness, '/api/devices/pump-0/properties')).owner).toBe('Ada');
  });

  test('sends a command, a component’s by its own name, and judges the answers', async () => {
    const harness = await startWithPumps(3);
    const [good, bad] = [await listen(harness, 'pump-0', 200), await listen(harness, 'pump-1', 500)];
    await start(harness, [command, { ...command, path: 'inlet.close', value: null }]);
    const job = await finish(harness);
    expect(job).toMatchObject({ status: 'failed', progress: { total: 3, pending: 0, completed: 1, failed: 2 } });
    expect(await statusesOf(harness)).toEqual({ 'pump-0': 'completed', 'pump-1': 'failed', 'pump-2': 'failed' });
    expect(good.calls).toEqual([
      ['stop', 3],
      ['inlet*close', null],
    ]);
    expect(bad.calls).toEqual([['stop', 3]]);
  });

  test('queues a command that waits for offline devices', async () => {
    const harness = await startWithPumps(1);
    await start(harness, [{ ...command, path: 'diagnose', value: 2 }]);
    expect((await finish(harness)).status).toBe('complete');
    expect((await harness.rest('GET', '/_emu/devices/pump-0')).body.queuedMessages).toBe(1);
  });

  test('gives its devices another template', async () => {
    const harness = await startWithPumps(2);
    await start(harness, [{ type: 'deviceTemplateMigration', template: OTHER }]);
    expect((await finish(harness)).status).toBe('complete');
    expect((await read(harness, '/api/devices/pump-1')).template).toBe(OTHER);
  });

  test('fails for a device of another template, and for one that is gone', async () => {
    const harness = await startWithPumps(3);
    await askCentral(harness, 'PATCH', '/api/devices/pump-1', { body: { template: OTHER } });
    const made = start(harness, [property], { batch: { type: 'number', value: 1 } });
    await made;
    await askCentral(harness, 'DELETE', '/api/devices/pump-2');
    expect((await finish(harness)).status).toBe('failed');
    expect(await statusesOf(harness)).toEqual({ 'pump-0': 'completed', 'pump-1': 'failed', 'pump-2': 'failed' });
  });

  test('of a group without devices is complete at once', async () => {
    const harness = await startWithPumps(0);
    await start(harness, [property]);
    expect(await finish(harness)).toMatchObject({ status: 'complete', progress: { total: 0 } });
  });

  test.each([
    [{ type: 'number', value: 1, batch: false }, 'cancelled', { pending: 2, failed: 2 }],
    [{ type: 'percentage', value: 25, batch: false }, 'cancelled', { pending: 2, failed: 2 }],
    [{ type: 'percentage', value: 50, batch: false }, 'cancelled', { pending: 1, failed: 3 }],
    [{ type: 'number', value: 1, batch: true }, 'failed', { pending: 0, failed: 4 }],
    [{ type: 'number', value: 0, batch: true }, 'cancelled', { pending: 3, failed: 1 }],
    [undefined, 'failed', { pending: 0, failed: 4 }],
  ])('with the threshold %j and failures alone ends as %s', async (cancellationThreshold, status, progress) => {
    const harness = await startWithPumps(4);
    await start(harness, [command], { batch: { type: 'number', value: 1 }, cancellationThreshold });
    expect(await finish(harness)).toMatchObject({ status, progress });
  });

  test('works on as many devices at once as its batch has', async () => {
    const harness = await startWithPumps(4);
    const clients = [];
    for (let at = 0; at < 4; at += 1) {
      const client = await harness.connect(`pump-${at}`);
      await client.subscribe('$iothub/methods/POST/#');
      clients.push(client);
    }
    await start(harness, [command], { batch: { type: 'percentage', value: 50 } });
    await Promise.all([clients[0]?.next('publish'), clients[1]?.next('publish')]);
    await harness.clock.advance(1000);
    expect([clients[2], clients[3]].flatMap((client) => client?.received)).toEqual([]);
  });

  test('is stopped, and goes on where it was', async () => {
    const harness = await startWithPumps(4);
    await start(harness, [property], { batch: { type: 'number', value: 2 } });
    expect(await askCentral(harness, 'POST', `${JOB}/stop`)).toMatchObject({ status: 204, body: undefined });
    await harness.clock.advance(1000);
    expect(await read(harness)).toMatchObject({
      status: 'stopped',
      end: expect.any(String),
      progress: { completed: 2, pending: 2 },
    });
    expect(await askCentral(harness, 'POST', `${JOB}/stop`)).toMatchObject(
      expectedError(409, 'Conflict', 'The job job-1 is not running, it is stopped.'),
    );
    expect(await askCentral(harness, 'POST', `${JOB}/resume`)).toMatchObject({ status: 204, body: undefined });
    expect(await read(harness)).not.toHaveProperty('end');
    expect(await finish(harness)).toMatchObject({ status: 'complete', progress: { completed: 4 } });
    expect(await askCentral(harness, 'POST', `${JOB}/resume`)).toMatchObject(
      expectedError(409, 'Conflict', 'The job job-1 is not stopped, it is complete.'),
    );
  });

  test('is run again for the devices that failed, under another ID', async () => {
    const harness = await startWithPumps(3);
    await listen(harness, 'pump-0', 200);
    await start(harness, [command]);
    await finish(harness);
    await listen(harness, 'pump-1', 200);
    const rerun = await askCentral(harness, 'PUT', `${JOB}/rerun/job-2`);
    expect(rerun).toMatchObject({
      status: 200,
      body: { id: 'job-2', displayName: 'Job', group: 'pumps', data: [command], status: 'running' },
    });
    await finish(harness, '/api/jobs/job-2');
    expect(await statusesOf(harness, '/api/jobs/job-2')).toEqual({ 'pump-1': 'completed', 'pump-2': 'failed' });
    expect(await statusesOf(harness)).toMatchObject({ 'pump-1': 'failed' });
    expect(await askCentral(harness, 'PUT', `${JOB}/rerun/job-2`)).toMatchObject(
      expectedError(409, 'Conflict', 'There is a job job-2 already.'),
    );
    expect(await askCentral(harness, 'PUT', `${JOB}/rerun/a.b`)).toMatchObject(
      expectedError(400, 'InvalidId', expect.any(String)),
    );
  });

  test('is not run again while it runs', async () => {
    const harness = await startWithPumps(2);
    await start(harness, [property], { batch: { type: 'number', value: 1 } });
    expect(await askCentral(harness, 'PUT', `${JOB}/rerun/job-2`)).toMatchObject(
      expectedError(409, 'Conflict', 'The job job-1 is still running.'),
    );
  });

  test('goes on after its host was started again, without what it had done', async () => {
    const harness = await startWithPumps(3);
    await start(harness, [property], { batch: { type: 'number', value: 1 } });
    await until(() => harness.events.some(({ type }) => type === 'twin'));
    const kept = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    harness.cloud.dispose();
    await harness.clock.advance(1000);
    const next = await startCloud({ state: readCloudState(kept, nodeCrypto, harness.clock.now()) });
    expect(await finish(next)).toMatchObject({ status: 'complete', progress: { completed: 3 } });
    expect((await next.rest('GET', '/_emu/devices/pump-0')).body.desiredVersion).toBe(2);
    expect(next.events.filter(({ type }) => type === 'twin')).toHaveLength(2);
  });

  test('shows its devices page by page', async () => {
    const harness = await startWithPumps(5);
    await start(harness, [property]);
    await finish(harness);
    const pages = await readPages(harness, `${JOB}/devices?$top=2`);
    expect(pages.map(({ value }) => value.length)).toEqual([2, 2, 1]);
  });

  const SHARE = 'The value of batch must be a number from 0 on, or a percentage of 0 to 100.';
  const DATA = 'data must be an array of 1 to 100 things to do.';
  test.each([
    [{ group: undefined }, 400, 'group must be the ID of a device group.'],
    [{ group: 'nowhere' }, 400, 'There is no device group nowhere.'],
    [{ displayName: 1 }, 400, 'displayName must be a string.'],
    [{ description: 1 }, 400, 'description must be a string.'],
    [{ organizations: 'a' }, 400, 'organizations must be an array.'],
    [{ batch: 5 }, 400, 'The type of batch must be number or percentage.'],
    [{ batch: { type: 'number', value: -1 } }, 400, SHARE],
    [{ batch: { type: 'percentage', value: 101 } }, 400, SHARE],
    [{ cancellationThreshold: {} }, 400, 'The type of cancellationThreshold must be number or percentage.'],
    [{ data: undefined }, 400, DATA],
    [{ data: [] }, 400, DATA],
    [{ data: [{ type: 'reboot' }] }, 400, expect.stringContaining('The type of a thing to do')],
    [{ data: [{ type: 'property', target: TEMPLATE }] }, 400, 'property must have a target and a path.'],
    [{ data: [{ type: 'deviceTemplateMigration' }] }, 400, 'deviceTemplateMigration must have a template.'],
    [{ data: [{ ...property, target: 'dtmi:x;1' }] }, 422, 'There is no device template dtmi:x;1.'],
    [{ data: [{ ...property, path: 'nothing' }] }, 422, `The template ${TEMPLATE} has no writable property nothing.`],
    [{ data: [{ ...property, path: 'serial' }] }, 422, `The template ${TEMPLATE} has no writable property serial.`],
    [{ data: [{ ...property, path: 'owner' }] }, 422, `The template ${TEMPLATE} has no writable property owner.`],
    [
      { data: [{ ...property, path: 'drain.limit' }] },
      422,
      `The template ${TEMPLATE} has no writable property drain.limit.`,
    ],
    [{ data: [{ ...property, type: 'cloudProperty' }] }, 422, `The template ${TEMPLATE} has no cloud property speed.`],
    [{ data: [{ ...command, path: 'start' }] }, 422, `The template ${TEMPLATE} has no command start.`],
    [{ data: [property, { ...command, path: 'close' }] }, 422, `The template ${TEMPLATE} has no command close.`],
    [
      { data: [{ type: 'deviceTemplateMigration', template: 'dtmi:x;1' }] },
      422,
      'There is no device template dtmi:x;1.',
    ],
  ])('is not made of %j', async (change, status, message) => {
    const harness = await startWithPumps(1);
    const code = status === 422 ? 'UnprocessableEntity' : 'InvalidBody';
    const body = { displayName: 'Job', group: 'pumps', data: [property], ...change };
    expect(await askCentral(harness, 'PUT', JOB, { body })).toMatchObject(expectedError(status, code, message));
    expect(await askCentral(harness, 'GET', JOB)).toMatchObject(
      expectedError(404, 'NotFound', 'There is no job job-1.'),
    );
    expect((await harness.rest('GET', '/_emu/devices/pump-0')).body.desired).toEqual({});
  });

  test('is not made of a command that no method could carry', async () => {
    const harness = await startWithPumps(1);
    expect(await start(harness, [{ ...command, value: 'x'.repeat(128 * 1024) }])).toMatchObject(
      expectedError(400, 'InvalidBody', 'The value of a command must not exceed 128 KB.'),
    );
  });

  test('is not made twice', async () => {
    const harness = await startWithPumps(1);
    await start(harness, [property]);
    expect(await start(harness, [property])).toMatchObject(
      expectedError(409, 'Conflict', 'There is a job job-1 already.'),
    );
  });
});
