import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuthorityCertificate, EnrollmentGroup, HubAuthentication } from '../../../src/cloud/state/cloud-state.ts';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';
import {
  makeCertificateEntry,
  makeCertificateGroup,
  makeUploaded,
  registerByChain,
  withoutPassword,
} from '../../support/shown-certificates.ts';
import { startCloudWith } from '../../support/dps-http.ts';
import { hubConnect, type ConnectParts } from '../../support/test-client.ts';

/** The clock of these clouds stands there. */
const NOW = Date.UTC(2026, 0, 5, 9, 10, 11);
const DAY = 86_400_000;

let root: MadeCertificate;
let ca: MadeCertificate;
let own: MadeCertificate;
let other: MadeCertificate;
let expired: MadeCertificate;
let early: MadeCertificate;
let byCa: MadeCertificate;
let byRoot: MadeCertificate;
let rolled: MadeCertificate;
let upper: MadeCertificate;
let module: MadeCertificate;
beforeAll(async () => {
  root = await makeAuthority({ cn: 'Root' });
  ca = await makeAuthority({ cn: 'CA', parent: root });
  [own, other, expired, early, byCa, byRoot, rolled, upper, module] = await Promise.all([
    makeLeaf({ cn: 'any name' }),
    makeLeaf({ cn: 'dev' }),
    makeLeaf({ cn: 'dev', notBefore: NOW - 2 * DAY, notAfter: NOW - DAY }),
    makeLeaf({ cn: 'dev', notBefore: NOW + DAY }),
    makeLeaf({ cn: 'dev', issuer: ca }),
    makeLeaf({ cn: 'dev', issuer: root }),
    makeLeaf({ cn: 'dev', issuer: root }),
    makeLeaf({ cn: 'DEV', issuer: root }),
    makeLeaf({ cn: 'dev/mod', issuer: root }),
  ]);
}, 60_000);

const thumbprint = ({ der }: MadeCertificate, hash: 'sha1' | 'sha256'): string =>
  createHash(hash).update(der).digest('hex').toUpperCase();

/** A cloud with the device `dev` and its module, which prove themselves so. */
async function withDevice(
  authentication: HubAuthentication,
  authorities: readonly AuthorityCertificate[] = [],
): Promise<CloudHarness> {
  const harness = await startCloud();
  await harness.addDevice('dev');
  await harness.addDevice('dev/mod');
  const state = harness.cloud.snapshot();
  const identities = state.identities.map((identity) => ({ ...identity, authentication }));
  return startCloud({ state: { ...state, identities, authorities } });
}

const byThumbprint = (primary: string | null, secondary: string | null = null): HubAuthentication => ({
  type: 'selfSigned',
  primaryThumbprint: primary,
  secondaryThumbprint: secondary,
});

async function connect(
  harness: CloudHarness,
  peerChain: readonly Uint8Array[],
  { id = 'dev', path, ...parts }: ConnectParts & { readonly id?: string; readonly path?: string } = {},
): Promise<number> {
  const road = path === undefined ? ({ road: 'tls' } as const) : ({ road: 'websocket', path } as const);
  const client = harness.open({ ...road, peerChain });
  client.send(withoutPassword(hubConnect({ id, key: '', nowMs: harness.clock.now() }), parts));
  return (await client.next('connack')).returnCode ?? -1;
}

describe('a device that the hub knows by a thumbprint', () => {
  test.each<[string, () => HubAuthentication]>([
    ['SHA-256, primary', () => byThumbprint(thumbprint(own, 'sha256'))],
    ['SHA-256, secondary', () => byThumbprint(thumbprint(other, 'sha256'), thumbprint(own, 'sha256'))],
    ['SHA-1, primary', () => byThumbprint(thumbprint(own, 'sha1'))],
    ['SHA-1, secondary', () => byThumbprint(null, thumbprint(own, 'sha1'))],
  ])('connects with that certificate, whatever its name (%s)', async (_name, authentication) => {
    const harness = await withDevice(authentication());
    expect(await connect(harness, own.chain)).toBe(0);
    expect(await harness.lastAttempt()).toMatchObject({
      outcome: 'accepted',
      cause: 'hub-connected-certificate',
      reason: 'Connected with its certificate CN=any name, which is good until 2049-01-01 00:00 UTC.',
    });
    expect(await connect(harness, own.chain, { id: 'dev/mod' })).toBe(0);
  });

  test('connects with it whatever it was made for', async () => {
    const server = await makeLeaf({ cn: 'dev', extendedKeyUsage: 'serverAuth', keyUsage: 'critical,keyEncipherment' });
    const harness = await withDevice(byThumbprint(thumbprint(server, 'sha256')));
    expect(await connect(harness, server.chain)).toBe(0);
  });

  test.each<[string, () => MadeCertificate, () => HubAuthentication, AttemptCause, RegExp]>([
    [
      'another certificate',
      () => other,
      () => byThumbprint(thumbprint(own, 'sha256')),
      'certificate-thumbprint',
      /^dev showed the certificate with the thumbprint [0-9A-F]{64}, but the hub knows it by [0-9A-F]{64}\.$/,
    ],
    [
      'another one, where the hub has SHA-1',
      () => other,
      () => byThumbprint(thumbprint(own, 'sha1'), thumbprint(byCa, 'sha1')),
      'certificate-thumbprint',
      /thumbprint [0-9A-F]{40}, but the hub knows it by [0-9A-F]{40}, [0-9A-F]{40}\.$/,
    ],
    [
      'one that ended',
      () => expired,
      () => byThumbprint(thumbprint(expired, 'sha256')),
      'certificate-expired',
      /^The certificate CN=dev ended on 2026-01-04 09:10 UTC/,
    ],
    [
      'one that is not good yet',
      () => early,
      () => byThumbprint(thumbprint(early, 'sha256')),
      'certificate-not-yet-valid',
      /good from 2026-01-06 09:10 UTC on/,
    ],
  ])('is refused with %s', async (_name, shown, authentication, cause, reason) => {
    const harness = await withDevice(authentication());
    expect(await connect(harness, shown().chain)).toBe(5);
    const attempt = await harness.lastAttempt();
    expect(attempt).toMatchObject({ service: 'hub', identity: 'dev', outcome: 'refused', code: 401003, cause });
    expect(attempt.reason).toMatch(reason);
  });

  test('stays connected: there is no token to end', async () => {
    const harness = await withDevice(byThumbprint(thumbprint(own, 'sha256')));
    const client = harness.open({ road: 'tls', peerChain: own.chain });
    client.send(withoutPassword(hubConnect({ id: 'dev', key: '', nowMs: harness.clock.now() }), { keepalive: 0 }));
    await client.next('connack');
    client.publish('devices/dev/messages/events/', '{"a":1}');
    await client.next('puback');
    await harness.clock.advance(1_000_000);
    expect(client.peer.isClosed).toBe(false);
  });

  test('is refused without a certificate, with a token, and by an address that rules certificates out', async () => {
    const harness = await withDevice(byThumbprint(thumbprint(own, 'sha256')));
    expect(await connect(harness, [])).toBe(5);
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'certificate-missing',
      reason: 'The hub’s entry of dev takes certificates alone, and the device showed none.',
    });
    expect(await connect(harness, own.chain, { password: Buffer.from('SharedAccessSignature sr=a') })).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('token-for-certificates');
    expect(await connect(harness, own.chain, { path: '/$iothub/websocket?iothub-no-client-cert=true' })).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('certificate-missing');
    expect(await connect(harness, own.chain, { path: '/$iothub/websocket' })).toBe(0);
  });

  test('is refused while it is disabled, which its certificate does not change', async () => {
    const harness = await withDevice(byThumbprint(thumbprint(own, 'sha256')));
    await harness.rest('PATCH', '/api/devices/dev', { enabled: false });
    expect(await connect(harness, own.chain)).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('device-disabled');
  });
});

describe('a device that the hub knows by a CA', () => {
  const byAuthority = (verified = true): Promise<CloudHarness> =>
    withDevice({ type: 'certificateAuthority' }, [makeUploaded('hub', 'root', root, verified)]);

  test('connects with a certificate of its name that leads to it, and so does its module', async () => {
    const harness = await byAuthority();
    expect(await connect(harness, [byRoot.der])).toBe(0);
    expect(await connect(harness, byCa.chain)).toBe(0);
    expect(await connect(harness, [module.der], { id: 'dev/mod' })).toBe(0);
  });

  test.each<[string, () => readonly Uint8Array[], string, AttemptCause]>([
    ['without its intermediate', () => [byCa.der], 'dev', 'certificate-issuer-missing'],
    ['in another case', () => [upper.der], 'dev', 'certificate-name'],
    ['of its device, for a module', () => [byRoot.der], 'dev/mod', 'certificate-name'],
    ['signed with its own key', () => [other.der], 'dev', 'certificate-self-signed'],
  ])('is refused with a certificate %s', async (_name, chain, id, cause) => {
    const harness = await byAuthority();
    expect(await connect(harness, chain(), { id })).toBe(5);
    expect(await harness.lastAttempt()).toMatchObject({ code: 401003, cause });
  });

  test('is told that a hub tells upper from lower case', async () => {
    const harness = await byAuthority();
    await connect(harness, [upper.der]);
    expect((await harness.lastAttempt()).remedy).toContain('a hub tells upper from lower case');
  });

  test('is refused as long as nobody proved the key of the CA, and a CA of DPS is none of the hub', async () => {
    const unproved = await byAuthority(false);
    expect(await connect(unproved, [byRoot.der])).toBe(5);
    expect((await unproved.lastAttempt()).cause).toBe('certificate-authority-not-verified');
    const ofDps = await withDevice({ type: 'certificateAuthority' }, [makeUploaded('dps', 'root', root)]);
    expect(await connect(ofDps, byRoot.chain)).toBe(5);
    expect((await ofDps.lastAttempt()).cause).toBe('certificate-authority-unknown');
  });
});

describe('a device that the hub knows by keys', () => {
  test('is not let in by a certificate', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    expect(await connect(harness, other.chain)).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('certificate-for-keys');
  });

  test('is not let in by its token where the hub takes none', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    await harness.set({ disableDeviceSas: true });
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    expect((await client.next('connack')).returnCode).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('device-sas-disabled');
  });
});

describe('a device that DPS assigned by a certificate', () => {
  const withGroup = (parts: Partial<EnrollmentGroup> = {}): Promise<CloudHarness> =>
    startCloudWith((state) => ({
      enrollmentGroups: [...state.enrollmentGroups, makeCertificateGroup('fleet', { primary: root }, parts)],
    }));

  test('is known to the hub by the SHA-256 thumbprint of what it registered with', async () => {
    const harness = await withGroup();
    await registerByChain(harness, 'dev', [byRoot.der]);
    expect(harness.cloud.snapshot().identities[0]?.authentication).toEqual(byThumbprint(thumbprint(byRoot, 'sha256')));
    expect(await connect(harness, [byRoot.der])).toBe(0);
  });

  test('connects with a new certificate of its group, unless the settings say that it must register again', async () => {
    const harness = await withGroup();
    await registerByChain(harness, 'dev', [byRoot.der]);
    expect(await connect(harness, [rolled.der])).toBe(0);
    expect(await connect(harness, [other.der])).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('certificate-self-signed');
    await harness.set({ rolledGroupCertificates: false });
    expect(await connect(harness, [rolled.der])).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('certificate-thumbprint');
    await registerByChain(harness, 'dev', [rolled.der]);
    expect(await connect(harness, [rolled.der])).toBe(0);
  });

  test('connects with no new certificate of a group that DPS would not take it by', async () => {
    const harness = await withGroup();
    await registerByChain(harness, 'dev', [byRoot.der]);
    const state = harness.cloud.snapshot();
    const restart = (change: Parameters<typeof startCloudWith>[0]): Promise<CloudHarness> =>
      startCloud({ state: { ...state, ...change(state) } });
    const disabled = await restart(({ enrollmentGroups }) => ({
      enrollmentGroups: enrollmentGroups.map((one) => ({ ...one, enabled: false })),
    }));
    const ownEntry = await restart(() => ({
      individualEnrollments: [makeCertificateEntry('DEV', { primary: other })],
    }));
    for (const changed of [disabled, ownEntry]) {
      expect(await connect(changed, [rolled.der])).toBe(5);
      expect((await changed.lastAttempt()).cause).toBe('certificate-thumbprint');
      expect(await connect(changed, [byRoot.der])).toBe(0);
    }
  });

  test('does not connect with the certificate of another device of its group', async () => {
    const harness = await withGroup();
    await registerByChain(harness, 'dev', [byRoot.der]);
    const neighbour = await makeLeaf({ cn: 'neighbour', issuer: root });
    expect(await connect(harness, [neighbour.der])).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('certificate-name');
  });

  test('by an entry of its own must register again with the other certificate', async () => {
    const entry = makeCertificateEntry('dev', { primary: other, secondary: byRoot });
    const harness = await startCloudWith(() => ({
      individualEnrollments: [entry],
      authorities: [makeUploaded('dps', 'root', root)],
    }));
    await registerByChain(harness, 'dev', [other.der]);
    expect(await connect(harness, [other.der])).toBe(0);
    expect(await connect(harness, [byRoot.der])).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('certificate-thumbprint');
    await registerByChain(harness, 'dev', [byRoot.der]);
    expect(await connect(harness, [byRoot.der])).toBe(0);
  });
});
