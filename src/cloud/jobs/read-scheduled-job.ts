import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import type { JobSchedule, ScheduledJob } from '../state/application-state.ts';
import { readEndDate, readTime } from './job-schedule.ts';
import { readJobWish, type JobWish } from './read-job.ts';

/** What a request says of a job that is to run by a schedule. */
export type ScheduledJobWish = JobWish & Pick<ScheduledJob, 'schedule' | 'enabled'>;

const RECURRENCES = ['daily', 'weekly', 'monthly'] as const;
/** Occurrences that a schedule can end after. */
const OCCURRENCE_LIMIT = 1_000_000;

/**
 * Reads the body of a request that makes such a job, or says in words what is wrong with it. Without `enabled` it does
 * not run yet, as in the examples of IoT Central's documentation.
 */
export function readScheduledJobWish(body: JsonObject): ScheduledJobWish | string {
  const wish = readJobWish(body);
  if (typeof wish === 'string') return wish;
  const { enabled = false } = body;
  if (typeof enabled !== 'boolean') return 'enabled must be true or false.';
  const schedule = readSchedule(body['schedule']);
  return typeof schedule === 'string' ? schedule : { ...wish, schedule, enabled };
}

function readSchedule(value: Json | undefined): JobSchedule | string {
  if (!isJsonObject(value)) return 'schedule must be an object with a start.';
  const { start = null, recurrence = null } = value;
  if (typeof start !== 'string' || readTime(start) === undefined) {
    return 'start of schedule must be a time of ISO 8601 with its zone, such as 2026-01-05T09:00:00Z.';
  }
  const known = RECURRENCES.find((one) => one === recurrence) ?? null;
  if (known === null && recurrence !== null) return 'recurrence of schedule must be daily, weekly or monthly.';
  const end = readEnd(value['end'] ?? null);
  return typeof end === 'string' ? end : { start, recurrence: known, end };
}

function readEnd(value: Json): JobSchedule['end'] | string {
  if (value === null) return null;
  const { type = null, date = null, occurrences = null } = isJsonObject(value) ? value : {};
  if (type === 'date') {
    if (typeof date === 'string' && readEndDate(date) !== undefined) return { type, date };
    return 'date of the end must be a date or a time of ISO 8601, such as 2026-12-31.';
  }
  if (type !== 'occurrences') return 'The type of the end of schedule must be date or occurrences.';
  const isCount = typeof occurrences === 'number' && Number.isInteger(occurrences);
  if (isCount && occurrences >= 1 && occurrences <= OCCURRENCE_LIMIT) return { type, occurrences };
  return `occurrences of the end must be a whole number from 1 to ${OCCURRENCE_LIMIT}.`;
}
