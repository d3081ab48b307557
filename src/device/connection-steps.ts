import type { ConnectionStep } from '#core/ports/device-host';

type StepKind = ConnectionStep['kind'];

const DPS_STEPS: readonly StepKind[] = ['dps-socket', 'dps-connect', 'dps-register', 'dps-assigned'];
const HUB_STEPS: readonly StepKind[] = ['hub-socket', 'hub-connect', 'hub-subscribe', 'twin'];

/** Gives the steps with a new one that runs; one of the same kind, from an earlier attempt, goes. */
export function beginStep(
  steps: readonly ConnectionStep[],
  kind: StepKind,
  detail: string,
  now: number,
): readonly ConnectionStep[] {
  const others = steps.filter((step) => step.kind !== kind);
  return [...others, { kind, startedAt: now, outcome: 'running', detail }];
}

/** Gives the steps with the running ones ended. `detail` is put in the place of what stood there. */
export function endSteps(
  steps: readonly ConnectionStep[],
  outcome: 'done' | 'failed',
  now: number,
  detail?: string,
): readonly ConnectionStep[] {
  return steps.map((step) => {
    if (step.outcome !== 'running') return step;
    return { ...step, outcome, tookMs: now - step.startedAt, detail: detail ?? step.detail };
  });
}

/** Gives the steps without those of an earlier attempt at this service; an attempt at DPS begins both anew. */
export function forgetAttempt(steps: readonly ConnectionStep[], service: 'dps' | 'hub'): readonly ConnectionStep[] {
  const gone = service === 'dps' ? [...DPS_STEPS, ...HUB_STEPS] : HUB_STEPS;
  return steps.filter((step) => !gone.includes(step.kind));
}
