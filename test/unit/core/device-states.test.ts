import { describe, expect, test } from 'vitest';
import type { DeviceState } from '#core/ports/device-host';
import { describeState } from '#core/words/en/ui-devices';

describe('the words of a device that does nothing here', () => {
  test.each<[DeviceState, string]>([
    [{ kind: 'idle' }, 'Not started'],
    [{ kind: 'stopped' }, 'Stopped'],
    [{ kind: 'stopped', stoppedBy: 'reload' }, 'Stopped by a reload'],
    [{ kind: 'stopped', runsElsewhere: true }, 'Runs in another tab'],
  ])('%j is “%s”', (state, word) => {
    expect(describeState(state).word).toBe(word);
  });
});
