import type { ErrorCode } from '#core/errors/facts';
import type { Finding } from '#core/errors/workbench-error';
import { Refusal, type NextTry } from './refusal.ts';

/** Alerts with which a server refuses a certificate (RFC 5246, 7.2.2; RFC 8446, 6.2; RFC 8446, 4.4.2.4). */
const CERTIFICATE_ALERTS: readonly string[] = [
  'handshake_failure',
  'bad_certificate',
  'unsupported_certificate',
  'certificate_revoked',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
  'access_denied',
  'decrypt_error',
  'certificate_required',
];
/** Alerts of a server that is not itself for the moment. */
const PASSING_ALERTS: readonly string[] = ['internal_error', 'user_canceled'];

/** What a network, a relay or a server does now and then. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'tls/silent',
  'tls/cut-off',
  'relay/unreachable',
  'relay/no-web-socket',
  'relay/busy',
  'relay/target-unreachable',
  'relay/idle',
  'relay/ended',
]);

/** Faults of a stream of bytes, which a device that was online before may get past. */
const OF_THE_STREAM: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'socket/not-mqtt',
  'tls/bad-record',
  'tls/record-overflow',
  'tls/not-tls',
  'tls/decode',
  'tls/finished',
]);

/**
 * Gives the refusal for a connection of which the road knows why it ended. That the server is not the one that it should
 * be is final, and so is what a relay will not do; a certificate that was refused makes way for another.
 */
export function identifyRoadEnd(finding: Finding): Refusal {
  const nextTry = judgeNextTry(finding);
  // TLS itself stands where a certificate is refused; where there is none, the mark finds no check to stand beside.
  if (nextTry === 'credential')
    return new Refusal(finding, nextTry, { checks: { tls: 'passed', credential: 'failed' } });
  const isOfTls = finding.code.startsWith('tls/');
  return new Refusal(finding, nextTry, { checks: isOfTls ? { tls: 'failed' } : {} });
}

/** Whether a fault is hopeless for a device that was never online, and may pass for one that was. */
export function isOfTheStream(finding: Finding): boolean {
  return OF_THE_STREAM.has(finding.code);
}

/** Whether the end says no more than that the server has ended the connection, as it may at any time. */
export function isPlainEnd(finding: Finding | undefined): boolean {
  return finding === undefined || (finding.code === 'tls/cut-off' && !finding.facts.duringHandshake);
}

function judgeNextTry(finding: Finding): NextTry {
  if (finding.code === 'tls/key-not-taken') return 'credential';
  if (finding.code === 'proof/refused') return finding.facts.fault === 'late' ? 'later' : 'credential';
  if (finding.code === 'tls/alert') {
    const { name, afterCertificate } = finding.facts;
    if (afterCertificate && CERTIFICATE_ALERTS.includes(name)) return 'credential';
    return PASSING_ALERTS.includes(name) ? 'later' : 'final';
  }
  return PASSING.has(finding.code) || OF_THE_STREAM.has(finding.code) ? 'later' : 'final';
}
