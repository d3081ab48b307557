import type { JsonObject } from '#core/bytes/json';
import type { CloudContext } from '../cloud-context.ts';
import type { HubJob, HubJobDevice } from '../state/hub-job-state.ts';
import { printServiceDate } from './random.ts';

/** Gives a job as the hub shows it. */
export function describeHubJob(job: HubJob): JsonObject {
  const { cloudToDeviceMethod, updateTwin, failureReason } = job;
  const count = (...wanted: readonly HubJobDevice['status'][]): number =>
    job.devices.filter(({ status }) => wanted.includes(status)).length;
  return {
    jobId: job.id,
    type: typeOf(job),
    status: job.status,
    createdTime: printServiceDate(job.createdAt),
    startTime: printServiceDate(job.startAt),
    ...(job.endedAt === null ? {} : { endTime: printServiceDate(job.endedAt) }),
    maxExecutionTimeInSeconds: job.maxExecutionSeconds,
    queryCondition: job.queryCondition,
    ...(cloudToDeviceMethod === null ? {} : { cloudToDeviceMethod }),
    ...(updateTwin === null ? {} : { updateTwin }),
    ...(failureReason === null ? {} : { failureReason }),
    deviceJobStatistics: {
      deviceCount: job.devices.length,
      failedCount: count('failed'),
      succeededCount: count('completed'),
      runningCount: count('running'),
      pendingCount: count('pending'),
    },
  };
}

/** Gives what each job did to each of its devices, as queries find it. */
export function listJobRows(context: CloudContext): { readonly id: string; readonly read: () => JsonObject }[] {
  return context.hubJobs.list().flatMap((job) =>
    job.devices.map((device) => {
      const { deviceId, moduleId } = device;
      return { id: [job.id, deviceId, moduleId ?? ''].join('\n'), read: () => describeRow(job, device) };
    }),
  );
}

function describeRow(job: HubJob, device: HubJobDevice): JsonObject {
  const { deviceId, moduleId, status, startedAt, updatedAt, response, error } = device;
  const hasEnded = status !== 'pending' && status !== 'running';
  return {
    deviceId,
    ...(moduleId === null ? {} : { moduleId }),
    jobId: job.id,
    jobType: typeOf(job),
    status,
    ...(startedAt === null ? {} : { startTimeUtc: printServiceDate(startedAt) }),
    ...(hasEnded ? { endTimeUtc: printServiceDate(updatedAt) } : {}),
    createdDateTimeUtc: printServiceDate(job.startedAt ?? job.createdAt),
    lastUpdatedDateTimeUtc: printServiceDate(updatedAt),
    ...(status === 'completed' ? { outcome: { deviceMethodResponse: response } } : {}),
    ...(error === null ? {} : { error }),
  };
}

/** Gives the name that the hub has for what a job does. */
export function typeOf({ updateTwin }: HubJob): string {
  return updateTwin === null ? 'scheduleDeviceMethod' : 'scheduleUpdateTwin';
}
