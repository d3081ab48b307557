import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { askDps, registerOverHttp, startCloudWith, type DpsHttpParts } from '../../support/dps-http.ts';
import { makeAuthority, makeLeaf, makeSigningRequest } from '../../support/openssl.ts';
import { makeCertificateGroup, registerByChain, toBase64, withoutPassword } from '../../support/shown-certificates.ts';
import { hubConnect } from '../../support/test-client.ts';

type Request = Awaited<ReturnType<typeof makeSigningRequest>>;

const POLICY = { policyName: 'thirty-days', authorityName: null, namespaceName: null };
const NEWEST = '?api-version=2026-11-01';

let request: Request;
let second: Request;
let p256: Request;
let rsa: Request;
beforeAll(async () => {
  [request, second, p256, rsa] = await Promise.all([
    makeSigningRequest({ cn: 'dev', key: 'P-384' }),
    makeSigningRequest({ cn: 'dev', key: 'P-384' }),
    makeSigningRequest({ cn: 'dev', key: 'P-256' }),
    makeSigningRequest({ cn: 'dev', key: 'RSA-2048' }),
  ]);
}, 60_000);

/** A cloud whose groups are linked to a policy of issuance. */
const withPolicy = (): Promise<CloudHarness> =>
  startCloudWith(({ enrollmentGroups }) => ({
    enrollmentGroups: enrollmentGroups.map((group) => ({ ...group, issuance: POLICY })),
  }));

const ask = (csr: unknown, parts: DpsHttpParts = {}): DpsHttpParts => ({ body: { csr }, query: NEWEST, ...parts });

const chainOf = ({ body }: Answer): readonly X509Certificate[] =>
  body.registrationState.issuedCertificateChain.map((text: string) => new X509Certificate(Buffer.from(text, 'base64')));

async function connect(harness: CloudHarness, leaf: X509Certificate): Promise<number> {
  const client = harness.open({ road: 'tls', peerChain: [new Uint8Array(leaf.raw)] });
  client.send(withoutPassword(hubConnect({ id: 'dev', key: '', nowMs: harness.clock.now() })));
  return (await client.next('connack')).returnCode ?? -1;
}

describe('a device that asks for a certificate with its registration', () => {
  test('is issued one for its own key, by a CA of the cloud, leaf first and root last', async () => {
    const harness = await withPolicy();
    const answer = await registerOverHttp(harness, 'dev', ask(toBase64(request.der)));
    expect(answer.body).toMatchObject({ status: 'assigned', registrationState: { symmetricKey: {} } });
    const [leaf, root, ...more] = chainOf(answer);
    expect(more).toEqual([]);
    expect(leaf?.subject).toBe('CN=dev');
    expect(leaf?.checkIssued(root!)).toBe(true);
    expect(leaf?.verify(root!.publicKey)).toBe(true);
    expect(root?.verify(root.publicKey)).toBe(true);
    expect({ leaf: leaf?.ca, root: root?.ca }).toEqual({ leaf: false, root: true });
    expect(leaf?.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
    expect(root?.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'secp384r1' });
    expect(leaf?.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    // Five minutes before it was issued, for clocks that are behind.
    expect(leaf?.validFrom).toBe('Jan  5 09:05:11 2026 GMT');
    expect(leaf?.validTo).toBe('Feb  4 09:10:11 2026 GMT');
  });

  test('and the hub knows it by that one from then on', async () => {
    const harness = await withPolicy();
    const [leaf] = chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(request.der))));
    expect(await connect(harness, leaf!)).toBe(0);
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key: harness.deviceKey('dev'), nowMs: harness.clock.now() }));
    expect((await client.next('connack')).returnCode).toBe(5);
    expect((await harness.lastAttempt()).cause).toBe('token-for-certificates');
  });

  test('and still does when the device registers again without asking for another', async () => {
    const harness = await withPolicy();
    const [leaf] = chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(request.der))));
    const again = await registerOverHttp(harness, 'dev');
    expect(again.body.registrationState).not.toHaveProperty('issuedCertificateChain');
    expect(await connect(harness, leaf!)).toBe(0);
  });

  test('a renewed one and the one before it are both taken, and the one before that is not', async () => {
    const harness = await withPolicy();
    const leaves: X509Certificate[] = [];
    for (const { der } of [request, second, request]) {
      leaves.push(chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(der))))[0]!);
    }
    const codes = [];
    for (const leaf of leaves) codes.push(await connect(harness, leaf));
    expect(codes).toEqual([5, 0, 0]);
  });

  test('over MQTT, and by a bootstrap certificate', async () => {
    const root = await makeAuthority({ cn: 'Root' });
    const bootstrap = await makeLeaf({ cn: 'dev', issuer: root });
    const harness = await startCloudWith(() => ({
      enrollmentGroups: [makeCertificateGroup('fleet', { primary: root }, { issuance: POLICY })],
    }));
    const username = `${harness.cloud.describe().idScope}/registrations/dev/api-version=2025-07-01-preview`;
    const parts = { username, body: { csr: toBase64(request.der) } };
    const { body } = await registerByChain(harness, 'dev', [bootstrap.der], parts);
    expect(body.registrationState).toMatchObject({ status: 'assigned', x509: { enrollmentGroupId: 'fleet' } });
    expect(body.registrationState.issuedCertificateChain).toHaveLength(2);
  });

  test('the look-up of a registration leaves the certificate out', async () => {
    const harness = await withPolicy();
    await registerOverHttp(harness, 'dev', ask(toBase64(request.der)));
    const { status, body } = await askDps(harness, 'POST', 'dev', '', { query: NEWEST, body: {} });
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'assigned', symmetricKey: { enrollmentGroupId: 'SAS-IoT-Devices' } });
    expect(body).not.toHaveProperty('issuedCertificateChain');
    const again = await startCloud({ state: harness.cloud.snapshot() });
    const kept = await askDps(again, 'POST', 'dev', '', { key: harness.deviceKey('dev'), query: NEWEST, body: {} });
    expect(kept.body).toMatchObject({ status: 'assigned', symmetricKey: { enrollmentGroupId: 'SAS-IoT-Devices' } });
  });

  test('the settings say for how many days', async () => {
    const harness = await withPolicy();
    await harness.set({ issuedCertificateDays: 7 });
    const [leaf] = chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(request.der))));
    expect(leaf?.validTo).toBe('Jan 12 09:10:11 2026 GMT');
    expect((await harness.rest('PATCH', '/_emu/settings', { issuedCertificateDays: 91 })).status).toBe(400);
  });

  test('the log tells of the certificate, and of the assignment', async () => {
    const harness = await withPolicy();
    await registerOverHttp(harness, 'dev', ask(toBase64(request.der)));
    const { body } = await harness.rest('GET', '/_emu/attempts?top=2');
    expect(body.value).toMatchObject([
      { cause: 'dps-assigned' },
      {
        cause: 'certificate-issued',
        reason: 'dev was given a certificate of this cloud, which is good until 2026-02-04 09:10 UTC.',
      },
    ]);
  });
});

describe('the CA of the cloud', () => {
  test('is made at its first use, is kept with its key, and goes on after a restart', async () => {
    const harness = await withPolicy();
    expect(harness.cloud.snapshot().issuers).toEqual([]);
    const [, before] = chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(request.der))));
    const state = harness.cloud.snapshot();
    expect(state.issuers).toHaveLength(1);
    const again = await startCloud({ state });
    const key = harness.deviceKey('dev');
    const [leaf, after] = chainOf(await registerOverHttp(again, 'dev', ask(toBase64(second.der), { key })));
    expect(after?.fingerprint256).toBe(before?.fingerprint256);
    expect(leaf?.verify(before!.publicKey)).toBe(true);
    expect(again.cloud.snapshot().issuers).toEqual(state.issuers);
  });

  test('is followed by another before it ends', async () => {
    const harness = await withPolicy();
    const [, before] = chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(request.der))));
    await harness.set({ clockSkewSeconds: (10 * 365 - 20) * 86_400 });
    const se = Math.floor(harness.clock.now() / 1000) + 10 * 365 * 86_400;
    const [leaf, after] = chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(request.der), { se })));
    expect(after?.fingerprint256).not.toBe(before?.fingerprint256);
    expect(leaf?.verify(after!.publicKey)).toBe(true);
    expect(harness.cloud.snapshot().issuers).toHaveLength(2);
  });

  test('shows its key nowhere', async () => {
    const harness = await withPolicy();
    const answer = await registerOverHttp(harness, 'dev', ask(toBase64(request.der)));
    const [issuer] = harness.cloud.snapshot().issuers;
    const said = [
      answer,
      ...(await Promise.all(
        ['/_emu/cloud', '/_emu/devices/dev', '/_emu/attempts'].map((url) => harness.rest('GET', url)),
      )),
    ];
    expect(JSON.stringify([said, harness.events])).not.toContain(issuer?.privateKey);
  });
});

describe('a request for a certificate is refused with 400, in words', () => {
  const other = (): Promise<Request> => makeSigningRequest({ cn: 'other', key: 'P-384' });
  const forged = (): string => {
    const der = Buffer.from(request.der);
    der[der.length - 1]! ^= 1;
    return der.toString('base64');
  };

  test.each<[string, () => Promise<DpsHttpParts> | DpsHttpParts, AttemptCause]>([
    ['by an older api-version', () => ask(toBase64(request.der), { query: '?api-version=2021-10-01' }), 'csr-version'],
    ['without an api-version', () => ask(toBase64(request.der), { query: '' }), 'csr-version'],
    ['for another name', async () => ask(toBase64((await other()).der)), 'csr-name'],
    ['on P-256', () => ask(toBase64(p256.der)), 'csr-key'],
    ['with RSA', () => ask(toBase64(rsa.der)), 'csr-key'],
    ['whose signature is not by its key', () => ask(forged()), 'csr-signature'],
    ['in PEM', () => ask(request.requestPem), 'csr-form'],
    ['in lines', () => ask(toBase64(request.der).replace(/(.{64})/g, '$1\n')), 'csr-form'],
    ['that is cut', () => ask(toBase64(request.der.subarray(0, -3))), 'csr-form'],
    ['that is no text', () => ask({ a: 1 }), 'csr-form'],
    ['that is null', () => ask(null), 'csr-form'],
    ['that is very long', () => ask('A'.repeat(500_000)), 'csr-form'],
  ])('%s', async (_name, makeParts, cause) => {
    const harness = await withPolicy();
    const { status, body } = await askDps(harness, 'PUT', 'dev', '/register', await makeParts());
    expect({ status, body }).toMatchObject({ status: 400, body: { errorCode: 400004 } });
    expect(body.message).toMatch(/csr/);
    expect(await harness.lastAttempt()).toMatchObject({ outcome: 'refused', cause });
    expect(harness.cloud.snapshot()).toMatchObject({ issuers: [], identities: [] });
  });

  test('by an entry without a policy', async () => {
    const harness = await startCloud();
    const { status, body } = await askDps(harness, 'PUT', 'dev', '/register', ask(toBase64(request.der)));
    expect({ status, message: body.message }).toEqual({
      status: 400,
      message: 'The enrollment is not linked to a certificate issuance policy.',
    });
    expect((await harness.lastAttempt()).cause).toBe('csr-policy');
  });

  test('in the look-up of a registration', async () => {
    const harness = await withPolicy();
    await registerOverHttp(harness, 'dev');
    const { status } = await askDps(harness, 'POST', 'dev', '', ask(toBase64(request.der)));
    expect(status).toBe(400);
    expect((await harness.lastAttempt()).cause).toBe('csr-look-up');
  });

  test('and RSA is taken where the settings say so', async () => {
    const harness = await withPolicy();
    await harness.set({ csrTakesRsa: true });
    const [leaf] = chainOf(await registerOverHttp(harness, 'dev', ask(toBase64(rsa.der))));
    expect(leaf?.publicKey.asymmetricKeyType).toBe('rsa');
    expect(await connect(harness, leaf!)).toBe(0);
    expect((await askDps(harness, 'PUT', 'dev', '/register', ask(toBase64(p256.der)))).status).toBe(400);
  });

  test('a disabled entry issues none', async () => {
    const harness = await withPolicy();
    await harness.rest('PATCH', '/api/enrollmentGroups/SAS-IoT-Devices', { enabled: false });
    const { body } = await registerOverHttp(harness, 'dev', ask(toBase64(request.der)));
    expect(body.status).toBe('disabled');
    expect(body.registrationState).not.toHaveProperty('issuedCertificateChain');
    expect(harness.cloud.snapshot().issuers).toEqual([]);
  });
});
