import type { ErrorCode } from '#core/errors/facts';

/** Areas of what happens on the way to a service, before it looks at a key. */
const WAY = /^(socket|relay|tls|cloud|part|vault)\//;
const SERVICE_BUSY: ReadonlySet<ErrorCode> = new Set([
  'dps/throttled',
  'dps/unavailable',
  'dps/silent',
  'dps/answer-form',
  'device/running-elsewhere',
]);

/** Whether something went wrong that says nothing about the code of a device: no service has judged what is in it. */
export function isBesideTheCode(code: ErrorCode): boolean {
  return WAY.test(code) || SERVICE_BUSY.has(code);
}
