import type { TemplateResult } from 'lit';
import type { DeviceState } from '#core/ports/device-host';
import { describeState } from '#core/words/en/ui-devices';
import { status, type StatusKind } from '../../elements/status/status.ts';

const KINDS: Readonly<Record<DeviceState['kind'], StatusKind>> = {
  idle: 'never',
  checking: 'busy',
  provisioning: 'busy',
  connecting: 'busy',
  online: 'online',
  waiting: 'waiting',
  refused: 'failed',
  stopped: 'off',
};

/** Whether the device is at work by itself: connected, on its way there, or waiting for the next try. */
export function isRunning(state: DeviceState): boolean {
  return state.kind !== 'idle' && state.kind !== 'stopped' && state.kind !== 'refused';
}

/** One word with its shape, for lists. */
export function stateWord(state: DeviceState): TemplateResult {
  return status(KINDS[state.kind], describeState(state).word);
}

/** A sentence with its shape, for the top of a page. */
export function stateSentence(state: DeviceState, nowMs: number): TemplateResult {
  const inSeconds = state.kind === 'waiting' ? Math.max(0, Math.ceil((state.until - nowMs) / 1000)) : 0;
  return status(KINDS[state.kind], describeState(state, inSeconds).sentence);
}
