import type { Json, JsonObject } from '#core/bytes/json';
import type { DeviceTemplate, ModelDocument } from './template-state.ts';

/** What an IoT Central application keeps beside its devices and enrollment groups: one list each. */
export interface ApplicationState {
  readonly templates: readonly DeviceTemplate[];
  readonly models: readonly ModelDocument[];
  readonly deviceGroups: readonly DeviceGroup[];
  readonly jobs: readonly Job[];
  readonly scheduledJobs: readonly ScheduledJob[];
  readonly apiTokens: readonly ApiToken[];
  readonly relationships: readonly Relationship[];
  readonly exportDestinations: readonly ExportDestination[];
  readonly dataExports: readonly DataExport[];
  /** One, or none. */
  readonly fileUploads: readonly FileStorage[];
}

/** Devices that a query finds, each time that somebody asks. */
export interface DeviceGroup {
  readonly id: string;
  readonly displayName: string;
  /** `SELECT * FROM devices WHERE …`, as it was sent. */
  readonly filter: string;
  readonly description: string | null;
  readonly organizations: readonly string[];
  /** Without its quotes. */
  readonly etag: string;
}

/** How a job ended or goes on ("Manage jobs" in the documentation of IoT Central). */
export type JobStatus = 'running' | 'complete' | 'cancelled' | 'failed' | 'stopped';

/** The same thing done to every device that was in a group when the job was made. */
export interface Job {
  readonly id: string;
  /** ID of the scheduled job that it is a run of; null when somebody made it. */
  readonly scheduledJobId: string | null;
  readonly displayName: string;
  readonly description: string | null;
  /** ID of the device group. */
  readonly group: string;
  readonly organizations: readonly string[];
  /** How many devices are worked on at once; null: as many as the cloud likes. */
  readonly batch: JobShare | null;
  /** How many devices may fail before the job is cancelled; `batch`: of each batch, rather than of all. */
  readonly cancellationThreshold: (JobShare & { readonly batch: boolean }) | null;
  readonly data: readonly JobItem[];
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly start: number;
  end: number | null;
  status: JobStatus;
  readonly devices: JobDevice[];
}

/** A job that runs by a schedule, each time for the devices that its group has then. */
export interface ScheduledJob extends Omit<Job, 'scheduledJobId' | 'start' | 'end' | 'status' | 'devices'> {
  readonly schedule: JobSchedule;
  readonly enabled: boolean;
  /** Without its quotes. */
  readonly etag: string;
  /** Number of the occurrence that is next; the first is 0. */
  occurrence: number;
}

/** When a job runs; all times as they were sent. */
export interface JobSchedule {
  /** A time of ISO 8601. */
  readonly start: string;
  /** Null: once. */
  readonly recurrence: 'daily' | 'weekly' | 'monthly' | null;
  readonly end:
    | { readonly type: 'date'; readonly date: string }
    | { readonly type: 'occurrences'; readonly occurrences: number }
    | null;
}

/** A number of devices, or a share of them. */
export interface JobShare {
  readonly type: 'number' | 'percentage';
  readonly value: number;
}

/** One thing that a job does. */
export type JobItem =
  | {
      readonly type: 'property' | 'cloudProperty' | 'command';
      /** ID of the template whose capability is meant. */
      readonly target: string;
      /** The capability's name, behind its component's and a dot where it has one. */
      readonly path: string;
      readonly value: Json;
    }
  | { readonly type: 'deviceTemplateMigration'; readonly template: string };

export interface JobDevice {
  readonly id: string;
  status: 'pending' | 'completed' | 'failed';
}

/** A token for IoT Central's API. The token itself is known to whoever was given it alone. */
export interface ApiToken {
  readonly id: string;
  /** Base64 of the SHA-256 of the token. */
  readonly digest: string;
  readonly expiry: number;
  readonly roles: readonly { readonly role: string; readonly organization: string | null }[];
}

/** A downstream device and the gateway that it is reached by. */
export interface Relationship {
  readonly id: string;
  /** ID of the gateway. */
  readonly source: string;
  /** ID of the downstream device. */
  readonly target: string;
}

/** Where data is exported to. It may hold secrets of the receiver. */
export interface ExportDestination {
  readonly id: string;
  readonly displayName: string;
  readonly type: 'webhook@v1';
  readonly url: string;
  readonly headers: Readonly<Record<string, { readonly value: string; readonly secret: boolean }>>;
  /** Value of the Authorization header; null sends none. */
  readonly authorization: string | null;
}

/** Where files of devices go. */
export interface FileStorage {
  /** The same for every storage. */
  readonly id: string;
  /** Empty where the storage was told without it. */
  readonly account: string;
  /** Without its secrets, which nothing here would ever need. */
  readonly connectionString: string;
  readonly container: string;
  /** How long a device may write; a duration of ISO 8601. */
  readonly sasTtl: string;
  /** Without its quotes. */
  readonly etag: string;
}

/** What a data export can be fed with. */
export type ExportSource = 'telemetry' | 'properties' | 'deviceConnectivity' | 'deviceLifecycle';

/** What is exported, and to which destinations. */
export interface DataExport {
  readonly id: string;
  readonly displayName: string;
  readonly enabled: boolean;
  readonly source: ExportSource;
  /** A query of devices as in a device group; null takes all. */
  readonly filter: string | null;
  /** What is added to each message: a fixed text, or a property of the device by its path. */
  readonly enrichments: JsonObject;
  /** IDs of destinations. */
  readonly destinations: readonly string[];
}
