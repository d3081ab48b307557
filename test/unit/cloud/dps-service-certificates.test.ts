import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askDps } from '../../support/back-end.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';

let root: MadeCertificate;
let other: MadeCertificate;
let device: MadeCertificate;
let spare: MadeCertificate;
beforeAll(async () => {
  root = await makeAuthority({ cn: 'Root', key: 'P-384' });
  other = await makeAuthority({ cn: 'Sub', parent: root, key: 'RSA-2048' });
  device = await makeLeaf({ cn: 'dev' });
  spare = await makeLeaf({ cn: 'dev', key: 'RSA-2048' });
});

const pem = ({ certificatePem }: MadeCertificate): object => ({ certificate: certificatePem });
const base64 = ({ der }: MadeCertificate): string => Buffer.from(der).toString('base64');

function putGroup(harness: CloudHarness, id: string, x509: unknown, headers: Record<string, string> = {}) {
  const body = { enrollmentGroupId: id, attestation: { type: 'x509', x509 } };
  return askDps(harness, 'PUT', `/enrollmentGroups/${id}`, { body, headers });
}

function putDevice(harness: CloudHarness, x509: unknown, headers: Record<string, string> = {}) {
  const body = { registrationId: 'dev', attestation: { type: 'x509', x509 } };
  return askDps(harness, 'PUT', '/enrollments/dev', { body, headers });
}

/** What openssl's certificate says, by Node and not by our own reader. */
function infoOf({ certificatePem }: MadeCertificate): object {
  const read = new X509Certificate(certificatePem);
  const utc = (date: string): string => new Date(date).toISOString().replace('.000Z', 'Z');
  return {
    subjectName: read.subject,
    issuerName: read.issuer,
    sha1Thumbprint: read.fingerprint.replaceAll(':', ''),
    sha256Thumbprint: read.fingerprint256.replaceAll(':', ''),
    serialNumber: read.serialNumber,
    version: 3,
    notBeforeUtc: utc(read.validFrom),
    notAfterUtc: utc(read.validTo),
  };
}

describe('a group with signing certificates', () => {
  test('is made by PUT and told by what the certificates say, in every answer', async () => {
    const harness = await startCloud();
    const made = await putGroup(harness, 'pumps', {
      signingCertificates: { primary: pem(root), secondary: pem(other) },
    });
    const attestation = {
      type: 'x509',
      x509: { signingCertificates: { primary: { info: infoOf(root) }, secondary: { info: infoOf(other) } } },
    };
    expect([made.status, made.body.attestation]).toEqual([200, attestation]);
    expect((await askDps(harness, 'GET', '/enrollmentGroups/pumps')).body).toEqual(made.body);
    expect((await askDps(harness, 'POST', '/enrollmentgroups/pumps/attestationmechanism')).body).toEqual(attestation);
    const { body } = await askDps(harness, 'POST', '/enrollmentGroups/query', { body: { query: '*' } });
    expect(body).toContainEqual(made.body);
    expect(harness.cloud.describe().enrollmentGroups).toContainEqual({ id: 'pumps', type: 'x509' });
  });

  test('takes PEM, the DER as base64, and base64 of a PEM file', async () => {
    const ways = [root.certificatePem, base64(root), Buffer.from(root.certificatePem).toString('base64')];
    for (const certificate of ways) {
      const harness = await startCloud();
      const { body } = await putGroup(harness, 'pumps', { signingCertificates: { primary: { certificate } } });
      expect(body.attestation.x509.signingCertificates).toEqual({ primary: { info: infoOf(root) } });
      expect(harness.cloud.snapshot().enrollmentGroups.at(-1)?.attestation).toMatchObject({
        primary: { kind: 'own', certificate: base64(root), verified: true },
        secondary: null,
      });
    }
  });

  test('keeps those that an answer sent back tells by their info, and loses those that are left out', async () => {
    const harness = await startCloud();
    const made = await putGroup(harness, 'pumps', {
      signingCertificates: { primary: pem(root), secondary: pem(other) },
    });
    const changed = await askDps(harness, 'PUT', '/enrollmentGroups/pumps', {
      body: { ...made.body, provisioningStatus: 'disabled' },
      headers: { 'if-match': made.body.etag },
    });
    expect(changed.body).toMatchObject({ provisioningStatus: 'disabled', attestation: made.body.attestation });
    const { primary } = made.body.attestation.x509.signingCertificates;
    const less = await putGroup(harness, 'pumps', { signingCertificates: { primary } }, { 'if-match': '*' });
    expect(less.body.attestation.x509).toEqual({ signingCertificates: { primary } });
    const none = await putGroup(harness, 'pumps', null, { 'if-match': '*' });
    expect(none.body.attestation.x509).toEqual({ signingCertificates: { primary } });
  });

  test('may become one with keys, and the other way round', async () => {
    const harness = await startCloud();
    await putGroup(harness, 'pumps', { signingCertificates: { primary: pem(root) } });
    const body = { enrollmentGroupId: 'pumps', attestation: { type: 'symmetricKey' } };
    const put = { body, headers: { 'if-match': '*' } };
    expect((await askDps(harness, 'PUT', '/enrollmentGroups/pumps', put)).status).toBe(200);
    const mechanism = await askDps(harness, 'POST', '/enrollmentGroups/pumps/attestationmechanism');
    expect(mechanism.body).toMatchObject({
      type: 'symmetricKey',
      symmetricKey: { primaryKey: expect.stringMatching(/^.{88}$/) },
    });
    const back = await putGroup(harness, 'pumps', { signingCertificates: { primary: pem(root) } }, { 'if-match': '*' });
    expect(back.body.attestation.type).toBe('x509');
  });

  test('shares no certificate with another group, by whatever name', async () => {
    const harness = await startCloud();
    await putGroup(harness, 'pumps', { signingCertificates: { primary: pem(other), secondary: pem(root) } });
    const put = await askDps(harness, 'PUT', '/certificates/root', {
      body: { properties: { certificate: base64(root), isVerified: true } },
    });
    expect(put.status).toBe(200);
    for (const x509 of [{ signingCertificates: { secondary: pem(root) } }, { caReferences: { primary: 'ROOT' } }]) {
      const { status, body } = await putGroup(harness, 'valves', x509);
      expect([status, body.errorCode]).toEqual([409, 409000]);
      expect(body.message).toContain('The enrollment group pumps has this certificate already.');
    }
    const same = { signingCertificates: { primary: pem(root), secondary: pem(root) } };
    expect((await putGroup(harness, 'pumps', same, { 'if-match': '*' })).status).toBe(200);
    expect((await putGroup(harness, 'valves', { signingCertificates: { primary: pem(other) } })).status).toBe(200);
  });

  test('is made in bulk, too, where the second of two with one certificate fails', async () => {
    const harness = await startCloud();
    const attestation = { type: 'x509', x509: { signingCertificates: { primary: pem(root) } } };
    const enrollmentGroups = ['pumps', 'valves'].map((enrollmentGroupId) => ({ enrollmentGroupId, attestation }));
    const { body } = await askDps(harness, 'POST', '/enrollmentGroups', { body: { mode: 'create', enrollmentGroups } });
    const errorStatus = expect.stringContaining('The enrollment group pumps has this certificate already.');
    expect(body).toEqual({
      isSuccessful: false,
      errors: [{ enrollmentGroupId: 'valves', errorCode: 409000, errorStatus }],
    });
  });

  test('is kept with the state, certificates and all', async () => {
    const harness = await startCloud();
    await putGroup(harness, 'pumps', { signingCertificates: { primary: pem(root) } });
    await putDevice(harness, { clientCertificates: { primary: pem(device) } });
    const kept = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    expect(readCloudState(kept, nodeCrypto, 0)).toEqual(harness.cloud.snapshot());
    kept.enrollmentGroups.at(-1).attestation.primary.certificate = Buffer.from('no certificate').toString('base64');
    expect(readCloudState(kept, nodeCrypto, 0)).toBeUndefined();
  });
});

describe('a group with references', () => {
  test('names CA certificates of DPS, in any case, and is told by their names', async () => {
    const harness = await startCloud();
    for (const [name, authority] of [
      ['root', root],
      ['sub', other],
    ] as const) {
      await askDps(harness, 'PUT', `/certificates/${name}`, {
        body: { properties: { certificate: base64(authority) } },
      });
    }
    const { status, body } = await putGroup(harness, 'pumps', { caReferences: { primary: 'ROOT', secondary: 'sub' } });
    expect([status, body.attestation]).toEqual([
      200,
      { type: 'x509', x509: { caReferences: { primary: 'root', secondary: 'sub' } } },
    ]);
  });

  test('of a certificate that is not there is refused', async () => {
    const harness = await startCloud();
    const { status, body } = await putGroup(harness, 'pumps', { caReferences: { primary: 'root' } });
    expect([status, body.errorCode]).toEqual([400, 400004]);
    expect(body.message).toContain('DPS has no CA certificate root');
  });
});

describe('an individual enrollment with certificates', () => {
  test('is made by PUT and told by what they say; those of a device need be no CA', async () => {
    const harness = await startCloud();
    const made = await putDevice(harness, { clientCertificates: { primary: pem(device), secondary: pem(spare) } });
    const attestation = {
      type: 'x509',
      x509: { clientCertificates: { primary: { info: infoOf(device) }, secondary: { info: infoOf(spare) } } },
    };
    expect([made.status, made.body.attestation]).toEqual([200, attestation]);
    expect((await askDps(harness, 'GET', '/enrollments/dev')).body).toEqual(made.body);
    expect((await askDps(harness, 'POST', '/enrollments/dev/attestationmechanism')).body).toEqual(attestation);
  });

  test('keeps what is told by its info and changes the other one', async () => {
    const harness = await startCloud();
    const made = await putDevice(harness, { clientCertificates: { primary: pem(device) } });
    const { primary } = made.body.attestation.x509.clientCertificates;
    const both = { clientCertificates: { primary, secondary: pem(spare) } };
    const { body } = await putDevice(harness, both, { 'if-match': '*' });
    expect(body.attestation.x509.clientCertificates).toEqual({ primary, secondary: { info: infoOf(spare) } });
  });

  test('is told to the followers and named in the change of the state', async () => {
    const harness = await startCloud();
    await putDevice(harness, { clientCertificates: { primary: pem(device) } });
    expect(harness.events).toContainEqual(
      expect.objectContaining({ type: 'enrollment', kind: 'individual', id: 'dev' }),
    );
  });
});

describe('what cannot be taken is refused in words, and nothing is made', () => {
  const signing = (certificate: unknown): object => ({ signingCertificates: { primary: { certificate } } });

  test.each<[string, () => unknown, string]>([
    ['no x509', () => null, 'x509 has no certificate: signingCertificates must have'],
    ['no list', () => ({}), 'x509 has no certificate: signingCertificates must have'],
    ['an empty list', () => ({ signingCertificates: {} }), 'x509 has no certificate'],
    [
      'empty references',
      () => ({ caReferences: { primary: '', secondary: null } }),
      'x509 has no certificate: caReferences',
    ],
    ['a list that is none', () => ({ signingCertificates: 'a' }), 'signingCertificates must be an object'],
    ['a reference that is no name', () => ({ caReferences: { primary: {} } }), 'caReferences.primary must be the name'],
    ['both', () => ({ ...signing(root.certificatePem), caReferences: { primary: 'a' } }), 'either signingCertificates'],
    ['client certificates', () => ({ clientCertificates: { primary: pem(device) } }), 'for an individual enrollment'],
    [
      'a certificate that is text',
      () => ({ signingCertificates: { primary: root.certificatePem } }),
      'must be an object',
    ],
    ['one told by info that is not there', () => ({ signingCertificates: { primary: { info: {} } } }), 'is missing'],
    ['a certificate that is no text', () => signing(1), 'certificate must be text'],
    [
      'a certificate of a device',
      () => signing(device.certificatePem),
      'The certificate of CN=dev may not sign others',
    ],
    ['several certificates', () => signing(other.chainPem), 'primary: One certificate is wanted here.'],
  ])('of a group: %s', async (_name, x509, words) => {
    const harness = await startCloud();
    const { status, body } = await putGroup(harness, 'pumps', x509());
    expect([status, body.errorCode]).toEqual([400, 400004]);
    expect(body.message).toContain(words);
    expect(harness.cloud.snapshot().enrollmentGroups).toHaveLength(2);
  });

  test.each<[string, () => unknown, string]>([
    ['no list', () => ({}), 'clientCertificates must have'],
    ['signing certificates', () => signing(root.certificatePem), 'are for a group'],
    ['references', () => ({ caReferences: { primary: 'a' } }), 'are for a group'],
    ['no certificate', () => ({ clientCertificates: { secondary: { certificate: 'AAAA' } } }), 'secondary: '],
  ])('of an individual enrollment: %s', async (_name, x509, words) => {
    const harness = await startCloud();
    const { status, body } = await putDevice(harness, x509());
    expect([status, body.errorCode]).toEqual([400, 400004]);
    expect(body.message).toContain(words);
    expect(harness.cloud.snapshot().individualEnrollments).toEqual([]);
  });

  test('a private key, of which nothing is kept, told or logged', async () => {
    const harness = await startCloud();
    const secret = root.keyPem.split('\n')[1] ?? '';
    const answers = [
      await putGroup(harness, 'pumps', signing(root.keyPem)),
      await putGroup(harness, 'pumps', signing(Buffer.from(root.keyPem).toString('base64'))),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(400);
      expect(body.message).toContain('This is no certificate. It is a private key.');
    }
    answers.push(await putGroup(harness, 'pumps', { caReferences: { primary: root.keyPem } }));
    expect(answers.at(-1)?.body.message).toBe('caReferences.primary must be the name of a CA certificate.');
    // With a certificate beside it the certificate is taken, and the key is not.
    answers.push(await putGroup(harness, 'pumps', signing(root.keyPem + root.certificatePem)));
    expect(answers.at(-1)?.status).toBe(200);
    const all = JSON.stringify([answers, harness.cloud.snapshot(), harness.events, await harness.lastAttempt()]);
    expect(all).not.toContain(secret);
  });
});

describe('the link to the issuing of certificates (2026-11-01)', () => {
  const names = { namespaceName: 'ns', certificateAuthorityName: 'ca', certificatePolicyName: 'policy' };

  test('is kept and told as it was given, and goes when it is left out', async () => {
    const harness = await startCloud();
    const entry = { registrationId: 'dev', attestation: { type: 'symmetricKey' } };
    const made = await askDps(harness, 'PUT', '/enrollments/dev', { body: { ...entry, ...names } });
    expect(made.body).toMatchObject(names);
    expect(harness.cloud.snapshot().individualEnrollments).toMatchObject([
      { issuance: { policyName: 'policy', authorityName: 'ca', namespaceName: 'ns' } },
    ]);
    const headers = { 'if-match': '*' };
    const less = { ...entry, certificatePolicyName: 'other', namespaceName: '', certificateAuthorityName: null };
    const { body } = await askDps(harness, 'PUT', '/enrollments/dev', { body: less, headers });
    expect(body).toMatchObject({ certificatePolicyName: 'other' });
    expect(Object.keys(body)).not.toContain('namespaceName');
    const { body: bare } = await askDps(harness, 'PUT', '/enrollments/dev', { body: entry, headers });
    expect(Object.keys(names).filter((name) => name in bare)).toEqual([]);
    expect(harness.cloud.snapshot().individualEnrollments).toMatchObject([{ issuance: null }]);
  });
});
