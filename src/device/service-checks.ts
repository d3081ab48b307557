import type { ServiceCheck } from '#core/ports/device-host';

type Check = ServiceCheck['check'];
type Result = ServiceCheck['result'];

const ORDER: readonly Check[] = ['tls', 'identity', 'credential', 'permission'];

/** Gives the four checks of a service before it was asked; a road without TLS has the last three. */
export function makeChecks(isEncrypted: boolean): readonly ServiceCheck[] {
  return ORDER.slice(isEncrypted ? 0 : 1).map((check) => ({ check, result: 'not-reached' }));
}

/** Gives the checks with new results for some of them. */
export function markChecks(
  checks: readonly ServiceCheck[],
  results: Partial<Readonly<Record<Check, Result>>>,
): readonly ServiceCheck[] {
  return checks.map(({ check, result }) => ({ check, result: results[check] ?? result }));
}
