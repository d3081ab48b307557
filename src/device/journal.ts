import type { Clock } from '#core/ports/clock';
import type { ConnectionStep } from '#core/ports/device-host';
import type { MqttPacketSeen } from '#core/ports/mqtt-client';
import { describeNote } from '#core/trace/describe-packet';
import { describeDeviceNote, type DeviceNote } from '#core/words/en/device-notes';
import { beginStep, endSteps, forgetAttempt } from './connection-steps.ts';
import { IDLE_VIEW, type RunView } from './device-view.ts';
import type { Refusal } from './refusal.ts';
import { markChecks } from './service-checks.ts';
import type { TraceRing } from './trace-ring.ts';

type Service = 'dps' | 'hub';

/** Where a run writes down what it does: for the device's page and for its trace. */
export interface Journal {
  readonly view: RunView;
  /** When the newest packet came in. */
  readonly lastSeenAt: number | undefined;
  patch(change: Partial<RunView>): void;
  /** Ends the running steps well and begins the next. */
  begin(kind: ConnectionStep['kind'], detail: string): void;
  end(outcome: 'done' | 'failed', detail?: string): void;
  /** Forgets the steps of an earlier attempt. */
  forget(service: Service): void;
  mark(checks: Refusal['checks']): void;
  /** `failed` rows stand out in the trace. */
  note(service: Service, note: DeviceNote, failed?: boolean): void;
  packet(service: Service, packet: MqttPacketSeen): void;
}

/** Gives a journal that begins with the idle view. `onChange` is called after each change of the view or the trace. */
export function createJournal(clock: Clock, trace: TraceRing, onChange: () => void): Journal {
  let view = IDLE_VIEW;
  let lastSeenAt: number | undefined;
  const patch = (change: Partial<RunView>): void => {
    view = { ...view, ...change };
    onChange();
  };
  return {
    get view() {
      return view;
    },
    get lastSeenAt() {
      return lastSeenAt;
    },
    patch,
    begin: (kind, detail) => {
      const now = clock.now();
      patch({ steps: beginStep(endSteps(view.steps, 'done', now), kind, detail, now) });
    },
    end: (outcome, detail) => patch({ steps: endSteps(view.steps, outcome, clock.now(), detail) }),
    forget: (service) => patch({ steps: forgetAttempt(view.steps, service) }),
    mark: (checks) => patch({ checks: markChecks(view.checks, checks) }),
    note(service, note, failed = false) {
      const words = describeDeviceNote(note);
      trace.addEntry((number) => describeNote({ at: clock.now(), service, words, failed }, number));
      onChange();
    },
    packet(service, packet) {
      const at = clock.now();
      trace.add({ service, at, packet });
      if (packet.direction === 'received') lastSeenAt = at;
      onChange();
    },
  };
}
