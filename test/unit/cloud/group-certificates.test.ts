import { beforeAll, describe, expect, test } from 'vitest';
import { askDps } from '../../support/back-end.ts';
import { startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeAuthority, makeLeaf, type LeafWishes, type MadeCertificate } from '../../support/openssl.ts';

const GROUP = '/api/enrollmentGroups/pumps';
const PRIMARY = `${GROUP}/certificates/primary`;
const BODY = { displayName: 'Pumps', type: 'iot', attestation: { type: 'x509' } };

let root: MadeCertificate;
let other: MadeCertificate;
let leaf: MadeCertificate;
beforeAll(async () => {
  root = await makeAuthority({ cn: 'Root' });
  other = await makeAuthority({ cn: 'Other', key: 'P-384' });
  leaf = await makeLeaf({ cn: 'dev', issuer: root });
});

/** As IoT Central's scripts send it: base64 of the PEM file. */
const encode = ({ certificatePem }: MadeCertificate): string => Buffer.from(certificatePem).toString('base64');
const thumbprint = async ({ der }: MadeCertificate): Promise<string> =>
  Buffer.from(await crypto.subtle.digest('SHA-1', der))
    .toString('hex')
    .toUpperCase();

async function startWithGroup(): Promise<CloudHarness> {
  const harness = await startCloud();
  const { status } = await harness.rest('PUT', GROUP, BODY);
  expect(status).toBe(200);
  return harness;
}

async function startWithRoot(): Promise<CloudHarness> {
  const harness = await startWithGroup();
  expect((await harness.rest('PUT', PRIMARY, { certificate: encode(root) })).status).toBe(200);
  return harness;
}

const generate = async (harness: CloudHarness): Promise<string> =>
  (await harness.rest('POST', `${PRIMARY}/generateVerificationCode`)).body.verificationCode;

/** Asks to take a certificate of these wishes as the proof. */
async function verify(harness: CloudHarness, wishes: LeafWishes): Promise<Answer> {
  return harness.rest('POST', `${PRIMARY}/verify`, { certificate: encode(await makeLeaf(wishes)) });
}

const isVerified = async (harness: CloudHarness): Promise<boolean> =>
  (await harness.rest('GET', PRIMARY)).body.verified;

describe('an enrollment group with certificates', () => {
  test('is made empty, and gets its certificates one by one', async () => {
    const harness = await startWithGroup();
    expect((await harness.rest('GET', GROUP)).body.attestation).toEqual({
      type: 'x509',
      x509: { signingCertificates: {} },
    });
    const put = await harness.rest('PUT', PRIMARY, { certificate: encode(root) });
    expect(put).toMatchObject({ status: 200 });
    const shown = { verified: false, info: { sha1Thumbprint: await thumbprint(root) }, etag: expect.any(String) };
    expect(put.body).toEqual(shown);
    expect((await harness.rest('GET', PRIMARY)).body).toEqual(put.body);
    const secondary = { certificate: encode(other), verified: true };
    await harness.rest('PUT', `${GROUP}/certificates/secondary`, secondary);
    expect((await harness.rest('GET', GROUP)).body.attestation.x509).toEqual({
      signingCertificates: {
        primary: put.body,
        secondary: { ...shown, verified: true, info: { sha1Thumbprint: await thumbprint(other) } },
      },
    });
    expect((await harness.rest('DELETE', PRIMARY)).status).toBe(204);
    expect((await harness.rest('GET', PRIMARY)).status).toBe(404);
    expect(Object.keys((await harness.rest('GET', GROUP)).body.attestation.x509.signingCertificates)).toEqual([
      'secondary',
    ]);
  });

  test('is made with them, keeps them without a word, and loses those that a PUT leaves out', async () => {
    const harness = await startCloud();
    const signingCertificates = {
      primary: { certificate: encode(root), verified: true },
      secondary: { certificate: encode(other) },
    };
    const attestation = { type: 'x509', x509: { signingCertificates } };
    const made = await harness.rest('PUT', GROUP, { ...BODY, attestation });
    expect(made.body.attestation.x509.signingCertificates).toMatchObject({
      primary: { verified: true, info: { sha1Thumbprint: await thumbprint(root) } },
      secondary: { verified: false, info: { sha1Thumbprint: await thumbprint(other) } },
    });
    const again = await harness.rest('PUT', GROUP, { ...BODY, displayName: 'Other' });
    expect(again.body.attestation).toEqual(made.body.attestation);
    const { primary } = made.body.attestation.x509.signingCertificates;
    const less = { type: 'x509', x509: { signingCertificates: { primary } } };
    const { body } = await harness.rest('PUT', GROUP, { ...BODY, attestation: less });
    expect(Object.keys(body.attestation.x509.signingCertificates)).toEqual(['primary']);
    expect(body.attestation.x509.signingCertificates.primary).toMatchObject({ verified: true, info: primary.info });
  });

  test('is changed by a merge patch: one added, one kept, one taken away', async () => {
    const harness = await startWithRoot();
    const patch = (signingCertificates: object) =>
      harness.rest('PATCH', GROUP, { attestation: { x509: { signingCertificates } } });
    const added = await patch({ secondary: { certificate: encode(other) } });
    expect(Object.keys(added.body.attestation.x509.signingCertificates)).toEqual(['primary', 'secondary']);
    const marked = await patch({ primary: { verified: true } });
    expect(marked.body.attestation.x509.signingCertificates).toMatchObject({
      primary: { verified: true },
      secondary: { verified: false },
    });
    const less = await patch({ primary: null });
    expect(Object.keys(less.body.attestation.x509.signingCertificates)).toEqual(['secondary']);
  });

  test('may become one with keys, and back', async () => {
    const harness = await startWithRoot();
    const keys = await harness.rest('PATCH', GROUP, { attestation: { type: 'symmetricKey' } });
    expect(keys.body.attestation).toMatchObject({
      type: 'symmetricKey',
      symmetricKey: { primaryKey: expect.stringMatching(/^.{88}$/), secondaryKey: expect.stringMatching(/^.{88}$/) },
    });
    const back = await harness.rest('PUT', GROUP, BODY);
    expect(back.body.attestation).toEqual({ type: 'x509', x509: { signingCertificates: {} } });
  });

  test('stands in the list of groups and in what a host shows', async () => {
    const harness = await startWithRoot();
    const { body } = await harness.rest('GET', '/api/enrollmentGroups');
    expect(body.value).toContainEqual((await harness.rest('GET', GROUP)).body);
    expect(harness.cloud.describe().enrollmentGroups).toContainEqual({ id: 'pumps', type: 'x509' });
  });

  test('shares no certificate with another group', async () => {
    const harness = await startWithRoot();
    await harness.rest('PUT', '/api/enrollmentGroups/valves', { ...BODY, displayName: 'Valves' });
    const valves = '/api/enrollmentGroups/valves/certificates/secondary';
    const answer = await harness.rest('PUT', valves, { certificate: encode(root) });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'Conflict' } } });
    expect(answer.body.error.message).toContain('The enrollment group pumps has this certificate already.');
    const signingCertificates = { primary: { certificate: root.certificatePem } };
    const whole = { ...BODY, attestation: { type: 'x509', x509: { signingCertificates } } };
    expect((await harness.rest('PUT', '/api/enrollmentGroups/fans', whole)).status).toBe(409);
    expect((await harness.rest('GET', '/api/enrollmentGroups/fans')).status).toBe(404);
  });

  test('tells its followers of every change', async () => {
    const harness = await startWithGroup();
    const changes = [
      () => harness.rest('PUT', PRIMARY, { certificate: encode(root) }),
      () => generate(harness),
      () => harness.rest('DELETE', PRIMARY),
    ];
    for (const change of changes) {
      harness.events.length = 0;
      await change();
      expect(harness.events).toMatchObject([{ type: 'enrollment', kind: 'group', id: 'pumps', change: 'put' }]);
    }
  });

  test.each<[string, object | string, string]>([
    ['no certificate', {}, 'The primary certificate is missing.'],
    ['text that is none', { certificate: 'hello' }, 'primary: '],
    ['verified as text', { certificate: '', verified: 'yes' }, 'primary: verified must be true or false.'],
    ['no object', '[]', 'The body must be a JSON object.'],
  ])('a certificate that cannot be taken is refused: %s', async (_name, body, words) => {
    const harness = await startWithGroup();
    const answer = await harness.rest('PUT', PRIMARY, body);
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect(answer.body.error.message).toContain(words);
    expect((await harness.rest('GET', PRIMARY)).status).toBe(404);
  });

  test('the certificate of a device is refused, and a private key is neither kept nor told', async () => {
    const harness = await startWithGroup();
    const device = await harness.rest('PUT', PRIMARY, { certificate: encode(leaf) });
    expect(device.body.error.message).toContain('The certificate of CN=dev may not sign others');
    const key = await harness.rest('PUT', PRIMARY, { certificate: Buffer.from(root.keyPem).toString('base64') });
    expect(key.body.error.message).toContain('This is no certificate. It is a private key.');
    const secret = root.keyPem.split('\n')[1] ?? '';
    const everything = JSON.stringify([key, harness.cloud.snapshot(), harness.events]);
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(Buffer.from(root.keyPem).toString('base64').slice(40, 100));
  });

  test.each<[string, object, string]>([
    ['x509 that is no object', { type: 'x509', x509: 'a' }, 'x509 must be an object'],
    ['a list that is none', { type: 'x509', x509: { signingCertificates: [] } }, 'signingCertificates must be'],
    ['a place that is none', { type: 'x509', x509: { signingCertificates: { primary: 'a' } } }, 'primary must be an'],
    ['keys beside certificates', { type: 'x509', symmetricKey: {} }, 'of the type x509 has no symmetricKey'],
    ['certificates beside keys', { type: 'symmetricKey', x509: {} }, 'of the type symmetricKey has no x509'],
  ])('an attestation that cannot be taken is refused: %s', async (_name, attestation, words) => {
    const harness = await startCloud();
    const answer = await harness.rest('PUT', GROUP, { ...BODY, attestation });
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(words);
    expect((await harness.rest('GET', GROUP)).status).toBe(404);
  });

  test('a place that is none, a group with keys and one that is not there are told apart', async () => {
    const harness = await startWithGroup();
    expect((await harness.rest('GET', `${GROUP}/certificates/third`)).status).toBe(404);
    expect((await harness.rest('GET', '/api/enrollmentGroups/none/certificates/primary')).status).toBe(404);
    const keys = '/api/enrollmentGroups/SAS-IoT-Devices/certificates/primary';
    const { status, body } = await harness.rest('PUT', keys, { certificate: encode(root) });
    expect(status).toBe(400);
    expect(body.error.message).toContain('has keys. Change its attestation to x509 first.');
  });

  test('a change by an old etag is refused', async () => {
    const harness = await startWithRoot();
    const { etag } = (await harness.rest('GET', PRIMARY)).body;
    const change = { certificate: encode(other), etag };
    expect((await harness.rest('PUT', PRIMARY, change)).status).toBe(200);
    expect((await harness.rest('PUT', PRIMARY, change)).status).toBe(412);
  });
});

describe('proof of possession', () => {
  test('is a certificate that has the code as its name and that the CA has signed', async () => {
    const harness = await startWithRoot();
    const code = await generate(harness);
    expect(code).toMatch(/^[0-9A-F]{48}$/);
    expect(await isVerified(harness)).toBe(false);
    expect(await verify(harness, { cn: code, issuer: root })).toMatchObject({ status: 204, body: undefined });
    expect(await isVerified(harness)).toBe(true);
  });

  test('may have blanks around its name, a key of another kind and the CA behind it in no way', async () => {
    const harness = await startWithRoot();
    const code = await generate(harness);
    expect((await verify(harness, { cn: ` ${code} `, issuer: root, key: 'RSA-2048' })).status).toBe(204);
  });

  test.each(['P-384', 'RSA-2048'] as const)('is taken from a CA with a key of %s', async (key) => {
    const authority = await makeAuthority({ cn: key, key });
    const harness = await startWithGroup();
    await harness.rest('PUT', PRIMARY, { certificate: encode(authority) });
    expect((await verify(harness, { cn: await generate(harness), issuer: authority })).status).toBe(204);
  });

  test('is that of an intermediate for an intermediate, whose root is not known here', async () => {
    const sub = await makeAuthority({ cn: 'Sub', parent: root, pathLength: 0 });
    const harness = await startWithGroup();
    await harness.rest('PUT', PRIMARY, { certificate: encode(sub) });
    expect((await verify(harness, { cn: await generate(harness), issuer: sub })).status).toBe(204);
  });

  const now = Date.UTC(2026, 0, 5);
  const day = 86_400_000;
  test.each<[string, (code: string) => LeafWishes | Promise<LeafWishes>, RegExp]>([
    ['another name', () => ({ cn: 'ABC', issuer: root }), /common name .* is "ABC"\. It must be the verification code/],
    ['no name', () => ({ cn: '', issuer: root }), /common name .* is ""/],
    ['another CA', (cn) => ({ cn, issuer: other }), /Another CA has signed .* issuer is CN=Other, .* of CN=Root/],
    ['itself', (cn) => ({ cn }), /Another CA has signed/],
    [
      'a CA of the same name with another key',
      async (cn) => ({ cn, issuer: await makeAuthority({ cn: 'Root' }) }),
      /not signed with the key of CN=Root/,
    ],
    ['one that ended', (cn) => ({ cn, issuer: root, notAfter: now - day }), /CN=[0-9A-F]{48} ended on 2026-01-04T/],
    ['one of tomorrow', (cn) => ({ cn, issuer: root, notBefore: now + day }), /not valid before 2026-01-06T/],
    ['a signature with SHA-1', (cn) => ({ cn, issuer: root, digest: 'SHA-1' }), /SHA-1 or MD5/],
    ['an RSA key of 1024 bits', (cn) => ({ cn, issuer: root, key: 'RSA-1024' }), /fewer than 2048 bits/],
    [
      'an unknown critical extension',
      (cn) => ({ cn, issuer: root, extensions: ['1.2.3.4 = critical,DER:0500'] }),
      /marked as critical that is not known/,
    ],
  ])('is not one by %s, in words of its own, and another try is good', async (_name, makeWishes, words) => {
    const harness = await startWithRoot();
    const code = await generate(harness);
    const answer = await verify(harness, await makeWishes(code));
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect(answer.body.error.message).toMatch(words);
    expect(await isVerified(harness)).toBe(false);
    expect((await verify(harness, { cn: code, issuer: root })).status).toBe(204);
  });

  test.each<[string, () => Promise<MadeCertificate>, RegExp]>([
    ['has ended', () => makeAuthority({ cn: 'Old', notAfter: now - day }), /CN=Old ended on 2026-01-04T/],
    [
      'may not sign certificates',
      () => makeAuthority({ cn: 'Crl', keyUsage: 'cRLSign' }),
      /^CN=Crl: The key usage of this certificate/,
    ],
    [
      'allows other names alone',
      () =>
        makeAuthority({
          cn: 'Ours',
          extensions: ['nameConstraints = critical,permitted;dirName:names', '[names]', 'O = Ours'],
        }),
      /^CN=[0-9A-F]{48}: An authority in the chain limits the names/,
    ],
  ])('is none by a CA that %s', async (_name, makeCa, words) => {
    const authority = await makeCa();
    const harness = await startWithGroup();
    await harness.rest('PUT', PRIMARY, { certificate: encode(authority) });
    const { body } = await verify(harness, { cn: await generate(harness), issuer: authority });
    expect(body.error.message).toMatch(words);
    expect(await isVerified(harness)).toBe(false);
  });

  test.each<[string, unknown]>([
    ['nothing', {}],
    ['text', { certificate: 'hello' }],
    ['no text', { certificate: 1 }],
  ])('is not %s', async (_name, body) => {
    const harness = await startWithRoot();
    await generate(harness);
    expect(await harness.rest('POST', `${PRIMARY}/verify`, body)).toMatchObject({ status: 400 });
    expect(await isVerified(harness)).toBe(false);
  });

  test('needs a code, which each generation makes anew and a success forgets', async () => {
    const harness = await startWithRoot();
    const without = await verify(harness, { cn: 'A'.repeat(48), issuer: root });
    expect(without.body.error.message).toContain('There is no verification code: generate one');
    const [first, second] = [await generate(harness), await generate(harness)];
    expect(second).not.toBe(first);
    expect((await verify(harness, { cn: first, issuer: root })).status).toBe(400);
    expect((await verify(harness, { cn: second, issuer: root })).status).toBe(204);
    const again = await verify(harness, { cn: second, issuer: root });
    expect(again.body.error.message).toContain('There is no verification code');
    expect(await isVerified(harness)).toBe(true);
  });

  test('goes with its certificate: another one is proved anew, the same one is not', async () => {
    const harness = await startWithRoot();
    await verify(harness, { cn: await generate(harness), issuer: root });
    await harness.rest('PUT', PRIMARY, { certificate: root.certificatePem });
    expect(await isVerified(harness)).toBe(true);
    const code = await generate(harness);
    await harness.rest('PUT', PRIMARY, { certificate: encode(other) });
    expect(await isVerified(harness)).toBe(false);
    const old = await verify(harness, { cn: code, issuer: other });
    expect(old.body.error.message).toContain('There is no verification code');
  });

  test('is void when the certificate was changed while it was looked at', async () => {
    const harness = await startWithRoot();
    const code = await generate(harness);
    const proof = { certificate: encode(await makeLeaf({ cn: code, issuer: root })) };
    const pending = harness.rest('POST', `${PRIMARY}/verify`, proof);
    await generate(harness);
    expect((await pending).status).toBe(412);
    expect(await isVerified(harness)).toBe(false);
  });

  test('is void when the group was deleted while it was looked at', async () => {
    const harness = await startWithRoot();
    const proof = { certificate: encode(await makeLeaf({ cn: await generate(harness), issuer: root })) };
    const pending = harness.rest('POST', `${PRIMARY}/verify`, proof);
    await harness.rest('DELETE', GROUP);
    const told = harness.events.length;
    expect((await pending).status).toBe(412);
    expect(harness.events).toHaveLength(told);
  });

  test('of a certificate by reference is asked of the certificate itself', async () => {
    const harness = await startCloud();
    const properties = { certificate: encode(root), isVerified: true };
    await askDps(harness, 'PUT', '/certificates/root', { body: { properties } });
    const attestation = { type: 'x509', x509: { caReferences: { primary: 'root' } } };
    await askDps(harness, 'PUT', '/enrollmentGroups/pumps', { body: { enrollmentGroupId: 'pumps', attestation } });
    expect((await harness.rest('GET', PRIMARY)).body).toMatchObject({
      verified: true,
      info: { sha1Thumbprint: await thumbprint(root) },
    });
    for (const verb of ['generateVerificationCode', 'verify']) {
      const answer = await harness.rest('POST', `${PRIMARY}/${verb}`, { certificate: encode(leaf) });
      expect([answer.status, answer.body.error.message]).toEqual([
        400,
        'This group refers to the CA certificate root of DPS: prove that one.',
      ]);
    }
  });

  test('of no certificate is 404, and without a token nothing is told', async () => {
    const harness = await startWithGroup();
    expect((await harness.rest('POST', `${PRIMARY}/generateVerificationCode`)).status).toBe(404);
    expect((await harness.rest('POST', `${PRIMARY}/verify`, {})).status).toBe(404);
    const { status } = await harness.cloud.rest({ method: 'POST', url: `${PRIMARY}/verify`, headers: {} });
    expect(status).toBe(401);
  });
});
