import type { CloudContext } from '../cloud-context.ts';
import type { Job, JobDevice, JobShare } from '../state/application-state.ts';
import { runItem } from './job-item.ts';

/** Does what jobs say, in the background. */
export interface JobRunner {
  /** Begins a job, or goes on with it: its devices that wait get their turn. */
  run(job: Job): void;
  /** Lets no further device have its turn; those that have it are waited for. */
  stop(job: Job): void;
  /** Goes on with the jobs that ran when the host ended. A device that had its turn then gets it once more. */
  resumeAll(): void;
  dispose(): void;
}

/** Devices that have their turn at once when a job does not say. */
const BATCH = 50;

/** Gives the runner of a cloud. */
export function createJobRunner(context: CloudContext): JobRunner {
  const { jobs } = context.application;
  const running = new Set<Job>();
  let isDisposed = false;

  const goesOn = (job: Job): boolean => job.status === 'running' && !isDisposed;
  const end = (job: Job, status: Job['status']): void => {
    Object.assign(job, { status, end: context.now() });
    jobs.touch(job);
  };
  /** Gives how the job ends, or undefined while there is more to do. */
  const runBatch = async (job: Job): Promise<Job['status'] | undefined> => {
    const batch = job.devices.filter(({ status }) => status === 'pending').slice(0, batchSize(job));
    if (batch.length === 0) return job.devices.some(({ status }) => status === 'failed') ? 'failed' : 'complete';
    await Promise.all(batch.map((device) => runDevice(context, job, device)));
    if (isDisposed) return undefined;
    jobs.touch(job);
    return isBeyondThreshold(job, batch) ? 'cancelled' : undefined;
  };
  const runBatches = async (job: Job): Promise<void> => {
    running.add(job);
    try {
      while (goesOn(job)) {
        const outcome = await runBatch(job);
        if (!goesOn(job)) return;
        if (outcome !== undefined) return end(job, outcome);
        // Between two batches everybody else gets a turn.
        await new Promise<void>((resolve) => context.clock.after(0, resolve));
      }
    } finally {
      // In the same turn as the last look at the job, so that nobody who goes on with it is overheard.
      running.delete(job);
    }
  };
  const run = (job: Job): void => {
    if (isDisposed) return;
    Object.assign(job, { status: 'running', end: null });
    jobs.touch(job);
    if (!running.has(job)) void runBatches(job);
  };
  return {
    run,
    stop: (job) => end(job, 'stopped'),
    resumeAll() {
      const begun = jobs.list().filter(({ status }) => status === 'running');
      // In a turn of its own: the host is not listening yet.
      if (begun.length > 0) context.clock.after(0, () => begun.forEach(run));
    },
    dispose() {
      isDisposed = true;
    },
  };
}

/** Does all that a job says to one device, in its order, as far as it can be done. */
async function runDevice(context: CloudContext, job: Job, device: JobDevice): Promise<void> {
  for (const item of job.data) {
    const identity = context.registry.find(device.id);
    const isDone = identity !== undefined && (await runItem(context, identity, item, `job ${job.id}`));
    if (!isDone) {
      device.status = 'failed';
      return;
    }
  }
  device.status = 'completed';
}

function batchSize({ batch, devices }: Job): number {
  return batch === null ? BATCH : Math.max(1, Math.floor(shareOf(batch, devices.length)));
}

/** More devices failed than may fail, of the job's or of this batch's. */
function isBeyondThreshold({ cancellationThreshold, devices }: Job, batch: readonly JobDevice[]): boolean {
  if (cancellationThreshold === null) return false;
  const counted = cancellationThreshold.batch ? batch : devices;
  const failed = counted.filter(({ status }) => status === 'failed').length;
  return failed > shareOf(cancellationThreshold, counted.length);
}

function shareOf({ type, value }: JobShare, total: number): number {
  return type === 'number' ? value : (total * value) / 100;
}
