import type { JobSchedule } from '../state/application-state.ts';

const DAY_MS = 86_400_000;
const STEPS_MS = { daily: DAY_MS, weekly: 7 * DAY_MS } as const;

/** Reads a time of ISO 8601 with its zone, in milliseconds since the Unix epoch; undefined when it is none. */
export function readTime(text: string): number | undefined {
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  const ms = isTime ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Reads the last time that a schedule may run at: a time, or a date, of which the whole day (UTC) is meant. */
export function readEndDate(text: string): number | undefined {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? readTime(`${text}T00:00Z`) : undefined;
  return day === undefined ? readTime(text) : day + DAY_MS - 1;
}

/**
 * Gives when the occurrence of a number (the first is 0) is due, in milliseconds since the Unix epoch; undefined when the
 * schedule has ended before it. A month without the day of the start has it on its last day; all days are UTC’s.
 */
export function occurrenceAt(schedule: JobSchedule, number: number): number | undefined {
  const { recurrence, end } = schedule;
  const at = timeOf(schedule, number);
  if (recurrence === null && number > 0) return undefined;
  if (end === null) return at;
  const isOver = end.type === 'occurrences' ? number >= end.occurrences : at > (readEndDate(end.date) ?? 0);
  return isOver ? undefined : at;
}

/** Gives the number of the first occurrence from `number` on that is due after `now`, whether the schedule has it or not. */
export function firstAfter(schedule: JobSchedule, number: number, now: number): number {
  const { recurrence } = schedule;
  const start = timeOf(schedule, 0);
  if (recurrence === null) return Math.max(number, start > now ? 0 : 1);
  if (recurrence !== 'monthly') return Math.max(number, Math.floor((now - start) / STEPS_MS[recurrence]) + 1, 0);
  const [from, to] = [new Date(start), new Date(now)];
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
  const guess = Math.max(number, months, 0);
  return timeOf(schedule, guess) > now ? guess : guess + 1;
}

function timeOf({ start, recurrence }: JobSchedule, number: number): number {
  const first = readTime(start) ?? 0;
  if (recurrence === 'monthly') return addMonths(first, number);
  return recurrence === null ? first : first + number * STEPS_MS[recurrence];
}

function addMonths(ms: number, months: number): number {
  const date = new Date(ms);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return date.setUTCFullYear(year, month, Math.min(date.getUTCDate(), lastDay));
}
