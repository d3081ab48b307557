import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import { describeHubJob, typeOf } from '../services/hub-job-rows.ts';
import { readHubJob } from '../services/hub-job-wish.ts';
import type { HubJob } from '../state/hub-job-state.ts';
import { answerHubFault } from './hub-service-answers.ts';
import type { HubRoute } from './hub-service-route.ts';
import { answerPage, readPageRequest } from './pages.ts';
import { answerJson } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

const JOB = '/jobs/v2/:id';

/** Jobs, which do the same to many devices; and those that move devices in and out of storage, of which there are none. */
export const hubJobRoutes: readonly HubRoute[] = [
  { method: 'GET', path: '/jobs/v2/query', permission: 'ServiceConnect', handle: listJobs },
  { method: 'PUT', path: JOB, permission: 'ServiceConnect', handle: putJob },
  { method: 'GET', path: JOB, permission: 'ServiceConnect', handle: withJob((_context, job) => answerJob(job)) },
  { method: 'POST', path: `${JOB}/cancel`, permission: 'ServiceConnect', handle: withJob(cancelJob) },
  { method: 'POST', path: '/jobs/create', permission: 'RegistryWrite', handle: refuseImport },
  { method: 'GET', path: '/jobs', permission: 'RegistryRead', handle: () => answerJson(200, []) },
  { method: 'GET', path: '/jobs/:id', permission: 'RegistryRead', handle: answerNoJob },
  { method: 'DELETE', path: '/jobs/:id', permission: 'RegistryWrite', handle: answerNoJob },
];

function putJob(context: CloudContext, { params, body }: RouteRequest): RestResponse {
  const { id = '' } = params;
  const refuse = (fault: HubFault): RestResponse => answerHubFault(context, fault, 'message');
  const job = readHubJob(context, id, body);
  if (job instanceof HubFault) return refuse(job);
  if (context.hubJobs.find(id) !== undefined) {
    return refuse(new HubFault('JobAlreadyExists', `A job with ID '${id}' already exists.`));
  }
  if (context.hubJobs.add(job)) return answerJob(job);
  return refuse(new HubFault('JobQuotaExceeded', 'So many jobs wait or run that there is no room for one more.'));
}

function cancelJob(context: CloudContext, job: HubJob): RestResponse {
  if (job.endedAt !== null) {
    const fault = refuseArgument(`Job ${job.id} has ended: it is ${job.status} and cannot be cancelled.`);
    return answerHubFault(context, fault, 'message');
  }
  context.hubJobs.cancel(job);
  return answerJob(job);
}

function listJobs(context: CloudContext, { query, headers }: RouteRequest): RestResponse {
  const [type, status] = ['jobType', 'jobStatus'].map((name) => query.get(name)?.toLowerCase() ?? '');
  const asked = readPageRequest(headers, `${type}\n${status}`);
  if ('wrong' in asked) return answerHubFault(context, refuseArgument(asked.wrong), 'message');
  const isWanted = (job: HubJob): boolean =>
    job.id > asked.after &&
    (type === '' || typeOf(job).toLowerCase() === type) &&
    (status === '' || job.status === status);
  const found = context.hubJobs.list().filter(isWanted).sort(byId);
  const page = found.slice(0, asked.size);
  const last = found.length > page.length ? page.at(-1)?.id : undefined;
  return answerPage(page.map(describeHubJob), 'JobResponse', `${type}\n${status}`, last);
}

function byId(a: HubJob, b: HubJob): number {
  return a.id < b.id ? -1 : 1;
}

function withJob(handle: (context: CloudContext, job: HubJob) => RestResponse): Route['handle'] {
  return (context, request) => {
    const job = context.hubJobs.find(request.params['id'] ?? '');
    return job === undefined ? answerNoJob(context, request) : handle(context, job);
  };
}

function answerNoJob(context: CloudContext, { params }: RouteRequest): RestResponse {
  const fault = new HubFault('JobNotFound', `There is no job ${params['id']}.`);
  return answerHubFault(context, fault, 'message');
}

function answerJob(job: HubJob): RestResponse {
  return answerJson(200, describeHubJob(job));
}

/** Such jobs read and write a storage account, of which the local cloud has none. */
function refuseImport(context: CloudContext): RestResponse {
  const message =
    'The local cloud has no storage to import devices from or export them to. POST /devices takes 100 at once.';
  return answerHubFault(context, refuseArgument(message), 'message');
}
