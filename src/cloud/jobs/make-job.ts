import type { CloudContext } from '../cloud-context.ts';
import type { Job, JobDevice } from '../state/application-state.ts';

/** What makes a job, beside its devices. */
export type JobPlan = Omit<Job, 'start' | 'end' | 'status' | 'devices'>;

/** Gives a job that is about to begin; `devices`: the IDs of those that it is of. */
export function makeJob(context: CloudContext, plan: JobPlan, devices: readonly string[]): Job {
  return {
    ...plan,
    start: context.now(),
    end: null,
    status: 'running',
    devices: devices.map((id): JobDevice => ({ id, status: 'pending' })),
  };
}
