import type { Timer } from '#core/ports/clock';
import type { CloudContext } from '../cloud-context.ts';
import { listMembers } from '../services/device-groups.ts';
import { makeGuid } from '../services/random.ts';
import type { ScheduledJob } from '../state/application-state.ts';
import { firstAfter, occurrenceAt } from './job-schedule.ts';
import { makeJob } from './make-job.ts';

/** Runs jobs by their schedules. */
export interface JobScheduler {
  /** Looks again what is due when; called at the start, and whenever a scheduled job was put, changed or removed. */
  changed(): void;
  dispose(): void;
}

/** Jobs that are remembered of one schedule, the newest ones. */
export const RUNS_KEPT = 50;
/** Timers of browsers overflow beyond 24 days. */
const LONGEST_SLEEP_MS = 86_400_000;

/** Gives when a scheduled job runs next, in milliseconds since the Unix epoch; undefined when it never does again. */
export function nextRunOf({ schedule, occurrence }: ScheduledJob): number | undefined {
  return occurrenceAt(schedule, occurrence);
}

/**
 * Gives the scheduler of a cloud. What was due while no host ran, or while the job was not enabled, is made up for once:
 * of several occurrences that were missed, one runs.
 */
export function createJobScheduler(context: CloudContext): JobScheduler {
  const { scheduledJobs } = context.application;
  let timer: Timer | undefined;

  const watch = (): void => {
    timer?.cancel();
    timer = undefined;
    const times = scheduledJobs.list().flatMap((job) => (job.enabled ? (nextRunOf(job) ?? []) : []));
    if (times.length === 0) return;
    const wait = Math.max(0, times.reduce((a, b) => Math.min(a, b)) - context.now());
    timer = context.clock.after(Math.min(wait, LONGEST_SLEEP_MS), runDue);
  };
  const runDue = (): void => {
    const now = context.now();
    for (const job of scheduledJobs.list()) {
      const next = job.enabled ? nextRunOf(job) : undefined;
      if (next === undefined || next > now) continue;
      job.occurrence = firstAfter(job.schedule, job.occurrence, now);
      scheduledJobs.touch(job);
      run(context, job);
    }
    watch();
  };
  return { changed: watch, dispose: () => timer?.cancel() };
}

/** Makes a job of what the schedule says, for the devices that its group has by now. Without its group it fails. */
function run(context: CloudContext, scheduled: ScheduledJob): void {
  const { id: scheduledJobId, displayName, description, organizations, batch, cancellationThreshold, data } = scheduled;
  const { jobs, deviceGroups } = context.application;
  const group = deviceGroups.find(scheduled.group);
  const id = makeGuid(context.crypto);
  const plan = { displayName, description, group: scheduled.group, organizations, batch, cancellationThreshold, data };
  const devices = group === undefined ? [] : listMembers(context, group.filter).map((identity) => identity.id);
  const job = makeJob(context, { ...plan, id, scheduledJobId }, devices);
  if (group === undefined) Object.assign(job, { status: 'failed', end: job.start });
  jobs.put(job);
  if (group !== undefined) context.jobRunner.run(job);
  forgetOldRuns(context, scheduledJobId);
}

function forgetOldRuns({ application: { jobs } }: CloudContext, scheduledJobId: string): void {
  const runs = jobs.list().filter((job) => job.scheduledJobId === scheduledJobId);
  for (const { id, status } of runs.slice(0, -RUNS_KEPT)) {
    if (status !== 'running') jobs.remove(id);
  }
}
