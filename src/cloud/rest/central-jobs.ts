import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { judgeItem } from '../jobs/job-item.ts';
import { makeJob, type JobPlan } from '../jobs/make-job.ts';
import { readJobWish, type JobWish } from '../jobs/read-job.ts';
import { listMembers } from '../services/device-groups.ts';
import type { Job, JobDevice } from '../state/application-state.ts';
import { answerCollection } from './central-collection.ts';
import { isEntryId, refuseEntryId } from './central-entries.ts';
import { findWrongOrganizations, readOrganizations } from './central-organizations.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const PATH = '/api/jobs/:id';

/** Jobs, as in IoT Central's REST API of 2022-07-31: each is of the devices that its group had when it was made. */
export const centralJobRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/jobs',
    handle: (context, request) => answerCollection(context, request, context.application.jobs.list().map(describeJob)),
  },
  { method: 'GET', path: PATH, handle: withJob((_context, job) => answerJson(200, describeJob(job))) },
  { method: 'PUT', path: PATH, handle: withBody(putJob) },
  {
    method: 'GET',
    path: `${PATH}/devices`,
    handle: withJob((context, { devices }, request) => answerCollection(context, request, devices)),
  },
  { method: 'POST', path: `${PATH}/stop`, handle: withJob(stopJob) },
  { method: 'POST', path: `${PATH}/resume`, handle: withJob(resumeJob) },
  { method: 'PUT', path: `${PATH}/rerun/:rerun`, handle: withJob(rerunJob) },
];

function withJob(handle: (context: CloudContext, job: Job, request: RouteRequest) => RestResponse): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const job = context.application.jobs.find(id);
    if (job !== undefined) return handle(context, job, request);
    return answerError(context, 404, 'NotFound', `There is no job ${id}.`);
  };
}

function putJob(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
  const id = request.params['id'] ?? '';
  const wish = readJobWish(body);
  if (typeof wish === 'string') return answerError(context, 400, 'InvalidBody', wish);
  const refusal = refuseJobWish(context, wish, body);
  if (refusal !== undefined) return refusal;
  const organizations = readOrganizations(body['organizations']);
  const { filter = '' } = context.application.deviceGroups.find(wish.group) ?? {};
  const devices = listMembers(context, filter).map((identity) => identity.id);
  return startJob(context, { ...wish, id, scheduledJobId: null, organizations }, devices);
}

/** Refuses a job of what is not there: its group, or what its items are for. Undefined when there is all of it. */
export function refuseJobWish(context: CloudContext, wish: JobWish, body: JsonObject): RestResponse | undefined {
  const wrong = findWrongOrganizations(body['organizations']);
  if (wrong !== undefined) return answerError(context, 400, 'InvalidBody', wrong);
  if (context.application.deviceGroups.find(wish.group) === undefined) {
    return answerError(context, 400, 'InvalidBody', `There is no device group ${wish.group}.`);
  }
  const absent = wish.data.map((item) => judgeItem(context, item)).find((found) => found !== undefined);
  return absent === undefined ? undefined : answerError(context, 422, 'UnprocessableEntity', absent);
}

/** Once more for the devices that failed; the job itself stays as it is. */
function rerunJob(context: CloudContext, job: Job, { params }: RouteRequest): RestResponse {
  if (job.status === 'running') {
    return answerError(context, 409, 'Conflict', `The job ${job.id} is still running.`);
  }
  const failed = job.devices.filter(({ status }) => status === 'failed').map(({ id }) => id);
  return startJob(context, { ...job, id: params['rerun'] ?? '', scheduledJobId: null }, failed);
}

function startJob(context: CloudContext, plan: JobPlan, devices: readonly string[]): RestResponse {
  if (!isEntryId(plan.id)) return refuseEntryId(context, 'job');
  if (context.application.jobs.find(plan.id) !== undefined) {
    return answerError(context, 409, 'Conflict', `There is a job ${plan.id} already.`);
  }
  const job = makeJob(context, plan, devices);
  // As it begins: what can be done at once is done before this answer has left.
  const answer = answerJson(200, describeJob(job));
  context.application.jobs.put(job);
  context.jobRunner.run(job);
  return answer;
}

function stopJob(context: CloudContext, job: Job): RestResponse {
  if (job.status !== 'running') return refuseState(context, job, 'running');
  context.jobRunner.stop(job);
  return answerNothing();
}

function resumeJob(context: CloudContext, job: Job): RestResponse {
  if (job.status !== 'stopped') return refuseState(context, job, 'stopped');
  context.jobRunner.run(job);
  return answerNothing();
}

function refuseState(context: CloudContext, { id, status }: Job, wanted: string): RestResponse {
  return answerError(context, 409, 'Conflict', `The job ${id} is not ${wanted}, it is ${status}.`);
}

/** Gives a job as IoT Central shows it. */
export function describeJob(job: Job): object {
  const { id, scheduledJobId, status } = job;
  return {
    id,
    ...(scheduledJobId === null ? {} : { scheduledJobId }),
    ...describeJobPlan(job),
    start: new Date(job.start).toISOString(),
    ...(job.end === null ? {} : { end: new Date(job.end).toISOString() }),
    progress: countDevices(job.devices),
    status,
  };
}

/** Gives what a client says of a job, of one that somebody made or of one that runs by a schedule. */
export function describeJobPlan(job: JobWish & Pick<Job, 'organizations'>): JsonObject {
  const { displayName, description, group, batch, cancellationThreshold, data, organizations } = job;
  return {
    ...(displayName === '' ? {} : { displayName }),
    ...(description === null ? {} : { description }),
    group,
    ...(batch === null ? {} : { batch: { ...batch } }),
    ...(cancellationThreshold === null ? {} : { cancellationThreshold: { ...cancellationThreshold } }),
    data: data.map((item) => ({ ...item })),
    ...(organizations.length === 0 ? {} : { organizations }),
  };
}

function countDevices(devices: readonly JobDevice[]): object {
  const count = (wanted: JobDevice['status']): number => devices.filter(({ status }) => status === wanted).length;
  return { total: devices.length, pending: count('pending'), completed: count('completed'), failed: count('failed') };
}
