import { beforeAll, describe, expect, test } from 'vitest';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';

const URL = '/api/devices/dev/attestation';
const CREDENTIALS = '/api/devices/dev/credentials';

let own: MadeCertificate;
let spare: MadeCertificate;
let stranger: MadeCertificate;
let signed: MadeCertificate;
beforeAll(async () => {
  own = await makeLeaf({ cn: 'dev' });
  spare = await makeLeaf({ cn: 'DEV', key: 'RSA-2048' });
  stranger = await makeLeaf({ cn: 'dev-secondary' });
  signed = await makeLeaf({ cn: 'dev', issuer: await makeAuthority({ cn: 'Root' }) });
});

const x509 = (primary?: MadeCertificate | object, secondary?: MadeCertificate | null): object => ({
  type: 'x509',
  x509: { clientCertificates: { primary: bodyOf(primary), secondary: bodyOf(secondary) } },
});
const bodyOf = (made: MadeCertificate | object | null | undefined): unknown =>
  made !== null && made !== undefined && 'certificatePem' in made ? { certificate: made.certificatePem } : made;
const shown = async (made: MadeCertificate): Promise<object> => {
  const digest = await crypto.subtle.digest('SHA-1', made.der);
  return { info: { sha1Thumbprint: Buffer.from(digest).toString('hex').toUpperCase() } };
};

async function startWithDevice(): Promise<CloudHarness> {
  const harness = await startCloud();
  await harness.rest('PUT', '/api/devices/dev', {});
  return harness;
}

describe('a device’s own certificates', () => {
  test('are put by PUT, told by their thumbprints alone, and are the device’s credentials', async () => {
    const harness = await startWithDevice();
    const put = await harness.rest('PUT', URL, x509(own, spare));
    const clientCertificates = { primary: await shown(own), secondary: await shown(spare) };
    expect([put.status, put.body]).toEqual([200, { type: 'x509', x509: { clientCertificates } }]);
    expect((await harness.rest('GET', URL)).body).toEqual(put.body);
    const { idScope } = harness.cloud.describe();
    expect((await harness.rest('GET', CREDENTIALS)).body).toEqual({ idScope, x509: { clientCertificates } });
    expect(harness.cloud.snapshot().individualEnrollments).toMatchObject([
      { registrationId: 'dev', attestation: { primary: Buffer.from(own.der).toString('base64') } },
    ]);
  });

  test('win over the group’s keys, which come back when they are deleted', async () => {
    const harness = await startWithDevice();
    await harness.rest('PUT', URL, x509(own));
    expect((await harness.register('dev')).errorCode).toBe(401000);
    await harness.rest('DELETE', URL);
    expect((await harness.register('dev')).status).toBe('assigned');
    expect((await harness.rest('GET', CREDENTIALS)).body).toHaveProperty('symmetricKey');
  });

  test('are changed by a merge patch: one added, one kept, one taken away', async () => {
    const harness = await startWithDevice();
    await harness.rest('PUT', URL, x509(own));
    const added = await harness.rest('PATCH', URL, x509(undefined, spare));
    expect(added.body.x509.clientCertificates).toEqual({ primary: await shown(own), secondary: await shown(spare) });
    const rolled = await harness.rest('PATCH', URL, x509(spare, null));
    expect(rolled.body.x509.clientCertificates).toEqual({ primary: await shown(spare) });
  });

  test('stay where an answer is sent back, and go where a PUT leaves them out', async () => {
    const harness = await startWithDevice();
    const { body } = await harness.rest('PUT', URL, x509(own, spare));
    expect((await harness.rest('PUT', URL, body)).body).toEqual(body);
    const less = await harness.rest('PUT', URL, x509(body.x509.clientCertificates.primary));
    expect(less.body.x509.clientCertificates).toEqual({ primary: await shown(own) });
  });

  test('take the place of keys, and keys theirs', async () => {
    const harness = await startWithDevice();
    const key = Buffer.alloc(32, 1).toString('base64');
    const keys = { type: 'symmetricKey', symmetricKey: { primaryKey: key, secondaryKey: key } };
    await harness.rest('PUT', URL, keys);
    expect((await harness.rest('PATCH', URL, x509(own))).body.type).toBe('x509');
    expect((await harness.rest('PUT', URL, keys)).body).toEqual(keys);
  });

  test.each<[string, () => object, string]>([
    ['no primary one', () => x509(undefined, own), 'clientCertificates must have a primary certificate.'],
    ['none', () => ({ type: 'x509' }), 'clientCertificates must have a primary certificate.'],
    ['one told by an info that is not there', () => x509({ info: {} }), 'The primary certificate is missing.'],
    ['text that is none', () => x509({ certificate: 'hello' }), 'primary: '],
  ])('that cannot be taken are refused: %s', async (_name, body, words) => {
    const harness = await startWithDevice();
    const answer = await harness.rest('PUT', URL, body());
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'InvalidBody' } } });
    expect(answer.body.error.message).toContain(words);
    expect((await harness.rest('GET', URL)).status).toBe(404);
  });

  test('never lose the primary one to a patch', async () => {
    const harness = await startWithDevice();
    const { body } = await harness.rest('PUT', URL, x509(own, spare));
    const less = { x509: { clientCertificates: { primary: null } } };
    expect((await harness.rest('PATCH', URL, less)).status).toBe(400);
    expect((await harness.rest('GET', URL)).body).toEqual(body);
  });
});

describe('the names of a device’s own certificates', () => {
  test.each<[string, () => object, string]>([
    ['a secondary one of another name, as in Microsoft’s how-to', () => x509(own, stranger), 'CN=dev-secondary'],
    ['one that a CA has signed', () => x509(signed), 'its issuer CN=Root'],
  ])('are the device’s ID, of subject and issuer alike: %s', async (_name, body, words) => {
    const harness = await startWithDevice();
    const { status, body: refusal } = await harness.rest('PUT', URL, body());
    expect(status).toBe(400);
    expect(refusal.error.message).toContain(words);
    expect(refusal.error.message).toContain('the common name of both must be the device ID, dev,');
    expect((await harness.rest('GET', URL)).status).toBe(404);
    await harness.set({ ownCertificateNames: 'any' });
    expect((await harness.rest('PUT', URL, body())).status).toBe(200);
  });
});
