import type { Json, JsonObject } from '../bytes/json.ts';
import type { Finding } from '../errors/workbench-error.ts';
import type { DeviceRecord, DeviceSecret } from '../identity/device-record.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';

/**
 * Every message between the page and the device worker. The page sends, the worker answers; listeners are called
 * by the worker, at most once a frame each. Both ends are in `adapters/threads`. Failures arrive as `WorkbenchError`.
 */

/** What a device is doing: one word at a time, never a set of flags. */
export type DeviceState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'provisioning'; readonly step: 'dialling' | 'registering' | 'assigning'; readonly dpsHost: string }
  | { readonly kind: 'connecting'; readonly hub: string }
  | { readonly kind: 'online'; readonly hub: string; readonly deviceId: string; readonly since: number }
  /** Not connected, and will try again by itself at `until`. */
  | { readonly kind: 'waiting'; readonly until: number; readonly attempt: number; readonly reason: Finding }
  /** Not connected, and will not try again by itself. */
  | { readonly kind: 'refused'; readonly reason: Finding }
  /** `stoppedBy`: its page went away while it ran. `runsElsewhere`: another tab of this browser runs it. */
  | { readonly kind: 'stopped'; readonly stoppedBy?: 'reload'; readonly runsElsewhere?: true };

/** One step of the latest start, for the connection panel. */
export interface ConnectionStep {
  readonly kind:
    | 'preflight'
    | 'dps-socket'
    | 'dps-connect'
    | 'dps-register'
    | 'dps-assigned'
    | 'hub-socket'
    | 'hub-connect'
    | 'hub-subscribe'
    | 'twin';
  readonly startedAt: number;
  /** Undefined while it goes on. */
  readonly tookMs?: number;
  readonly outcome: 'running' | 'done' | 'failed' | 'skipped';
  /** What was seen: an address, an operation, a hub's name. Holds no secret. */
  readonly detail: string;
}

/** The four things a service checks in turn, as far as they can be told apart from here. */
export interface ServiceCheck {
  readonly check: 'tls' | 'identity' | 'credential' | 'permission';
  readonly result: 'passed' | 'failed' | 'not-reached' | 'service-does-not-say';
}

/** What was looked at before connecting. */
export interface PreflightCheck {
  readonly check: 'key' | 'id' | 'id-scope' | 'host' | 'clock' | 'network' | 'lock';
  readonly result: 'good' | 'doubtful' | 'bad' | 'cannot-know';
  readonly finding?: Finding;
}

export interface DeviceCounters {
  readonly telemetrySent: number;
  readonly telemetryAcknowledged: number;
  readonly messagesReceived: number;
  readonly commandsAnswered: number;
  readonly reconnects: number;
  readonly errors: number;
  /** Time from PUBLISH to PUBACK of the newest telemetry message. */
  readonly roundTripMs: number | undefined;
}

export interface DeviceSummary {
  readonly record: DeviceRecord;
  readonly state: DeviceState;
  readonly counters: DeviceCounters;
  /** Newest values of the first numeric telemetry field, oldest first, at most 32. */
  readonly sparkline: readonly number[];
  /** When the newest packet came in, in this tab or, within 10 s, in another or before a reload. */
  readonly lastSeenAt: number | undefined;
  /** Another tab of this browser runs the device. */
  readonly runsElsewhere: boolean;
}

export interface TwinView {
  readonly desired: JsonObject;
  readonly desiredVersion: number;
  readonly reported: JsonObject;
  readonly reportedVersion: number;
  readonly readAt: number;
}

export interface ReceivedMessage {
  readonly at: number;
  readonly kind: 'message' | 'offline-command';
  readonly messageId: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AnsweredCommand {
  readonly at: number;
  readonly name: string;
  readonly request: string;
  readonly status: number;
  readonly response: string;
}

/** One telemetry field's points: `times[i]` in seconds since the Unix epoch (as uPlot wants them). */
export interface TelemetrySeries {
  readonly name: string;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Everything one device page shows, but the trace and the chart's points. */
export interface DeviceDetail extends DeviceSummary {
  readonly steps: readonly ConnectionStep[];
  readonly checks: readonly ServiceCheck[];
  readonly preflight: readonly PreflightCheck[];
  /** What went wrong beside the connection in the latest run, such as a key that could not be kept. */
  readonly warning: Finding | undefined;
  readonly twin: TwinView | undefined;
  readonly messages: readonly ReceivedMessage[];
  readonly commands: readonly AnsweredCommand[];
  /** The newest telemetry message's body. */
  readonly lastTelemetry: JsonObject | undefined;
  readonly intervalMs: number;
}

export interface NewDevice {
  readonly record: Omit<DeviceRecord, 'id' | 'createdAt' | 'keyKind'>;
  readonly secret: DeviceSecret;
}

/** New trace rows, oldest first. `dropped` counts rows lost to the limit since the last call. */
export interface TraceBatch {
  readonly rows: readonly TraceEntry[];
  readonly dropped: number;
  readonly restarted: boolean;
}

export interface DeviceHost {
  list(): Promise<readonly DeviceSummary[]>;
  /** Keeps the device and gives its id. Errors: `device/name-taken`, `vault/…`. */
  add(device: NewDevice): Promise<string>;
  /** Stops and forgets the device; gives what `add` needs to bring it back. */
  remove(id: string): Promise<NewDevice>;
  /** Replaces the keys, as when "try it as a group key" worked. */
  replaceSecret(id: string, secret: DeviceSecret): Promise<void>;
  start(id: string): Promise<void>;
  /**
   * Starts once with the device key read as a group key; keeps it as one if the service accepts it.
   * That this failed is told by the device's `warning`, since it is known long after the start.
   */
  startAsGroupKey(id: string): Promise<void>;
  stop(id: string): Promise<void>;
  /** Gives the keys to show on a press. They stay on the page only while shown. */
  reveal(id: string): Promise<DeviceSecret>;
  /** Sends one telemetry message beside the behaviour's own. Errors: `device/not-online`, `device/…-too-large`. */
  sendTelemetry(id: string, body: string, properties: Readonly<Record<string, string>>): Promise<void>;
  /** Patches reported properties. Errors: `device/not-online`, `twin/refused`. */
  report(id: string, patch: JsonObject): Promise<void>;
  setInterval(id: string, intervalMs: number): Promise<void>;
  setPayload(id: string, payload: Json | undefined): Promise<void>;
  /** Clears the trace of one device. */
  clearTrace(id: string): Promise<void>;

  watchList(listener: (devices: readonly DeviceSummary[]) => void): Promise<() => void>;
  watchDevice(id: string, listener: (detail: DeviceDetail) => void): Promise<() => void>;
  watchTrace(id: string, listener: (batch: TraceBatch) => void): Promise<() => void>;
  /** The first call carries every kept point, later ones only new points. */
  watchTelemetry(id: string, listener: (series: readonly TelemetrySeries[]) => void): Promise<() => void>;
}
