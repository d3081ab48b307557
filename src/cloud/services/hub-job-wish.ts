import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { HubJob } from '../state/hub-job-state.ts';
import { HubFault, refuseArgument } from './hub-fault.ts';
import { readMethodRequest } from './hub-method.ts';
import { findWrongTwin } from './hub-twin-wish.ts';
import { parseQuery, type RowQuery } from './query-parser.ts';

const ID_LIMIT = 64;
/** Two weeks: no timer of any host is longer. */
const LONGEST_SECONDS = 1_209_600;

/** Reads the body of a request that makes the job `id`, or says in words what is wrong with it. */
export function readHubJob(context: CloudContext, id: string, body: Json | undefined): HubJob | HubFault {
  if (!isJsonObject(body)) return refuseArgument('The body must be a JSON object.');
  if (id.length > ID_LIMIT || /\p{Cc}/u.test(id)) {
    return refuseArgument(`A job's ID has at most ${ID_LIMIT} characters, none of them a control.`);
  }
  if ((body['jobId'] ?? id) !== id) return refuseArgument('The jobId of the body is not that of the path.');
  const work = readWork(context, body);
  if (work instanceof HubFault) return work;
  const { queryCondition = '', startTime = null, maxExecutionTimeInSeconds = 3600 } = body;
  const query = typeof queryCondition === 'string' ? parseCondition(queryCondition) : { wrong: 'It must be a string.' };
  if ('wrong' in query) return refuseArgument(`queryCondition cannot be used. ${query.wrong}`);
  const now = context.now();
  const startAt = startTime === null ? now : typeof startTime === 'string' ? Date.parse(startTime) : Number.NaN;
  if (Number.isNaN(startAt)) return refuseArgument('startTime must be a date and time in ISO 8601.');
  if (!isSeconds(maxExecutionTimeInSeconds)) {
    return refuseArgument(`maxExecutionTimeInSeconds must be a whole number from 1 to ${LONGEST_SECONDS}.`);
  }
  return {
    id,
    ...work,
    queryCondition: queryCondition as string,
    maxExecutionSeconds: maxExecutionTimeInSeconds,
    createdAt: now,
    startAt,
    startedAt: null,
    endedAt: null,
    status: startAt > now ? 'scheduled' : 'enqueued',
    failureReason: null,
    devices: [],
  };
}

function readWork(
  context: CloudContext,
  { type, cloudToDeviceMethod, updateTwin }: JsonObject,
): Pick<HubJob, 'cloudToDeviceMethod' | 'updateTwin'> | HubFault {
  if (type === 'scheduleDeviceMethod') {
    const method = readMethodRequest(context, cloudToDeviceMethod);
    if (method instanceof HubFault) return method;
    return { cloudToDeviceMethod: cloudToDeviceMethod as JsonObject, updateTwin: null };
  }
  if (type !== 'scheduleUpdateTwin') return refuseArgument('type is scheduleDeviceMethod or scheduleUpdateTwin.');
  if (!isJsonObject(updateTwin)) return refuseArgument('updateTwin must be a JSON object.');
  const wrong = findWrongTwin(updateTwin);
  return wrong === undefined ? { cloudToDeviceMethod: null, updateTwin } : refuseArgument(wrong);
}

function isSeconds(value: Json): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LONGEST_SECONDS;
}

/** Reads the condition of a job: `*` for every device, what stands behind WHERE, or all from FROM on for modules. */
export function parseCondition(condition: string): RowQuery | { readonly wrong: string } {
  const text = condition.trim();
  if (text === '*') return { from: 'devices', where: undefined };
  const query = parseQuery(/^from\s/i.test(text) ? `SELECT * ${text}` : `SELECT * FROM devices WHERE ${text}`);
  return 'wrong' in query || query.from !== 'jobs' ? query : { wrong: 'Jobs are for devices or devices.modules.' };
}
