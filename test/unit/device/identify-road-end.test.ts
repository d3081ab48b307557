import { describe, expect, test } from 'vitest';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import { identifyRoadEnd, isOfTheStream, isPlainEnd } from '#device/identify-road-end';
import { decide, type Standing } from '#device/recovery';

const alert = (name: string, afterCertificate: boolean): Finding =>
  makeFinding('tls/alert', { description: 0, name, duringHandshake: true, afterCertificate });
const path = { host: 'h', subject: 'CN=h', depth: 0, notBefore: 0, notAfter: 0 };

const STANDING: Standing = {
  failures: 0,
  proofIndex: 0,
  proofCount: 1,
  areCertificates: true,
  usesIssued: false,
  hubRefusals: 0,
  isAssigned: false,
  hasDps: true,
  wasOnline: false,
};

describe('what the road knows of an end', () => {
  test.each<[string, Finding]>([
    ['an alert about the certificate', alert('bad_certificate', true)],
    ['an alert that asks for one', alert('certificate_required', true)],
    ['a plain refusal of the handshake', alert('handshake_failure', true)],
    ['a server that takes no such key', makeFinding('tls/key-not-taken', { keyKind: 'RSA', asked: [] })],
    ['a cloud in this browser that took no proof', makeFinding('proof/refused', { host: 'h', fault: 'signature' })],
  ])('speaks of the certificate: %s', (_name, finding) => {
    const refusal = identifyRoadEnd(finding);
    expect(refusal).toMatchObject({ finding, nextTry: 'credential', checks: { tls: 'passed', credential: 'failed' } });
    expect(decide(refusal, { ...STANDING, proofCount: 2 })[0]).toEqual({ kind: 'second-proof' });
    expect(decide(refusal, STANDING)[0]).toEqual({ kind: 'give-up' });
  });

  test.each<[string, Finding]>([
    ['a handshake that was cut off', makeFinding('tls/cut-off', { host: 'h', duringHandshake: true })],
    ['a server that says nothing', makeFinding('tls/silent', { host: 'h', seconds: 20 })],
    ['a server with a fault of its own', alert('internal_error', true)],
    ['a relay that is not there', makeFinding('relay/unreachable', { address: 'a' })],
    ['a relay whose WebSocket does not open', makeFinding('relay/no-web-socket', { address: 'a' })],
    ['a relay that is full', makeFinding('relay/busy', { address: 'a' })],
    ['a relay that was ended', makeFinding('relay/ended', { address: 'a' })],
    ['a relay that found it idle', makeFinding('relay/idle', { address: 'a', seconds: 300 })],
    [
      'a target that the relay does not reach',
      makeFinding('relay/target-unreachable', { address: 'a', target: 't', reason: 'r' }),
    ],
    ['a proof that came too late', makeFinding('proof/refused', { host: 'h', fault: 'late' })],
  ])('may pass: %s', (_name, finding) => {
    expect(decide(identifyRoadEnd(finding), STANDING)[0]).toMatchObject({ kind: 'wait' });
  });

  test.each<[string, Finding]>([
    ['a certificate for another host', makeFinding('tls/wrong-host', { host: 'h', names: [] })],
    ['a chain that leads nowhere', makeFinding('tls/no-path', path)],
    ['a certificate that has ended', makeFinding('tls/expired', path)],
    ['an older TLS', makeFinding('tls/version', { found: '0x0302' })],
    ['a downgrade', makeFinding('tls/downgrade', {})],
    ['an alert before anything was shown', alert('handshake_failure', false)],
    ['an alert about the protocol', alert('protocol_version', true)],
    ['no relay', makeFinding('relay/none', {})],
    ['a token that is none', makeFinding('relay/token', { address: 'a' })],
    ['a target that the relay refuses', makeFinding('relay/target', { address: 'a', target: 't' })],
  ])('is final: %s', (_name, finding) => {
    const refusal = identifyRoadEnd(finding);
    expect(refusal.nextTry).toBe('final');
    expect(decide(refusal, { ...STANDING, wasOnline: true })[0]).toEqual({ kind: 'give-up' });
    expect(refusal.checks).toEqual(finding.code.startsWith('tls/') ? { tls: 'failed' } : {});
  });

  test.each<[string, Finding]>([
    ['a record that does not open', makeFinding('tls/bad-record', {})],
    ['bytes that are no TLS', makeFinding('tls/not-tls', {})],
    ['a message that cannot be read', makeFinding('tls/decode', { what: 'server_hello' })],
  ])('is final unless the device was online: %s', (_name, finding) => {
    expect(isOfTheStream(finding)).toBe(true);
    expect(decide(identifyRoadEnd(finding), STANDING)[0]).toEqual({ kind: 'give-up' });
    expect(decide(identifyRoadEnd(finding), { ...STANDING, wasOnline: true })[0]).toMatchObject({ kind: 'wait' });
  });

  test('says nothing where a connection that stood has just ended', () => {
    expect(isPlainEnd(undefined)).toBe(true);
    expect(isPlainEnd(makeFinding('tls/cut-off', { host: 'h', duringHandshake: false }))).toBe(true);
    expect(isPlainEnd(makeFinding('tls/cut-off', { host: 'h', duringHandshake: true }))).toBe(false);
    expect(isPlainEnd(makeFinding('relay/busy', { address: 'a' }))).toBe(false);
  });

  test('a hub knows the certificate that the device registered with, so the second one registers first', () => {
    const refusal = identifyRoadEnd(alert('certificate_unknown', true));
    const atHub = { ...STANDING, isAssigned: true, proofCount: 2 };
    expect(decide(refusal, atHub)[1]).toMatchObject({ proofIndex: 1, isAssigned: false });
    expect(decide(refusal, { ...atHub, hasDps: false })[1]).toMatchObject({ proofIndex: 1, isAssigned: true });
    expect(decide(refusal, { ...atHub, areCertificates: false })[1]).toMatchObject({ proofIndex: 1, isAssigned: true });
  });

  test('an issued certificate has no second one: DPS is asked for another, once', () => {
    const refusal = identifyRoadEnd(alert('certificate_expired', true));
    const atHub = { ...STANDING, isAssigned: true, proofCount: 2, usesIssued: true };
    const [first, after] = decide(refusal, atHub);
    expect(first).toEqual({ kind: 'wait', throughDps: true });
    expect(decide(refusal, { ...after, isAssigned: true })[0]).toEqual({ kind: 'give-up' });
  });
});
