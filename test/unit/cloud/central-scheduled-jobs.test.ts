import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/core/bytes/json.ts';
import { RUNS_KEPT } from '../../../src/cloud/jobs/job-scheduler.ts';
import { applyChanges, type KeptChange } from '../../../src/cloud/state/kept-change.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askCentral, expectedError, readPages } from '../../support/central.ts';
import { nodeCrypto, startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { pumpTemplate, TEMPLATE } from '../../support/models.ts';

const LIST = '/api/scheduledJobs';
const PATH = `${LIST}/nightly`;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const property = { type: 'property', target: TEMPLATE, path: 'speed', value: 7 };
// The clock of a test begins at 2026-01-05T09:10:11Z.
const START = '2026-01-05T10:10:11Z';
const daily = { start: START, recurrence: 'daily' };
const wish = { displayName: 'Nightly', group: 'pumps', data: [property], schedule: daily, enabled: true };

async function startWithPumps(options: Parameters<typeof startCloud>[0] = {}): Promise<CloudHarness> {
  const harness = await startCloud(options);
  await askCentral(harness, 'PUT', `/api/deviceTemplates/${TEMPLATE}`, { body: pumpTemplate });
  await addPump(harness, 'pump-0');
  const body = { displayName: 'Pumps', filter: `SELECT * FROM devices WHERE $template = "${TEMPLATE}"` };
  expect((await askCentral(harness, 'PUT', '/api/deviceGroups/pumps', { body })).status).toBe(200);
  return harness;
}

async function addPump(harness: CloudHarness, id: string): Promise<void> {
  await harness.addDevice(id);
  await askCentral(harness, 'PATCH', `/api/devices/${id}`, { body: { template: TEMPLATE } });
}

const put = (harness: CloudHarness, more: object = {}, headers = {}): Promise<Answer> =>
  askCentral(harness, 'PUT', PATH, { body: { ...wish, ...more }, headers });
const patch = (harness: CloudHarness, body: unknown): Promise<Answer> => askCentral(harness, 'PATCH', PATH, { body });
const read = async (harness: CloudHarness): Promise<Answer['body']> => (await askCentral(harness, 'GET', PATH)).body;
const runs = async (harness: CloudHarness): Promise<Answer['body'][]> =>
  (await readPages(harness, `${PATH}/jobs`)).flatMap(({ value }) => value);
/** When each run began, oldest first. */
const starts = async (harness: CloudHarness): Promise<string[]> =>
  (await runs(harness)).map(({ start }): string => start.slice(0, 16)).toSorted();

describe('a scheduled job', () => {
  test('is made by PUT with 200, shown as IoT Central shows it, and removed', async () => {
    const harness = await startWithPumps();
    const more = {
      description: 'All',
      batch: { type: 'number', value: 2 },
      cancellationThreshold: { type: 'percentage', value: 10, batch: true },
      organizations: ['seattle'],
      schedule: { start: '2026-10-24T22:29:01Z', recurrence: 'weekly', end: { type: 'date', date: '2026-12-30' } },
    };
    const made = await put(harness, more);
    expect(made).toMatchObject({ status: 200 });
    expect(made.body).toEqual({ id: 'nightly', ...wish, ...more, completed: false, etag: expect.any(String) });
    expect(await read(harness)).toEqual(made.body);
    expect((await askCentral(harness, 'GET', LIST)).body).toEqual({ value: [made.body] });
    expect(await askCentral(harness, 'DELETE', PATH)).toMatchObject({ status: 204, body: undefined });
    expect(await askCentral(harness, 'GET', PATH)).toMatchObject(
      expectedError(404, 'NotFound', 'There is no scheduled job nightly.'),
    );
  });

  test('does not run until it is enabled', async () => {
    const harness = await startWithPumps();
    expect((await put(harness, { enabled: undefined })).body.enabled).toBe(false);
    await harness.clock.advance(3 * DAY);
    expect(await runs(harness)).toEqual([]);
  });

  test('runs once at its start, as a job that tells whose run it is, and is completed', async () => {
    const harness = await startWithPumps();
    await put(harness, { schedule: { start: START } });
    await harness.clock.advance(HOUR - 1);
    expect(await runs(harness)).toEqual([]);
    await harness.clock.advance(1);
    const [run, ...others] = await runs(harness);
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scheduledJobId: 'nightly',
      displayName: 'Nightly',
      group: 'pumps',
      data: [property],
      start: '2026-01-05T10:10:11.000Z',
      status: 'complete',
      progress: { total: 1, pending: 0, completed: 1, failed: 0 },
    });
    expect((await harness.rest('GET', '/_emu/devices/pump-0')).body.desired).toEqual({ speed: 7 });
    expect((await askCentral(harness, 'GET', `/api/jobs/${run.id}`)).body).toEqual(run);
    expect(await read(harness)).toMatchObject({ enabled: true, completed: true });
    await harness.clock.advance(40 * DAY);
    expect(await runs(harness)).toHaveLength(1);
  });

  test('runs for the devices that its group has each time', async () => {
    const harness = await startWithPumps();
    await put(harness);
    await harness.clock.advance(HOUR);
    await addPump(harness, 'pump-1');
    await harness.clock.advance(DAY);
    const totals = (await runs(harness)).map(({ progress }) => progress.total as number);
    expect(totals.toSorted((a, b) => a - b)).toEqual([1, 2]);
  });

  test.each([
    ['daily', ['2026-01-05T10:10', '2026-01-06T10:10', '2026-01-07T10:10']],
    ['weekly', ['2026-01-05T10:10', '2026-01-12T10:10', '2026-01-19T10:10']],
    ['monthly', ['2026-01-05T10:10', '2026-02-05T10:10', '2026-03-05T10:10']],
  ])('runs %s until its end', async (recurrence, expected) => {
    const harness = await startWithPumps();
    await put(harness, { schedule: { start: START, recurrence, end: { type: 'occurrences', occurrences: 3 } } });
    await harness.clock.advance(100 * DAY);
    expect(await starts(harness)).toEqual(expected);
    expect((await read(harness)).completed).toBe(true);
  });

  test('fails, and goes on, when its group is gone', async () => {
    const harness = await startWithPumps();
    await put(harness);
    await askCentral(harness, 'DELETE', '/api/deviceGroups/pumps');
    await harness.clock.advance(HOUR);
    expect(await runs(harness)).toMatchObject([{ status: 'failed', progress: { total: 0 } }]);
    expect(await read(harness)).toMatchObject({ completed: false });
  });

  test('stops when it is removed, and its runs stay', async () => {
    const harness = await startWithPumps();
    await put(harness);
    await harness.clock.advance(HOUR);
    await askCentral(harness, 'DELETE', PATH);
    await harness.clock.advance(3 * DAY);
    expect((await askCentral(harness, 'GET', '/api/jobs')).body.value).toMatchObject([{ scheduledJobId: 'nightly' }]);
    expect((await askCentral(harness, 'GET', `${PATH}/jobs`)).status).toBe(404);
    expect(harness.clock.pending).toBe(0);
  });

  test('remembers its newest runs', async () => {
    const harness = await startWithPumps();
    await put(harness);
    await harness.clock.advance((RUNS_KEPT + 2) * DAY);
    const found = await starts(harness);
    expect(found).toHaveLength(RUNS_KEPT);
    expect(found[0]).toBe('2026-01-07T10:10');
  });
});

describe('a change of a scheduled job', () => {
  test('by PATCH keeps what it does not say, and null takes away', async () => {
    const harness = await startWithPumps();
    const { body: made } = await put(harness, { description: 'All', batch: { type: 'number', value: 2 } });
    const changed = await patch(harness, { batch: null, enabled: false, schedule: { recurrence: 'weekly' } });
    const { batch: _batch, ...others } = made;
    expect(changed).toMatchObject({ status: 200 });
    const schedule = { ...daily, recurrence: 'weekly' };
    expect(changed.body).toEqual({ ...others, schedule, enabled: false, etag: expect.any(String) });
    expect(changed.body.etag).not.toBe(made.etag);
  });

  test('to another time counts from now on; to another end, it goes on', async () => {
    const harness = await startWithPumps();
    await put(harness);
    await harness.clock.advance(HOUR + DAY);
    await patch(harness, { schedule: { end: { type: 'occurrences', occurrences: 4 } } });
    await patch(harness, { schedule: { start: '2026-01-01T12:00:00Z' } });
    await harness.clock.advance(10 * DAY);
    expect(await starts(harness)).toEqual(['2026-01-05T10:10', '2026-01-06T10:10']);
    await patch(harness, { schedule: { end: null } });
    await harness.clock.advance(1);
    expect((await starts(harness)).at(-1)).toBe('2026-01-16T10:10');
    await harness.clock.advance(DAY);
    expect((await starts(harness)).at(-1)).toBe('2026-01-16T12:00');
  });

  test('that enables it makes up for one run that was missed, and no more', async () => {
    const harness = await startWithPumps();
    await put(harness, { enabled: false });
    await harness.clock.advance(3 * DAY);
    await patch(harness, { enabled: true });
    await harness.clock.advance(0);
    expect(await starts(harness)).toEqual(['2026-01-08T09:10']);
    await harness.clock.advance(HOUR);
    expect(await starts(harness)).toEqual(['2026-01-08T09:10', '2026-01-08T10:10']);
  });

  test('needs the newest etag, if any, in the body or in If-Match', async () => {
    const harness = await startWithPumps();
    const { etag } = (await put(harness)).body;
    expect((await patch(harness, { etag, displayName: 'New' })).status).toBe(200);
    const stale = expectedError(412, 'PreconditionFailed', expect.stringContaining('has changed'));
    expect(await patch(harness, { etag, displayName: 'Newer' })).toMatchObject(stale);
    expect(await put(harness, {}, { 'if-match': `"${etag}"` })).toMatchObject(stale);
    expect(await askCentral(harness, 'DELETE', PATH, { headers: { 'if-match': etag } })).toMatchObject(stale);
    expect((await read(harness)).displayName).toBe('New');
  });

  test('a run does not make an etag stale', async () => {
    const harness = await startWithPumps();
    const { etag } = (await put(harness)).body;
    await harness.clock.advance(HOUR);
    expect((await patch(harness, { etag, displayName: 'New' })).status).toBe(200);
  });
});

describe('a scheduled job that cannot be', () => {
  test.each<[string, object]>([
    ['no schedule', { schedule: undefined }],
    ['no start', { schedule: { recurrence: 'daily' } }],
    ['a start without a zone', { schedule: { start: '2026-01-05T10:10:11' } }],
    ['a start that is no text', { schedule: { start: 1_767_600_000 } }],
    ['another recurrence', { schedule: { ...daily, recurrence: 'yearly' } }],
    ['an end of another type', { schedule: { ...daily, end: { type: 'never' } } }],
    ['an end that is no object', { schedule: { ...daily, end: '2026-12-30' } }],
    ['an end without its date', { schedule: { ...daily, end: { type: 'date' } } }],
    ['an end at no date', { schedule: { ...daily, end: { type: 'date', date: 'soon' } } }],
    ['no occurrences', { schedule: { ...daily, end: { type: 'occurrences', occurrences: 0 } } }],
    ['half an occurrence', { schedule: { ...daily, end: { type: 'occurrences', occurrences: 1.5 } } }],
    ['enabled that is no boolean', { enabled: 'yes' }],
    ['no group', { group: undefined }],
    ['a group that is not there', { group: 'nobody' }],
    ['nothing to do', { data: [] }],
    ['two organizations', { organizations: ['seattle', 'boston'] }],
  ])('for %s is 400, and nothing is made', async (_name, more) => {
    const harness = await startWithPumps();
    expect(await put(harness, more)).toMatchObject(expectedError(400, 'InvalidBody', expect.any(String)));
    expect((await askCentral(harness, 'GET', LIST)).body).toEqual({ value: [] });
    expect(harness.clock.pending).toBe(0);
  });

  test('for a capability that the template lacks is 422', async () => {
    const harness = await startWithPumps();
    const answer = await put(harness, { data: [{ ...property, path: 'colour' }] });
    expect(answer).toMatchObject(expectedError(422, 'UnprocessableEntity', expect.stringContaining('colour')));
  });

  test('for an ID that is none, or a body that is none, is 400', async () => {
    const harness = await startWithPumps();
    const odd = await askCentral(harness, 'PUT', `${LIST}/a%20b`, { body: wish });
    expect(odd).toMatchObject(expectedError(400, 'InvalidId', expect.stringContaining('scheduled job')));
    await put(harness);
    expect(await patch(harness, [])).toMatchObject(expectedError(400, 'InvalidBody', expect.any(String)));
  });

  test.each([
    ['GET', LIST],
    ['GET', PATH],
    ['PUT', PATH],
    ['PATCH', PATH],
    ['DELETE', PATH],
    ['GET', `${PATH}/jobs`],
  ] as const)('asked for by nobody is 401: %s %s', async (method, url) => {
    const harness = await startWithPumps();
    await put(harness);
    const body = method === 'GET' || method === 'DELETE' ? undefined : { ...wish, displayName: 'Mine' };
    expect((await askCentral(harness, method, url, { authorization: null, body })).status).toBe(401);
    expect((await read(harness)).displayName).toBe('Nightly');
  });
});

describe('lists of scheduled jobs and of their runs', () => {
  test('come in pages', async () => {
    const harness = await startWithPumps();
    for (const id of ['c', 'a', 'b']) await askCentral(harness, 'PUT', `${LIST}/${id}`, { body: wish });
    const pages = await readPages(harness, `${LIST}?maxpagesize=2`);
    expect(pages.map(({ value }) => value.map(({ id }: { id: string }) => id))).toEqual([['a', 'b'], ['c']]);
    await harness.clock.advance(HOUR + 2 * DAY);
    const ofA = await readPages(harness, `${LIST}/a/jobs?maxpagesize=2`);
    expect(ofA.map(({ value }) => value.length)).toEqual([2, 1]);
    expect(ofA.flatMap(({ value }) => value)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ scheduledJobId: 'a' })),
    );
  });

  test('a run that is run again is nobody’s run', async () => {
    const harness = await startWithPumps();
    await put(harness);
    await harness.clock.advance(HOUR);
    const [run] = await runs(harness);
    const again = await askCentral(harness, 'PUT', `/api/jobs/${run.id}/rerun/again`);
    expect(again.status).toBe(200);
    expect(again.body).not.toHaveProperty('scheduledJobId');
    expect(await runs(harness)).toHaveLength(1);
  });
});

describe('scheduled jobs that are kept', () => {
  test('go on after a restart, and make up for one of the runs that were missed', async () => {
    const harness = await startWithPumps();
    await put(harness);
    await harness.clock.advance(HOUR);
    const state = readCloudState(JSON.parse(JSON.stringify(harness.cloud.snapshot())) as Json, nodeCrypto, 0);
    harness.cloud.dispose();
    expect(harness.clock.pending).toBe(0);
    await harness.clock.advance(3 * DAY + HOUR);
    const again = { ...(await startCloud({ state, clock: harness.clock })), clock: harness.clock };
    await harness.clock.advance(0);
    expect(await starts(again)).toEqual(['2026-01-05T10:10', '2026-01-08T11:10']);
    await harness.clock.advance(DAY);
    expect((await starts(again)).at(-1)).toBe('2026-01-09T10:10');
  });

  test('are told to the host as they change, with how far they are', async () => {
    const changes: KeptChange[] = [];
    const keep = async (some: readonly KeptChange[]): Promise<void> => void changes.push(...structuredClone(some));
    const harness = await startWithPumps({ keep });
    const base = JSON.parse(JSON.stringify(harness.cloud.snapshot())) as Json;
    changes.length = 0;
    await put(harness);
    await harness.clock.advance(HOUR);
    const kept = (): Json | undefined => applyChanges(base, JSON.parse(JSON.stringify(changes)) as Json[]);
    expect(kept()).toMatchObject({ scheduledJobs: [{ id: 'nightly', occurrence: 1 }], jobs: [{ status: 'complete' }] });
    expect(readCloudState(kept(), nodeCrypto, 0)?.scheduledJobs).toEqual(harness.cloud.snapshot().scheduledJobs);
    await askCentral(harness, 'DELETE', PATH);
    expect(kept()).toMatchObject({ scheduledJobs: [] });
  });

  test.each<[string, (job: { schedule: Record<string, unknown>; occurrence: unknown }) => void]>([
    ['a start', (job) => void (job.schedule['start'] = 'soon')],
    ['a recurrence', (job) => void (job.schedule['recurrence'] = 'hourly')],
    ['an end', (job) => void (job.schedule['end'] = { type: 'date', date: 'never' })],
    ['an occurrence', (job) => void (job.occurrence = -1)],
  ])('are read only as they are written: %s', async (_name, spoil) => {
    const harness = await startWithPumps();
    await put(harness);
    const state = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    spoil(state.scheduledJobs[0]);
    expect(readCloudState(state, nodeCrypto, 0)).toBeUndefined();
  });
});
