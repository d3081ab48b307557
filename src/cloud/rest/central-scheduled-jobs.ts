import type { JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { firstAfter, readTime } from '../jobs/job-schedule.ts';
import { nextRunOf } from '../jobs/job-scheduler.ts';
import { readScheduledJobWish, type ScheduledJobWish } from '../jobs/read-scheduled-job.ts';
import { mergePatch } from '../services/merge-patch.ts';
import { makeEtag } from '../services/random.ts';
import type { JobSchedule, ScheduledJob } from '../state/application-state.ts';
import { answerCollection } from './central-collection.ts';
import { isEntryId, refuseEntryId } from './central-entries.ts';
import { describeJob, describeJobPlan, refuseJobWish } from './central-jobs.ts';
import { readOrganizations } from './central-organizations.ts';
import { isStale } from './etag.ts';
import { answerError, answerJson, answerNothing } from './rest-response.ts';
import { withBody, type Route, type RouteRequest } from './route.ts';

const LIST = '/api/scheduledJobs';
const PATH = `${LIST}/:id`;

/** Jobs that run by a schedule, as in IoT Central's REST API of 2022-07-31; each run is a job of its own. */
export const centralScheduledJobRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: LIST,
    handle: (context, request) => {
      return answerCollection(context, request, context.application.scheduledJobs.list().map(describe));
    },
  },
  { method: 'GET', path: PATH, handle: withScheduledJob((_context, job) => answerJson(200, describe(job))) },
  { method: 'PUT', path: PATH, handle: withBody(put) },
  { method: 'PATCH', path: PATH, handle: withScheduledJob(patch) },
  { method: 'DELETE', path: PATH, handle: withScheduledJob(remove) },
  { method: 'GET', path: `${PATH}/jobs`, handle: withScheduledJob(listRuns) },
];

function withScheduledJob(
  handle: (context: CloudContext, job: ScheduledJob, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const id = request.params['id'] ?? '';
    const job = context.application.scheduledJobs.find(id);
    if (job !== undefined) return handle(context, job, request);
    return answerError(context, 404, 'NotFound', `There is no scheduled job ${id}.`);
  };
}

function put(context: CloudContext, body: JsonObject, request: RouteRequest): RestResponse {
  const id = request.params['id'] ?? '';
  if (!isEntryId(id)) return refuseEntryId(context, 'scheduled job');
  return change(context, context.application.scheduledJobs.find(id) ?? id, body, request);
}

function patch(context: CloudContext, job: ScheduledJob, request: RouteRequest): RestResponse | Promise<RestResponse> {
  return withBody((_context, body) => change(context, job, mergePatch(describePlan(job), body), request))(
    context,
    request,
  );
}

/** `before`: what there is, or the ID of what there is not yet. With anything wrong, nothing is changed. */
function change(
  context: CloudContext,
  before: ScheduledJob | string,
  body: JsonObject,
  { headers }: RouteRequest,
): RestResponse {
  const wish = readScheduledJobWish(body);
  if (typeof wish === 'string') return answerError(context, 400, 'InvalidBody', wish);
  const refusal = refuseJobWish(context, wish, body);
  if (refusal !== undefined) return refusal;
  const known = typeof before === 'string' ? undefined : before;
  if (known !== undefined && isStale(known.etag, body['etag'], headers)) return answerStale(context);
  const changed: ScheduledJob = {
    ...wish,
    id: typeof before === 'string' ? before : before.id,
    organizations: readOrganizations(body['organizations']),
    etag: makeEtag(context.crypto),
    occurrence: findOccurrence(context, known, wish),
  };
  context.application.scheduledJobs.put(changed);
  context.jobScheduler.changed();
  return answerJson(200, describe(changed));
}

/** Gives the occurrence that a job goes on with. Other times than before count from now on: none of them was missed. */
function findOccurrence(
  context: CloudContext,
  known: ScheduledJob | undefined,
  { schedule }: ScheduledJobWish,
): number {
  if (known === undefined) return 0;
  const isSame = readTime(known.schedule.start) === readTime(schedule.start);
  if (isSame && known.schedule.recurrence === schedule.recurrence) return known.occurrence;
  return firstAfter(schedule, 0, context.now());
}

function remove(context: CloudContext, job: ScheduledJob, { headers }: RouteRequest): RestResponse {
  if (isStale(job.etag, undefined, headers)) return answerStale(context);
  context.application.scheduledJobs.remove(job.id);
  context.jobScheduler.changed();
  return answerNothing();
}

function answerStale(context: CloudContext): RestResponse {
  return answerError(context, 412, 'PreconditionFailed', 'The scheduled job has changed since its etag was read.');
}

function listRuns(context: CloudContext, { id }: ScheduledJob, request: RouteRequest): RestResponse {
  const runs = context.application.jobs.list().filter(({ scheduledJobId }) => scheduledJobId === id);
  return answerCollection(context, request, runs.map(describeJob));
}

function describe(job: ScheduledJob): object {
  const completed = nextRunOf(job) === undefined;
  return { id: job.id, ...describePlan(job), completed, etag: job.etag };
}

/** What of a scheduled job a client may write. */
function describePlan(job: ScheduledJob): JsonObject {
  return { ...describeJobPlan(job), schedule: describeSchedule(job.schedule), enabled: job.enabled };
}

function describeSchedule({ start, recurrence, end }: JobSchedule): JsonObject {
  return {
    start,
    ...(recurrence === null ? {} : { recurrence }),
    ...(end === null ? {} : { end: { ...end } }),
  };
}
