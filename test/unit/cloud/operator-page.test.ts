import { beforeAll, describe, expect, test } from 'vitest';
import { askDps } from '../../support/back-end.ts';
import { startCloud } from '../../support/cloud-harness.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';

const base64 = ({ der }: MadeCertificate): string => Buffer.from(der).toString('base64');
const PUMPS = '/api/enrollmentGroups/pumps';
const PRIMARY = `${PUMPS}/certificates/primary`;

let root: MadeCertificate;
let leaf: MadeCertificate;
beforeAll(async () => {
  root = await makeAuthority({ cn: 'Root' });
  leaf = await makeLeaf({ cn: 'dev' });
});

describe('what the operator’s page is told of enrollment groups', () => {
  test('is what their certificates say, whether they are proved, and the code to prove them with', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', PUMPS, { displayName: 'Pumps', type: 'iot', attestation: { type: 'x509' } });
    await harness.rest('PUT', PRIMARY, { certificate: base64(root) });
    const { verificationCode } = (await harness.rest('POST', `${PRIMARY}/generateVerificationCode`)).body;
    const { value } = (await harness.rest('GET', '/_emu/enrollmentGroups')).body;
    expect(value.map(({ attestation }: { attestation: object }) => attestation)).toEqual([
      { type: 'symmetricKey' },
      { type: 'symmetricKey' },
      {
        type: 'x509',
        primary: {
          kind: 'own',
          verified: false,
          verificationCode,
          subjectName: 'CN=Root',
          issuerName: 'CN=Root',
          sha1Thumbprint: expect.stringMatching(/^[0-9A-F]{40}$/),
          sha256Thumbprint: expect.stringMatching(/^[0-9A-F]{64}$/),
          notBefore: Date.UTC(2020, 0, 1),
          notAfter: expect.any(Number),
          serialNumber: expect.any(String),
          version: 3,
        },
      },
    ]);
  });

  test('names the CA certificate of DPS that a group refers to, and says what that one says', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/certificates/plant', { properties: { certificate: base64(root), isVerified: true } });
    const { body } = await harness.rest('GET', '/certificates');
    expect(body.value).toHaveLength(1);
    const attestation = { type: 'x509', x509: { caReferences: { primary: 'plant' } } };
    const made = await askDps(harness, 'PUT', '/enrollmentGroups/plant', {
      body: { enrollmentGroupId: 'plant', attestation },
    });
    expect(made.status).toBe(200);
    const { value } = (await harness.rest('GET', '/_emu/enrollmentGroups')).body;
    expect(value.at(-1).attestation.primary).toMatchObject({
      kind: 'reference',
      name: 'plant',
      verified: true,
      subjectName: 'CN=Root',
    });
  });
});

describe('individual enrollments on the operator’s page', () => {
  test('are made with keys, told without them, disabled, enabled and removed', async () => {
    const harness = await startCloud();
    const made = await harness.rest('PUT', '/_emu/enrollments/gate', { attestation: { type: 'symmetricKey' } });
    const shown = {
      registrationId: 'gate',
      deviceId: 'gate',
      enabled: true,
      type: 'iot',
      attestation: { type: 'symmetricKey' },
    };
    expect(made).toMatchObject({ status: 200, body: shown });
    expect((await harness.rest('GET', '/_emu/enrollments')).body).toEqual({ value: [shown] });
    const keys = (await harness.rest('GET', '/_emu/enrollments/gate/keys')).body;
    expect((await harness.register('gate', {}, keys.primaryKey)).status).toBe('assigned');
    expect((await harness.rest('PATCH', '/_emu/enrollments/gate', { enabled: false })).body.enabled).toBe(false);
    expect((await harness.register('gate', {}, keys.primaryKey)).status).toBe('disabled');
    expect((await harness.rest('PATCH', '/_emu/enrollments/gate', { enabled: 1 })).status).toBe(400);
    expect((await harness.rest('DELETE', '/_emu/enrollments/gate')).status).toBe(204);
    expect((await harness.rest('GET', '/_emu/enrollments')).body).toEqual({ value: [] });
    expect((await harness.rest('DELETE', '/_emu/enrollments/gate')).status).toBe(404);
    expect(harness.events.filter(({ type }) => type === 'enrollment')).toMatchObject([
      { kind: 'individual', id: 'gate', change: 'put' },
      { kind: 'individual', id: 'gate', change: 'put' },
      { kind: 'individual', id: 'gate', change: 'removed' },
    ]);
  });

  test('with certificates are told by what those say, and never take the place of another', async () => {
    const harness = await startCloud();
    const body = {
      deviceId: 'pump-7',
      capabilities: { iotEdge: true },
      attestation: { type: 'x509', x509: { clientCertificates: { primary: { certificate: base64(leaf) } } } },
    };
    expect((await harness.rest('PUT', '/_emu/enrollments/dev', body)).body).toMatchObject({
      registrationId: 'dev',
      deviceId: 'pump-7',
      type: 'iotEdge',
      attestation: { type: 'x509', primary: { kind: 'client', subjectName: 'CN=dev' } },
    });
    expect((await harness.rest('GET', '/_emu/enrollments/dev/keys')).status).toBe(404);
    expect((await harness.rest('PUT', '/_emu/enrollments/dev', body)).status).toBe(409);
    const wrong = await harness.rest('PUT', '/_emu/enrollments/bad%20name', body);
    expect(wrong).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('128 letters') } } });
  });

  test('get other certificates, one place at a time', async () => {
    const harness = await startCloud();
    const patch = (x509: unknown) => harness.rest('PATCH', '/_emu/enrollments/dev', { attestation: { x509 } });
    const put = (clientCertificates: unknown) => patch({ clientCertificates });
    await harness.rest('PUT', '/_emu/enrollments/dev', {
      attestation: { type: 'x509', x509: { clientCertificates: { primary: { certificate: base64(leaf) } } } },
    });
    const both = await put({ primary: {}, secondary: { certificate: base64(root) } });
    expect(both.body.attestation).toMatchObject({
      primary: { subjectName: 'CN=dev' },
      secondary: { subjectName: 'CN=Root' },
    });
    expect((await put({ secondary: {} })).body.attestation).toEqual({
      type: 'x509',
      secondary: expect.objectContaining({ subjectName: 'CN=Root' }),
    });
    expect((await put({})).status).toBe(400);
    expect((await patch('certificates')).status).toBe(400);
    expect((await harness.rest('PATCH', '/_emu/enrollments/dev', {})).status).toBe(400);
  });
});

describe('followers of a cloud', () => {
  test('hear of settings and models, and can ask which settings are the usual ones', async () => {
    const harness = await startCloud();
    await harness.set({ retryAfterSeconds: 5 });
    const { body } = await harness.rest('GET', '/_emu/settings');
    expect([body.settings.retryAfterSeconds, body.defaults.retryAfterSeconds]).toEqual([5, 1]);
    const model = { '@context': 'dtmi:dtdl:context;2', '@id': 'dtmi:com:example:Pump;1', '@type': 'Interface' };
    await harness.rest('PUT', '/_emu/models', model);
    await harness.rest('DELETE', '/_emu/models/dtmi:com:example:Pump;1');
    expect(harness.events.filter(({ type }) => type === 'settings' || type === 'model')).toMatchObject([
      { type: 'settings' },
      { type: 'model', modelId: 'dtmi:com:example:Pump;1', change: 'put' },
      { type: 'model', modelId: 'dtmi:com:example:Pump;1', change: 'removed' },
    ]);
  });

  test('hear of a fault that runs out by itself', async () => {
    const harness = await startCloud();
    await harness.rest('POST', '/_emu/faults', { kind: 'throttle', delaySeconds: 1, seconds: 5 });
    harness.events.length = 0;
    await harness.clock.advance(5000);
    expect(harness.events.map(({ type }) => type)).toEqual(['settings']);
    expect((await harness.rest('GET', '/_emu/faults')).body.value).toEqual([]);
  });
});
