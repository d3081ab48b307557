import type { Finding, Verdict } from '#core/errors/workbench-error';
import { judgeId } from '#core/identity/device-id';
import { hasKeys, type DeviceRecord, type DeviceSecret } from '#core/identity/device-record';
import { judgeHostName } from '#core/identity/host-name';
import { judgeIdScope } from '#core/identity/id-scope';
import type { Network } from '#core/ports/network';
import type { PreflightCheck } from '#core/ports/device-host';
import { judgeKey } from '#core/sas/key';
import { TOKEN_LIFE_SECONDS } from './credential.ts';
import { judgeEnd } from './judge-certificate.ts';
import type { OpenedProofs } from './open-proofs.ts';

/** A clock off by more than this deserves a word, although services take tokens until they end. */
const CLOCK_TOLERANCE_SECONDS = 300;

/** Judges what can be judged without a network: key, ID, ID scope, host. Bad ones make a start pointless. */
export function judgeRecord(record: DeviceRecord, secret: DeviceSecret): readonly PreflightCheck[] {
  const { route } = record;
  const proof = judgeSecret(secret);
  if (route.kind === 'dps') {
    return [
      proof,
      checkOf('id', judgeId(route.registrationId, 'dps')),
      checkOf('id-scope', judgeIdScope(route.idScope)),
      checkOf('host', judgeHostName(route.dpsHost)),
    ];
  }
  const moduleId = route.moduleId === undefined ? undefined : judgeId(route.moduleId, 'hub');
  const gateway = route.gatewayHostName === undefined ? undefined : judgeHostName(route.gatewayHostName);
  const device = judgeId(route.deviceId, 'hub');
  const hub = judgeHostName(route.hubHost);
  return [
    proof,
    checkOf('id', device.ok && moduleId !== undefined ? moduleId : device),
    checkOf('host', hub.ok && gateway !== undefined ? gateway : hub),
  ];
}

/** A certificate has to be opened before it can be judged; of one in the browser's store nothing is ever known. */
function judgeSecret(secret: DeviceSecret): PreflightCheck {
  if (!hasKeys(secret)) return { check: 'certificate', result: 'cannot-know' };
  return checkOf('key', judgeKey(secret.primaryKey, { role: secret.kind === 'group-key' ? 'group' : 'device' }));
}

/** Judges the certificate that a device starts with, out of one or two. */
export function judgeProofs({ proofs, faults }: OpenedProofs, now: number): PreflightCheck | undefined {
  const [first] = proofs;
  if (first.kind !== 'certificate') return undefined;
  const finding = judgeEnd(first.facts, now) ?? faults[0]?.reason;
  return finding === undefined
    ? { check: 'certificate', result: 'good' }
    : { check: 'certificate', result: 'doubtful', finding };
}

/** Says what the platform says of the network; a cloud on this machine needs none. */
export function judgeNetwork(record: DeviceRecord, network: Network): PreflightCheck {
  if (record.cloud.kind === 'tab') return { check: 'network', result: 'good' };
  const online = network.isOnline();
  return { check: 'network', result: online === undefined ? 'cannot-know' : online ? 'good' : 'doubtful' };
}

/** Says how the clock is: only one that is behind by more than a token's life is refused by services. */
export function judgeClock({ cloud, keyKind }: DeviceRecord, aheadSeconds: number | undefined): PreflightCheck {
  if (cloud.kind === 'tab') return { check: 'clock', result: 'good' };
  if (aheadSeconds === undefined) return { check: 'clock', result: 'cannot-know' };
  const hasToken = keyKind === 'group-key' || keyKind === 'device-key';
  if (hasToken && aheadSeconds < -TOKEN_LIFE_SECONDS) return { check: 'clock', result: 'bad' };
  return { check: 'clock', result: Math.abs(aheadSeconds) > CLOCK_TOLERANCE_SECONDS ? 'doubtful' : 'good' };
}

/** Gives the checks with one of them replaced where it stands, or added. */
export function replaceCheck(checks: readonly PreflightCheck[], added: PreflightCheck): readonly PreflightCheck[] {
  if (!checks.some(({ check }) => check === added.check)) return [...checks, added];
  return checks.map((one) => (one.check === added.check ? added : one));
}

/** Gives the finding that makes a start pointless, if there is one. */
export function firstObstacle(checks: readonly PreflightCheck[]): Finding | undefined {
  return checks.find(({ result, finding }) => result === 'bad' && finding !== undefined)?.finding;
}

function checkOf(check: PreflightCheck['check'], verdict: Verdict<unknown>): PreflightCheck {
  if (!verdict.ok) return { check, result: 'bad', finding: verdict.findings[0] };
  const [note] = verdict.notes;
  return note === undefined ? { check, result: 'good' } : { check, result: 'doubtful', finding: note };
}
