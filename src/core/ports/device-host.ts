import type { Json, JsonObject } from '../bytes/json.ts';
import type { Finding } from '../errors/workbench-error.ts';
import type { CertificateSlot, DeviceRecord, DeviceSecret } from '../identity/device-record.ts';
import type { RoadChoice } from '../identity/road.ts';
import type { TlsReport } from '../tls/tls-report.ts';
import type { TraceEntry } from '../trace/trace-entry.ts';
import type { ProofReport } from '../wire/certificate-proof.ts';
import type { CertificateFacts } from '../x509/certificate-facts.ts';

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
  readonly check: 'key' | 'certificate' | 'id' | 'id-scope' | 'host' | 'clock' | 'network' | 'lock';
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

/** The certificates of a device, as its page shows them. */
export interface DeviceCertificates {
  /** Undefined where it was removed since. */
  readonly primary: DeviceCertificate | undefined;
  readonly secondary: DeviceCertificate | undefined;
  /** The one that DPS issued; with it the device connects to its hub. */
  readonly issued: DeviceCertificate | undefined;
  /** The one of the two that it connects with. */
  readonly inUse: CertificateSlot;
}

/** One certificate of a device. */
export interface DeviceCertificate {
  /** Of the `KeptCertificate`; undefined for an issued one. */
  readonly id: string | undefined;
  readonly facts: CertificateFacts;
  /** Its issuers, nearest first. */
  readonly chain: readonly CertificateFacts[];
}

/** The TLS of one connection of the latest start, with the certificates in it as facts. */
export interface HandshakeView {
  readonly service: 'dps' | 'hub';
  readonly report: TlsReport;
  /** Leaf first: the path that was judged, or what the server sent where none was. */
  readonly serverPath: readonly CertificateFacts[];
  /** What we sent. */
  readonly sentChain: readonly CertificateFacts[];
}

/** A certificate that was proven without TLS, to the cloud in this browser: by a signature over bytes that it chose. */
export interface ProofView {
  readonly service: 'dps' | 'hub';
  readonly report: ProofReport;
  /** What we sent. */
  readonly sentChain: readonly CertificateFacts[];
}

/** Everything one device page shows, but the trace and the chart's points. */
export interface DeviceDetail extends DeviceSummary {
  readonly steps: readonly ConnectionStep[];
  readonly checks: readonly ServiceCheck[];
  readonly preflight: readonly PreflightCheck[];
  readonly road: RoadChoice;
  /** For a device with keys undefined, unless DPS issued one. */
  readonly certificates: DeviceCertificates | undefined;
  /** Of the latest start, where TLS ends in this tab: at most one for each service. */
  readonly handshakes: readonly HandshakeView[];
  /** Of the latest start, where the cloud is in this browser (`DialOptions.onProof`): at most one for each service. */
  readonly proofs: readonly ProofView[];
  /** What went wrong beside the connection in the latest run, such as a key that could not be kept. */
  readonly warning: Finding | undefined;
  readonly twin: TwinView | undefined;
  readonly messages: readonly ReceivedMessage[];
  readonly commands: readonly AnsweredCommand[];
  /** The newest telemetry message's body. */
  readonly lastTelemetry: JsonObject | undefined;
  readonly intervalMs: number;
}

/** What a provisioning service said of a device that registered. */
export interface CheckedRegistration {
  readonly assignedHub: string;
  readonly deviceId: string;
  readonly dpsHost: string;
  readonly tookMs: number;
}

export interface NewDevice {
  readonly record: Omit<DeviceRecord, 'id' | 'createdAt' | 'keyKind'>;
  readonly secret: DeviceSecret;
}

/** A relay that somebody named, in the place of the one of this page's server. */
export interface RelaySettings {
  /** `ws:` or `wss:` address of the relay. */
  readonly address: string;
  readonly token: string;
}

/** What all devices of this browser share on their way. */
export interface ConnectionSettings {
  /** Its token stays in the worker. `server`: this page's server has one. */
  readonly relay: { readonly kind: 'server' | 'own' | 'none'; readonly address: string | undefined };
  /** Those that somebody added, oldest first; the built-in ones are not among them. */
  readonly roots: readonly TrustedRoot[];
}

/** A root certificate that somebody trusts for servers, in this browser. */
export interface TrustedRoot {
  readonly id: string;
  readonly facts: CertificateFacts;
  readonly addedAt: number;
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
   * Registers a device with its provisioning service and stops there: nothing is kept, nothing is connected. A second call
   * ends the first, as `cancelCheck` does, with an AbortError. Errors: what a start would be refused with (`dps/…`, `socket/…`,
   * `tls/…`, `relay/…`), `device/check-needs-dps` for a device that names its hub, `device/running-elsewhere`,
   * `device/running-here`. What may pass, such as `dps/throttled`, is told at once and not waited for.
   */
  check(device: NewDevice): Promise<CheckedRegistration>;
  cancelCheck(): Promise<void>;
  /**
   * Starts once with the device key read as a group key; keeps it as one if the service accepts it.
   * That this failed is told by the device's `warning`, since it is known long after the start.
   */
  startAsGroupKey(id: string): Promise<void>;
  stop(id: string): Promise<void>;
  /** Takes another road from the next connection on. Errors: `device/road-not-possible`. */
  takeRoad(id: string, road: 'direct' | 'relay'): Promise<void>;
  /**
   * Connects with the other certificate of its pair from now on, while it runs without a start anew. Errors:
   * `device/certificate-no-secondary`.
   */
  useCertificate(id: string, slot: CertificateSlot): Promise<void>;
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

  /** Calls at once, and after each change, in this tab or another. */
  watchConnections(listener: (settings: ConnectionSettings) => void): Promise<() => void>;
  /** Undefined goes back to the relay of this page's server. Errors: `relay/address-form`, `relay/token-form`, `relay/…`. */
  useRelay(relay: RelaySettings | undefined): Promise<void>;
  /** Speaks TLS with Azure's provisioning service over the relay that is used, as a device would. Errors: `relay/…`, `tls/…`. */
  testRelay(): Promise<void>;
  /** Trusts a root for servers, PEM or DER; gives its id. Errors: `x509/…`, `root/…`. */
  trustRoot(source: Uint8Array | string): Promise<string>;
  forgetRoot(id: string): Promise<void>;

  watchList(listener: (devices: readonly DeviceSummary[]) => void): Promise<() => void>;
  watchDevice(id: string, listener: (detail: DeviceDetail) => void): Promise<() => void>;
  watchTrace(id: string, listener: (batch: TraceBatch) => void): Promise<() => void>;
  /** The first call carries every kept point, later ones only new points. */
  watchTelemetry(id: string, listener: (series: readonly TelemetrySeries[]) => void): Promise<() => void>;
}
