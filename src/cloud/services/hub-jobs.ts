import { METHOD_REQUESTS } from '#core/wire/hub-topics';
import type { CloudContext } from '../cloud-context.ts';
import type { HubJob, HubJobDevice } from '../state/hub-job-state.ts';
import { createBook, type Book } from './application.ts';
import { HubFault } from './hub-fault.ts';
import { parseCondition } from './hub-job-wish.ts';
import { invokeMethod, readMethodRequest } from './hub-method.ts';
import { listensTo } from './hub-publish.ts';
import { findRows } from './hub-query.ts';
import { findHubIdentity, refuseUnknown } from './hub-registry.ts';
import type { HubName } from './identity-wish.ts';
import type { Identity, SubscriptionWaiter } from './identity.ts';
import { readTwinPatch } from './hub-twin-wish.ts';
import { patchTwin } from './twins.ts';

/** Jobs that are kept. Those that have ended make room for new ones, the oldest first. */
const JOB_LIMIT = 100;

/** The jobs of the hub. They run by themselves when their time has come. */
export interface HubJobs {
  list(): readonly HubJob[];
  find(id: string): HubJob | undefined;
  /** False: so many jobs wait or run that there is no room for one more. */
  add(job: HubJob): boolean;
  /** Ends a job. What it did to devices stays done. */
  cancel(job: HubJob): void;
  /** Goes on with what had not ended when the host did. */
  resume(): void;
  dispose(): void;
}

/** Gives the jobs that were kept; nothing of them runs before `resume`. */
export function createHubJobs(context: CloudContext, kept: readonly HubJob[]): HubJobs {
  return new JobRunner(context, kept);
}

class JobRunner implements HubJobs {
  readonly #context: CloudContext;
  readonly #book: Book<HubJob>;
  /** What ends the waiting of the jobs that have not ended. */
  readonly #waits = new Map<HubJob, (() => void)[]>();

  constructor(context: CloudContext, kept: readonly HubJob[]) {
    this.#context = context;
    this.#book = createBook(kept, (id) => context.changed('hubJobs', id));
  }

  list(): readonly HubJob[] {
    return this.#book.list();
  }

  find(id: string): HubJob | undefined {
    return this.#book.find(id);
  }

  add(job: HubJob): boolean {
    if (this.list().length >= JOB_LIMIT) {
      const oldest = this.list().find(({ endedAt }) => endedAt !== null);
      if (oldest === undefined) return false;
      this.#book.remove(oldest.id);
    }
    this.#book.put(job);
    this.#wait(job);
    return true;
  }

  cancel(job: HubJob): void {
    for (const device of job.devices) if (!hasEnded(device)) this.#note(device, { status: 'canceled' });
    this.#end(job, 'cancelled', null);
  }

  resume(): void {
    for (const job of this.list()) {
      if (job.endedAt !== null) continue;
      if (job.startedAt === null) this.#wait(job);
      else this.#resume(job, job.startedAt);
    }
  }

  dispose(): void {
    for (const ends of this.#waits.values()) for (const end of ends) end();
    this.#waits.clear();
  }

  #wait(job: HubJob): void {
    const timer = this.#context.clock.after(Math.min(job.startAt - this.#context.now(), LONGEST_SLEEP_MS), () => {
      if (job.startAt > this.#context.now()) this.#wait(job);
      else this.#start(job);
    });
    this.#waits.set(job, [() => timer.cancel()]);
  }

  #start(job: HubJob): void {
    const now = this.#context.now();
    const condition = parseCondition(job.queryCondition);
    const rows = 'wrong' in condition ? [] : findRows(this.#context, condition, '', Infinity);
    job.devices = rows.map(({ row: { deviceId, moduleId = null } }) => ({
      deviceId: deviceId as string,
      moduleId: moduleId as string | null,
      status: 'pending',
      startedAt: null,
      updatedAt: now,
      response: null,
      error: null,
    }));
    Object.assign(job, { status: 'running', startedAt: now });
    this.#run(job, now);
  }

  /** Whether a method that was on its way was run, nobody can say; it is not called twice. */
  #resume(job: HubJob, startedAt: number): void {
    for (const device of job.devices) if (device.status === 'running') this.#note(device, INTERRUPTED);
    this.#run(job, startedAt);
  }

  #run(job: HubJob, startedAt: number): void {
    const { clock, now } = this.#context;
    const timer = clock.after(startedAt + job.maxExecutionSeconds * 1000 - now(), () => this.#timeOut(job));
    this.#waits.set(job, [() => timer.cancel()]);
    this.#book.touch(job);
    for (const device of job.devices) if (device.status === 'pending') this.#begin(job, device);
    this.#endWhenDone(job);
  }

  #begin(job: HubJob, device: HubJobDevice): void {
    const name = nameOf(device);
    const identity = findHubIdentity(this.#context, name);
    if (identity === undefined) return this.#note(device, describe(refuseUnknown(this.#context, name)));
    if (job.updateTwin !== null) return this.#updateTwin(job, device, identity);
    if (listensTo(identity, METHOD_REQUESTS)) return void this.#call(job, device, identity);
    const leave = (): boolean => identity.subscriptionWaiters.delete(waiter);
    const waiter: SubscriptionWaiter = {
      look: () => {
        if (listensTo(identity, METHOD_REQUESTS) && leave()) void this.#call(job, device, identity);
      },
      end: () => {
        leave();
        this.#note(device, describe(refuseUnknown(this.#context, name)));
        this.#book.touch(job);
        this.#endWhenDone(job);
      },
    };
    identity.subscriptionWaiters.add(waiter);
    this.#waits.get(job)?.push(leave);
  }

  #updateTwin({ updateTwin }: HubJob, device: HubJobDevice, identity: Identity): void {
    const patch = readTwinPatch(updateTwin ?? {}, identity);
    const wrong = patch instanceof HubFault ? patch.message : patchTwin(this.#context, identity, patch);
    const failed = wrong === undefined ? undefined : { code: 'ArgumentInvalid', description: wrong };
    const startedAt = this.#context.now();
    this.#note(
      device,
      failed === undefined ? { status: 'completed', startedAt } : { status: 'failed', startedAt, error: failed },
    );
  }

  async #call(job: HubJob, device: HubJobDevice, identity: Identity): Promise<void> {
    this.#note(device, { status: 'running', startedAt: this.#context.now() });
    // Before the call: a method that may have been run must not be called again after a crash.
    this.#book.touch(job);
    const request = readMethodRequest(this.#context, job.cloudToDeviceMethod ?? undefined);
    const answer = request instanceof HubFault ? request : await invokeMethod(this.#context, identity, request);
    if (device.status !== 'running' || !this.#waits.has(job)) return;
    this.#note(device, answer instanceof HubFault ? describe(answer) : { status: 'completed', response: answer });
    this.#book.touch(job);
    this.#endWhenDone(job);
  }

  #timeOut(job: HubJob): void {
    for (const device of job.devices) {
      if (device.status === 'pending') this.#note(device, NEVER_CAME);
      else if (device.status === 'running') this.#note(device, TOO_LATE);
    }
    this.#end(job, 'failed', 'The job did not end within maxExecutionTimeInSeconds.');
  }

  #endWhenDone(job: HubJob): void {
    if (job.devices.every(hasEnded)) this.#end(job, 'completed', null);
  }

  #end(job: HubJob, status: HubJob['status'], failureReason: string | null): void {
    for (const end of this.#waits.get(job) ?? []) end();
    this.#waits.delete(job);
    Object.assign(job, { status, failureReason, endedAt: this.#context.now() });
    this.#book.touch(job);
  }

  #note(device: HubJobDevice, change: Partial<HubJobDevice>): void {
    Object.assign(device, change, { updatedAt: this.#context.now() });
  }
}

/** Timers of browsers overflow beyond 24 days. */
const LONGEST_SLEEP_MS = 86_400_000;

type Failure = Pick<HubJobDevice, 'status' | 'error'>;

const INTERRUPTED: Failure = fail('JobRunInterrupted', 'The hub was restarted while the device was to answer.');
/** In Azure's own words. */
const NEVER_CAME: Failure = fail(
  'JobRunPreconditionFailed',
  'The job did not start within specified period: either device did not come online or invalid endTime specified.',
);
const TOO_LATE: Failure = fail('JobRunTimedOut', 'The device did not answer before the job had to end.');

function fail(code: string, description: string): Failure {
  return { status: 'failed', error: { code, description } };
}

function describe({ name, message }: HubFault): Failure {
  return fail(name, message);
}

function nameOf({ deviceId, moduleId }: HubJobDevice): HubName {
  return moduleId === null ? { deviceId } : { deviceId, moduleId };
}

function hasEnded({ status }: HubJobDevice): boolean {
  return status !== 'pending' && status !== 'running';
}
