import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '#core/errors/facts';
import { isBesideTheCode } from '#app/stores/fault-of-code';

describe('what goes wrong with the device of a code', () => {
  test.each<ErrorCode>([
    'socket/unreachable',
    'socket/silent',
    'socket/not-mqtt',
    'relay/unreachable',
    'tls/alert',
    'cloud/unreachable',
    'dps/throttled',
    'dps/unavailable',
    'dps/silent',
    'vault/full',
    'device/running-elsewhere',
  ])('is never blamed on the code when no service has judged it: %s', (code) => {
    expect(isBesideTheCode(code)).toBe(true);
  });

  test.each<ErrorCode>(['dps/unauthorized', 'dps/not-found', 'dps/disabled', 'dps/failed', 'key/length'])(
    'may lie with the code when a service has: %s',
    (code) => {
      expect(isBesideTheCode(code)).toBe(false);
    },
  );
});
