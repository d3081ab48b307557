import { beforeAll, describe, expect, test } from 'vitest';
import type { CloudState } from '../../../src/cloud/state/cloud-state.ts';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { registerOverHttp, startCloudWith } from '../../support/dps-http.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';
import {
  makeCertificateEntry,
  makeCertificateGroup,
  makeUploaded,
  registerByChain,
  withoutPassword,
} from '../../support/shown-certificates.ts';
import { deriveKey, dpsConnect } from '../../support/test-client.ts';

/** The clock of these clouds stands there. */
const NOW = Date.UTC(2026, 0, 5, 9, 10, 11);
const DAY = 86_400_000;

const NAMES = [
  ...['root', 'otherRoot', 'ca', 'deepCa', 'narrowRoot', 'narrowCa', 'noCa', 'leaf', 'caLeaf', 'deepLeaf', 'rolled'],
  ...['own', 'ownSecond', 'ownOther', 'expired', 'early', 'other', 'server', 'sealed', 'weak', 'byNoCa', 'byNarrow'],
  ...['weakCa', 'foreign', 'loopA', 'loopB', 'byLoop', 'twin', 'upper'],
] as const;
const made = {} as Record<(typeof NAMES)[number], MadeCertificate>;

beforeAll(async () => {
  const keys = Object.fromEntries(
    await Promise.all([1, 2].map(async (n) => [n, (await makeLeaf({ cn: 'key' })).keyPem])),
  );
  made.root = await makeAuthority({ cn: 'Root' });
  made.otherRoot = await makeAuthority({ cn: 'Other Root' });
  // A stranger with the name of the true root.
  const impostor = await makeAuthority({ cn: 'Root' });
  made.narrowRoot = await makeAuthority({ cn: 'Narrow Root', pathLength: 0 });
  [made.ca, made.narrowCa, made.noCa] = await Promise.all([
    makeAuthority({ cn: 'CA', parent: made.root }),
    makeAuthority({ cn: 'Narrow CA', parent: made.narrowRoot }),
    makeAuthority({ cn: 'No CA', parent: made.root, ca: false }),
  ]);
  made.deepCa = await makeAuthority({ cn: 'Deep CA', parent: made.ca });
  const cn = 'dev';
  const leaf = async (name: keyof typeof made, wishes: Omit<Parameters<typeof makeLeaf>[0], 'cn'> & { cn?: string }) =>
    void (made[name] = await makeLeaf({ cn, ...wishes }));
  await Promise.all([
    leaf('leaf', { issuer: made.root }),
    leaf('rolled', { issuer: made.root }),
    leaf('upper', { issuer: made.root, cn: 'DEV' }),
    leaf('caLeaf', { issuer: made.ca }),
    leaf('deepLeaf', { issuer: made.deepCa }),
    leaf('own', {}),
    leaf('ownSecond', { extendedKeyUsage: null, keyUsage: null }),
    leaf('ownOther', { cn: 'dev-secondary' }),
    leaf('expired', { issuer: made.root, notBefore: NOW - 10 * DAY, notAfter: NOW - DAY }),
    leaf('early', { issuer: made.root, notBefore: NOW + DAY }),
    leaf('other', { issuer: made.root, cn: 'someone' }),
    leaf('server', { issuer: made.root, extendedKeyUsage: 'serverAuth' }),
    leaf('sealed', { issuer: made.root, keyUsage: 'critical,keyEncipherment' }),
    leaf('weak', { issuer: made.root, digest: 'SHA-1' }),
    leaf('byNoCa', { issuer: made.noCa }),
    leaf('byNarrow', { issuer: made.narrowCa }),
    leaf('foreign', { issuer: made.otherRoot }),
    leaf('twin', { issuer: impostor }),
  ]);
  // Each signed the other.
  const a = await makeAuthority({ cn: 'Loop A', key: { keyPem: keys[1] ?? '' } });
  made.loopB = await makeAuthority({ cn: 'Loop B', key: { keyPem: keys[2] ?? '' }, parent: a });
  made.loopA = await makeAuthority({ cn: 'Loop A', key: { keyPem: keys[1] ?? '' }, parent: made.loopB });
  await leaf('byLoop', { issuer: made.loopA });
}, 60_000);

const group = (state: CloudState, ...more: ReturnType<typeof makeCertificateGroup>[]): Partial<CloudState> => ({
  enrollmentGroups: [...state.enrollmentGroups, ...more],
});

/** A cloud with one group whose primary certificate is the root. */
const withRoot = (): Promise<CloudHarness> =>
  startCloudWith((state) => group(state, makeCertificateGroup('fleet', { primary: made.root })));

const ders = (...certificates: readonly MadeCertificate[]): readonly Uint8Array[] => certificates.map(({ der }) => der);

describe('a device comes by an enrollment group when its certificate leads to the group’s', () => {
  test.each<[string, () => readonly Uint8Array[]]>([
    ['signed by the root, without it', () => ders(made.leaf)],
    ['signed by the root, which it sends too', () => made.leaf.chain],
    ['with its intermediates', () => ders(made.deepLeaf, made.deepCa, made.ca)],
    ['with its intermediates in the wrong order', () => ders(made.deepLeaf, made.ca, made.deepCa)],
    ['with certificates that have nothing to do with it', () => ders(made.caLeaf, made.otherRoot, made.ca)],
  ])('%s', async (_name, chain) => {
    const harness = await withRoot();
    const { status, body } = await registerByChain(harness, 'dev', chain());
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'assigned',
      registrationState: { deviceId: 'dev', assignedHub: 'localhost' },
    });
    expect(body.registrationState.x509).toEqual({ enrollmentGroupId: 'fleet' });
    expect(body.registrationState).not.toHaveProperty('symmetricKey');
    expect((await harness.lastAttempt()).reason).toBe(
      'Registered with the certificate under the primary certificate of enrollment group fleet and assigned to localhost as dev.',
    );
  });

  test('an intermediate alone is enough for the group, and its root is not asked for', async () => {
    const harness = await startCloudWith((state) => group(state, makeCertificateGroup('line', { primary: made.ca })));
    expect((await registerByChain(harness, 'dev', ders(made.caLeaf))).body.status).toBe('assigned');
  });

  test('rolled to the secondary certificate', async () => {
    const certificates = { primary: made.otherRoot, secondary: made.root };
    const harness = await startCloudWith((state) => group(state, makeCertificateGroup('fleet', certificates)));
    await registerByChain(harness, 'dev', ders(made.leaf));
    expect((await harness.lastAttempt()).reason).toContain('under the secondary certificate of enrollment group fleet');
  });

  test('by a CA certificate of the DPS instance that the group names', async () => {
    const fleet = makeCertificateGroup('fleet', {});
    const attestation = { type: 'x509', primary: { kind: 'reference', name: 'OurRoot' }, secondary: null } as const;
    const harness = await startCloudWith((state) => ({
      ...group(state, { ...fleet, attestation }),
      authorities: [makeUploaded('dps', 'ourroot', made.root)],
    }));
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).body.status).toBe('assigned');
    expect((await harness.lastAttempt()).reason).toContain('under OurRoot of enrollment group fleet');
  });

  test('the group nearest to the device wins, in whatever order they were made', async () => {
    const groups = [
      makeCertificateGroup('far', { primary: made.root }),
      makeCertificateGroup('near', { primary: made.ca }),
    ];
    for (const order of [groups, groups.toReversed()]) {
      const harness = await startCloudWith((state) => group(state, ...order));
      const { body } = await registerByChain(harness, 'dev', ders(made.deepLeaf, made.deepCa, made.ca));
      expect(body.registrationState.x509).toEqual({ enrollmentGroupId: 'near' });
    }
  });

  test('a disabled group is passed over by nobody: the nearest one refuses its devices', async () => {
    const harness = await startCloudWith((state) =>
      group(
        state,
        makeCertificateGroup('far', { primary: made.root }),
        makeCertificateGroup('near', { primary: made.ca }, { enabled: false }),
      ),
    );
    const { body } = await registerByChain(harness, 'dev', ders(made.caLeaf, made.ca));
    expect(body).toMatchObject({ status: 'disabled', registrationState: { x509: { enrollmentGroupId: 'near' } } });
    expect((await harness.lastAttempt()).cause).toBe('group-disabled');
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).body.status).toBe('assigned');
  });

  test('common names and registration IDs are compared without case, and the device keeps its own spelling', async () => {
    const harness = await withRoot();
    const { body } = await registerByChain(harness, 'dev', ders(made.upper));
    expect(body).toMatchObject({ status: 'assigned', registrationState: { deviceId: 'dev' } });
  });

  test('a letter that only Unicode takes for a capital of another one makes another name', async () => {
    const harness = await withRoot();
    const kelvin = await makeLeaf({ cn: '\u212Ailn', issuer: made.root });
    expect((await registerByChain(harness, 'kiln', ders(kelvin))).body.errorCode).toBe(401002);
    expect((await harness.lastAttempt()).cause).toBe('certificate-name');
  });

  test.each([
    ['dev ', '“dev ”'],
    ['dev\u200b', '“dev<U+200B>”'],
  ])('%j is another name, and the log shows how they differ', async (cn, shown) => {
    const harness = await withRoot();
    const lookalike = await makeLeaf({ cn, issuer: made.root });
    expect((await registerByChain(harness, 'dev', ders(lookalike))).body.errorCode).toBe(401002);
    expect((await harness.lastAttempt()).reason).toBe(
      `The common name of the device’s certificate is ${shown}, but the device connects as “dev”.`,
    );
  });

  test('of several common names the most specific one counts', async () => {
    const harness = await withRoot();
    const twoNames = ders(await makeLeaf({ cn: '', subject: '/CN=someone/CN=dev', issuer: made.root }));
    expect((await registerByChain(harness, 'someone', twoNames)).body.errorCode).toBe(401002);
    expect((await registerByChain(harness, 'dev', twoNames)).body.status).toBe('assigned');
  });

  test('for as long as the entry is there, also over a connection that was open before', async () => {
    const harness = await withRoot();
    const client = harness.open({ road: 'tls', peerChain: ders(made.leaf) });
    client.send(withoutPassword(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now() })));
    await client.subscribe('$dps/registrations/res/#');
    const register = async (): Promise<string> => {
      client.publish('$dps/registrations/PUT/iotdps-register/?$rid=r', '{}');
      return (await client.next('publish')).topic;
    };
    expect(await register()).toContain('/res/202/');
    await harness.rest('DELETE', '/api/enrollmentGroups/fleet');
    expect(await register()).toContain('/res/401/');
    expect((await harness.lastAttempt()).cause).toBe('certificate-issuer-missing');
  });

  test('an empty password beside a certificate is none, as the embedded SDK sends it', async () => {
    const harness = await withRoot();
    const { body } = await registerByChain(harness, 'dev', ders(made.leaf), { password: Buffer.alloc(0) });
    expect(body.status).toBe('assigned');
  });

  test('over HTTPS as over MQTT, up to the look-up of the registration', async () => {
    const harness = await withRoot();
    const parts = { authorization: null, peerChain: ders(made.leaf) };
    const { status, body } = await registerOverHttp(harness, 'dev', parts);
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'assigned' } });
    expect(body.registrationState.x509).toEqual({ enrollmentGroupId: 'fleet' });
  });

  test('the registration is told the same after a restart', async () => {
    const harness = await withRoot();
    await registerByChain(harness, 'dev', ders(made.leaf));
    const again = await startCloud({ state: harness.cloud.snapshot() });
    const { body } = await registerByChain(again, 'dev', ders(made.leaf));
    expect(body.registrationState).toMatchObject({
      substatus: 'reprovisionedToInitialAssignment',
      x509: { enrollmentGroupId: 'fleet' },
    });
  });
});

describe('a device with an enrollment of its own shows the very certificate that is enrolled', () => {
  const withEntry = (
    certificates: Parameters<typeof makeCertificateEntry>[1],
    parts: Parameters<typeof makeCertificateEntry>[2] = {},
    more: (state: CloudState) => Partial<CloudState> = () => ({}),
  ): Promise<CloudHarness> =>
    startCloudWith((state) => ({
      individualEnrollments: [makeCertificateEntry('dev', certificates, parts)],
      ...more(state),
    }));

  test.each([
    ['primary', 'own'],
    ['secondary', 'ownSecond'],
  ] as const)('the %s one', async (slot, name) => {
    const harness = await withEntry({ primary: made.own, secondary: made.ownSecond });
    const { body } = await registerByChain(harness, 'dev', ders(made[name]));
    expect(body.registrationState).toMatchObject({ status: 'assigned', x509: {} });
    expect((await harness.lastAttempt()).reason).toContain(
      `with the ${slot} certificate of the individual enrollment dev`,
    );
  });

  test('it wins over a group, even when it is disabled', async () => {
    const harness = await withEntry({ primary: made.leaf }, { enabled: false }, (state) =>
      group(state, makeCertificateGroup('fleet', { primary: made.root })),
    );
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).body.status).toBe('disabled');
    expect((await harness.lastAttempt()).cause).toBe('enrollment-disabled');
  });

  test('one that a CA signed is taken when that CA is uploaded and verified', async () => {
    const authority = (verified: boolean) => (): Partial<CloudState> => ({
      authorities: [makeUploaded('dps', 'root', made.root, verified)],
    });
    const proved = await withEntry({ primary: made.leaf }, {}, authority(true));
    expect((await registerByChain(proved, 'dev', ders(made.leaf))).body.status).toBe('assigned');
    const unproved = await withEntry({ primary: made.leaf }, {}, authority(false));
    expect((await registerByChain(unproved, 'dev', ders(made.leaf))).status).toBe(401);
    expect((await unproved.lastAttempt()).cause).toBe('certificate-authority-not-verified');
  });

  test('a setting takes it whoever signed it', async () => {
    const harness = await withEntry({ primary: made.leaf });
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).status).toBe(401);
    await harness.set({ individualCertificateIssuer: 'any' });
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).body.status).toBe('assigned');
  });

  test('IoT Central’s rule takes none but one that names itself as its issuer', async () => {
    const harness = await withEntry({ primary: made.leaf, secondary: made.own }, {}, () => ({
      authorities: [makeUploaded('dps', 'root', made.root)],
    }));
    await harness.set({ individualCertificateIssuer: 'own-name' });
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).status).toBe(401);
    expect((await harness.lastAttempt()).reason).toBe(
      'The certificate of dev was issued by Root; with IoT Central’s rule, subject and issuer must both be dev.',
    );
    expect((await registerByChain(harness, 'dev', ders(made.own))).body.status).toBe('assigned');
  });

  test('a secondary one with another name, as in Microsoft’s own instructions, is refused with the reason', async () => {
    const harness = await withEntry({ primary: made.own, secondary: made.ownOther });
    expect((await registerByChain(harness, 'dev', ders(made.ownOther))).body.errorCode).toBe(401002);
    const { cause, reason, remedy } = await harness.lastAttempt();
    expect({ cause, reason }).toEqual({
      cause: 'certificate-name',
      reason: 'The common name of the device’s certificate is “dev-secondary”, but the device connects as “dev”.',
    });
    expect(remedy).toContain('the secondary one too');
  });

  test('another certificate of the same name is refused, with both thumbprints in the log', async () => {
    const harness = await withEntry({ primary: made.own });
    expect((await registerByChain(harness, 'dev', ders(made.ownSecond))).body.errorCode).toBe(401002);
    const { cause, reason } = await harness.lastAttempt();
    expect(cause).toBe('certificate-not-enrolled');
    expect(reason).toMatch(/thumbprint [0-9A-F]{64}, but the individual enrollment dev has [0-9A-F]{64}\.$/);
  });

  test('purposes count for an enrolled certificate too', async () => {
    const harness = await withEntry({ primary: made.server });
    await harness.set({ individualCertificateIssuer: 'any' });
    expect((await registerByChain(harness, 'dev', ders(made.server))).body.errorCode).toBe(401002);
    expect((await harness.lastAttempt()).cause).toBe('certificate-purpose');
  });

  test('dates count for an enrolled certificate too', async () => {
    const harness = await withEntry({ primary: made.own });
    await harness.set({ clockSkewSeconds: 24 * 365 * 86_400 });
    expect((await registerByChain(harness, 'dev', ders(made.own))).body.errorCode).toBe(401002);
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'certificate-expired',
      remedy: 'Set the clock of this cloud right in its settings, or renew the certificate.',
    });
  });
});

describe('each refusal is 401002 on the wire and has its own cause in the log', () => {
  test.each<[string, () => readonly Uint8Array[], AttemptCause, RegExp]>([
    [
      'expired',
      () => ders(made.expired),
      'certificate-expired',
      /CN=dev ended on 2026-01-04 09:10 UTC; for this cloud/,
    ],
    ['not yet valid', () => ders(made.early), 'certificate-not-yet-valid', /good from 2026-01-06 09:10 UTC on/],
    ['another name', () => ders(made.other), 'certificate-name', /is “someone”, but the device connects as “dev”/],
    ['intermediates left out', () => ders(made.deepLeaf), 'certificate-issuer-missing', /issued by CN=Deep CA/],
    ['one of two left out', () => ders(made.deepLeaf, made.deepCa), 'certificate-issuer-missing', /issued by CN=CA, /],
    ['a CA that is not here', () => made.foreign.chain, 'certificate-authority-unknown', /CA CN=Other Root/],
    ['signed with its own key', () => ders(made.own), 'certificate-self-signed', /CN=dev is signed with its own key/],
    ['signed by a device', () => made.byNoCa.chain, 'certificate-not-authority', /CN=No CA signed/],
    ['another purpose', () => ders(made.server), 'certificate-purpose', /extended key usage of CN=dev/],
    ['another key usage', () => ders(made.sealed), 'certificate-key-usage', /CN=dev leaves out digitalSignature/],
    ['signed with SHA-1', () => ders(made.weak), 'certificate-weak-signature', /CN=dev is signed with SHA-1/],
    ['signed by another CA of the name', () => ders(made.twin), 'certificate-signature', /names CN=Root as its issuer/],
    ['a chain in a circle', () => ders(made.byLoop, made.loopA, made.loopB), 'certificate-loop', /in a circle/],
  ])('%s', async (_name, chain, cause, reason) => {
    const harness = await withRoot();
    const { returnCode, status, body } = await registerByChain(harness, 'dev', chain());
    expect({ returnCode, status, body }).toMatchObject({
      returnCode: 0,
      status: 401,
      body: { errorCode: 401002, message: 'Invalid certificate.' },
    });
    const attempt = await harness.lastAttempt();
    expect(attempt).toMatchObject({ service: 'dps', identity: 'dev', outcome: 'refused', code: 401002, cause });
    expect(attempt.reason).toMatch(reason);
    expect(attempt.remedy).not.toBe('');
  });

  test('more intermediates than a CA allows', async () => {
    const harness = await startCloudWith((state) =>
      group(state, makeCertificateGroup('fleet', { primary: made.narrowRoot })),
    );
    expect((await registerByChain(harness, 'dev', made.byNarrow.chain)).status).toBe(401);
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'certificate-path-length',
      reason: 'The chain has more intermediates below CN=Narrow Root than its path length allows.',
    });
  });

  test('a CA whose key nobody has proved', async () => {
    const fleet = makeCertificateGroup('fleet', { primary: made.root, verified: false });
    const harness = await startCloudWith((state) => group(state, fleet));
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).status).toBe(401);
    expect((await harness.lastAttempt()).cause).toBe('certificate-authority-not-verified');
  });

  test('a CA of the DPS instance that a group names, and whose key nobody has proved', async () => {
    const attestation = { type: 'x509', primary: { kind: 'reference', name: 'root' }, secondary: null } as const;
    const harness = await startCloudWith((state) => ({
      ...group(state, { ...makeCertificateGroup('fleet', {}), attestation }),
      authorities: [makeUploaded('dps', 'root', made.root, false)],
    }));
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).status).toBe(401);
    expect((await harness.lastAttempt()).cause).toBe('certificate-authority-not-verified');
  });

  test('a CA that no group uses', async () => {
    const harness = await startCloudWith(() => ({ authorities: [makeUploaded('dps', 'root', made.root)] }));
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).status).toBe(401);
    expect((await harness.lastAttempt()).cause).toBe('certificate-authority-without-group');
  });

  test('the certificate of the CA itself is that of no device, whatever its name', async () => {
    const named = await makeAuthority({ cn: 'dev', keyUsage: 'critical,keyCertSign,digitalSignature' });
    const ofGroup = await startCloudWith((state) => group(state, makeCertificateGroup('fleet', { primary: named })));
    const ofDps = await startCloudWith(() => ({ authorities: [makeUploaded('dps', 'dev', named)] }));
    for (const harness of [ofGroup, ofDps]) {
      expect((await registerByChain(harness, 'dev', ders(named))).status).toBe(401);
      expect((await harness.lastAttempt()).cause).toBe('certificate-self-signed');
    }
  });

  test('the clock of the cloud counts, and the log says that its settings put it wrong', async () => {
    const harness = await withRoot();
    await harness.set({ clockSkewSeconds: -2 * 86_400 });
    const young = await makeLeaf({ cn: 'dev', issuer: made.root, notBefore: NOW - DAY });
    expect((await registerByChain(harness, 'dev', ders(young))).status).toBe(401);
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'certificate-not-yet-valid',
      reason:
        'The certificate CN=dev is good from 2026-01-04 09:10 UTC on; for this cloud it is 2026-01-03 09:10 UTC, because its settings put its clock 172800 seconds behind.',
      remedy: 'Set the clock of this cloud right in its settings.',
    });
  });

  test('over HTTPS it is 401 with the same code', async () => {
    const harness = await withRoot();
    const answer = await registerOverHttp(harness, 'dev', { authorization: null, peerChain: ders(made.expired) });
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'x-ms-error-code': '401002' },
      body: { errorCode: 401002, message: 'Invalid certificate.' },
    });
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'certificate-expired', road: 'http' });
  });

  test('the setting that refuses at CONNECT refuses certificates there, too', async () => {
    const harness = await withRoot();
    await harness.set({ dpsRejectsAtConnect: true });
    expect(await registerByChain(harness, 'dev', ders(made.expired))).toEqual({ returnCode: 5 });
    expect((await harness.lastAttempt()).cause).toBe('certificate-expired');
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).body.status).toBe('assigned');
  });

  test('another client ID than the registration’s is refused at CONNECT with code 5', async () => {
    const harness = await withRoot();
    expect(await registerByChain(harness, 'dev', ders(made.leaf), { clientId: 'another' })).toEqual({ returnCode: 5 });
    expect((await harness.lastAttempt()).cause).toBe('client-id');
  });
});

describe('keys and certificates do not stand in for each other', () => {
  const withOwn = (): Promise<CloudHarness> =>
    startCloudWith(() => ({ individualEnrollments: [makeCertificateEntry('dev', { primary: made.own })] }));

  test('a token is refused by an entry that takes certificates', async () => {
    const harness = await withOwn();
    const { errorCode } = (await harness.register('dev')) as { errorCode?: number };
    expect(errorCode).toBe(401000);
    expect((await harness.lastAttempt()).cause).toBe('token-for-certificates');
  });

  test('nothing at all is refused at CONNECT, and the log says what the entry takes', async () => {
    const harness = await withOwn();
    expect(await registerByChain(harness, 'dev', [])).toEqual({ returnCode: 5 });
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'certificate-missing',
      reason: 'The individual enrollment dev takes certificates alone, and the device showed none.',
    });
    expect(await registerByChain(harness, 'stranger', [])).toEqual({ returnCode: 5 });
    expect((await harness.lastAttempt()).cause).toBe('no-password');
  });

  test('a certificate is refused by an entry that takes keys', async () => {
    const harness = await startCloudWith((state) => ({
      ...group(state, makeCertificateGroup('fleet', { primary: made.root })),
    }));
    const key = deriveKey(harness.groupKey(), 'dev');
    await harness.rest('PUT', '/api/devices/dev', {});
    await harness.rest('PUT', '/api/devices/dev/attestation', {
      type: 'symmetricKey',
      symmetricKey: { primaryKey: key, secondaryKey: key },
    });
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).body.errorCode).toBe(401002);
    expect((await harness.lastAttempt()).cause).toBe('certificate-for-keys');
  });

  test('a token counts when a certificate is shown beside it', async () => {
    const harness = await withRoot();
    const client = harness.open({ road: 'tls', peerChain: ders(made.foreign) });
    client.send(dpsConnect(harness.cloud, { id: 'dev', nowMs: harness.clock.now() }));
    await client.subscribe('$dps/registrations/res/#');
    client.publish('$dps/registrations/PUT/iotdps-register/?$rid=r');
    expect((await client.next('publish')).topic).toContain('/res/202/');
  });

  test('iothub-no-client-cert in the address rules certificates out', async () => {
    const harness = await withRoot();
    const path = '/$iothub/websocket?iothub-no-client-cert=true';
    expect(await registerByChain(harness, 'dev', ders(made.leaf), { path })).toEqual({ returnCode: 5 });
    expect(await harness.lastAttempt()).toMatchObject({
      cause: 'certificate-missing',
      remedy: 'Leave iothub-no-client-cert out of the address to come by a certificate.',
    });
    const plain = await registerByChain(harness, 'dev', ders(made.leaf), { path: '/$iothub/websocket' });
    expect(plain.body.status).toBe('assigned');
  });
});

describe('what is no chain is refused, and nothing else is disturbed', () => {
  const random = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, (_, at) => (at * 7919) % 251);

  test.each<[string, () => readonly Uint8Array[], AttemptCause]>([
    ['bytes that are no certificate', () => [random(700)], 'certificate-unreadable'],
    ['no bytes', () => [new Uint8Array()], 'certificate-unreadable'],
    ['a certificate that is cut', () => [made.leaf.der.subarray(0, -40)], 'certificate-unreadable'],
    ['a good one with something that is none behind it', () => [made.leaf.der, random(700)], 'certificate-unreadable'],
    ['50 certificates', () => Array.from({ length: 50 }, () => made.leaf.der), 'certificate-too-many'],
    ['one of a megabyte', () => [random(1_000_000)], 'certificate-too-large'],
  ])('%s', async (_name, chain, cause) => {
    const harness = await withRoot();
    expect(await registerByChain(harness, 'dev', chain())).toMatchObject({
      status: 401,
      body: { errorCode: 401002, message: 'Invalid certificate.' },
    });
    const attempt = await harness.lastAttempt();
    expect(attempt).toMatchObject({ cause });
    expect(attempt.reason.length).toBeLessThan(200);
    expect((await registerByChain(harness, 'dev', ders(made.leaf))).body.status).toBe('assigned');
  });
});
