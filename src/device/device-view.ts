import type { CertificateSlot } from '#core/identity/device-record';
import type { DeviceCounters, DeviceDetail, DeviceState } from '#core/ports/device-host';

/** Messages and commands that a device lists; the oldest go first. */
const LIST_LIMIT = 100;

/** What one run of a device shows, but its trace and its points. Values are immutable. */
export interface RunView extends Omit<
  DeviceDetail,
  'record' | 'intervalMs' | 'sparkline' | 'lastSeenAt' | 'runsElsewhere' | 'road' | 'certificates'
> {
  /** The certificate of its pair that the latest run used last. */
  readonly slotInUse: CertificateSlot | undefined;
}

/** The view of a device that was not started yet. */
export const IDLE_VIEW: RunView = {
  state: { kind: 'idle' },
  counters: {
    telemetrySent: 0,
    telemetryAcknowledged: 0,
    messagesReceived: 0,
    commandsAnswered: 0,
    reconnects: 0,
    errors: 0,
    roundTripMs: undefined,
  },
  steps: [],
  checks: [],
  preflight: [],
  handshakes: [],
  proofs: [],
  slotInUse: undefined,
  warning: undefined,
  twin: undefined,
  messages: [],
  commands: [],
  lastTelemetry: undefined,
};

/** Gives the list with one more at its end, and not more than a device lists. */
export function appendBounded<T>(list: readonly T[], added: T): readonly T[] {
  return [...list, added].slice(-LIST_LIMIT);
}

/** Gives the counters with one of them higher by `by`. */
export function count(
  counters: DeviceCounters,
  name: Exclude<keyof DeviceCounters, 'roundTripMs'>,
  by = 1,
): DeviceCounters {
  return { ...counters, [name]: counters[name] + by };
}

/** Whether the device does anything by itself in this state. */
export function isRunning(state: DeviceState): boolean {
  return state.kind !== 'idle' && state.kind !== 'refused' && state.kind !== 'stopped';
}
