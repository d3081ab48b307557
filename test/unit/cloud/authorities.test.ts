import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RestRequest } from '../../../src/core/ports/rest.ts';
import type { KeptChange } from '../../../src/cloud/state/kept-change.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { askDps, dpsToken } from '../../support/back-end.ts';
import { nodeCrypto, startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../support/openssl.ts';

const ARM = '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group/providers/Microsoft.Devices';
const DPS = '/certificates';
const GROUP = '/api/enrollmentGroups/pumps';
const HUB = '/providers/Microsoft.Devices/IotHubs/hub/certificates';

let root: MadeCertificate;
let other: MadeCertificate;
beforeAll(async () => {
  root = await makeAuthority({ cn: 'Root', key: 'P-384' });
  other = await makeAuthority({ cn: 'Other' });
});

const encode = ({ certificatePem }: MadeCertificate): string => Buffer.from(certificatePem).toString('base64');
const bodyOf = (made: MadeCertificate, more: object = {}): object => ({
  properties: { certificate: encode(made), ...more },
});

/** Asks with the operator's token and an `If-Match`. */
async function ask(
  { cloud }: CloudHarness,
  method: RestRequest['method'],
  url: string,
  { body, etag }: { readonly body?: object; readonly etag?: string } = {},
): Promise<Answer> {
  const answer = await cloud.rest({
    method,
    url,
    headers: { authorization: cloud.describe().operatorToken, ...(etag === undefined ? {} : { 'if-match': etag }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { ...answer, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}

const generate = async (harness: CloudHarness, url: string): Promise<Answer> =>
  ask(harness, 'POST', `${url}/generateVerificationCode`, { etag: '*' });

describe('a CA certificate of DPS', () => {
  test('is put, read, listed and deleted, by any of its paths', async () => {
    const harness = await startCloud();
    const made = await ask(harness, 'PUT', `${ARM}/provisioningServices/dps/certificates/root`, { body: bodyOf(root) });
    const read = new X509Certificate(root.certificatePem);
    const resource = {
      id: `${ARM}/provisioningServices/dps/certificates/root`,
      name: 'root',
      type: 'Microsoft.Devices/provisioningServices/certificates',
      etag: expect.stringMatching(/^".+"$/),
      properties: {
        subject: 'CN=Root',
        expiry: new Date(read.validTo).toUTCString(),
        thumbprint: read.fingerprint.replaceAll(':', ''),
        isVerified: false,
        certificate: Buffer.from(root.der).toString('base64'),
        created: 'Mon, 05 Jan 2026 09:10:11 GMT',
        updated: 'Mon, 05 Jan 2026 09:10:11 GMT',
      },
    };
    expect([made.status, made.body]).toEqual([200, resource]);
    const paths = [
      `${ARM}/provisioningServices/dps/certificates`,
      '/providers/microsoft.devices/provisioningservices/other/certificates',
      '/certificates',
    ];
    for (const path of paths) {
      const shown = { ...made.body, id: `${path}/root` };
      expect((await ask(harness, 'GET', path)).body).toEqual({ value: [shown] });
      expect((await ask(harness, 'GET', `${path}/root`)).body).toEqual(shown);
    }
    expect((await ask(harness, 'GET', HUB)).body).toEqual({ value: [] });
    expect((await ask(harness, 'DELETE', `${DPS}/root`, { etag: made.body.etag })).status).toBe(204);
    expect((await ask(harness, 'GET', `${DPS}/root`)).status).toBe(404);
  });

  test('is verified by a proof', async () => {
    const harness = await startCloud();
    const made = await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    const { etag } = made.body;
    const generated = await ask(harness, 'POST', `${DPS}/root/generateVerificationCode`, { etag });
    const { verificationCode } = generated.body.properties;
    expect(verificationCode).toMatch(/^[0-9A-F]{48}$/);
    expect(generated.body).toEqual({
      ...made.body,
      etag: expect.any(String),
      properties: { ...made.body.properties, verificationCode },
    });
    expect(generated.body.etag).not.toBe(etag);
    expect((await ask(harness, 'GET', `${DPS}/root`)).body.properties).not.toHaveProperty('verificationCode');
    const proof = await makeLeaf({ cn: ` ${verificationCode}`, issuer: root });
    const verified = await ask(harness, 'POST', `${DPS}/root/verify`, {
      body: { certificate: encode(proof) },
      etag: generated.body.etag,
    });
    expect(verified).toMatchObject({
      status: 200,
      body: { id: '/certificates/root', properties: { isVerified: true } },
    });
    expect(harness.cloud.snapshot().authorities).toMatchObject([{ verified: true, verificationCode: null }]);
  });

  test('is not verified by a certificate of another CA, in the words that the hub has for it', async () => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    const { verificationCode } = (await generate(harness, `${DPS}/root`)).body.properties;
    const proof = await makeLeaf({ cn: verificationCode, issuer: other });
    const { status, body } = await ask(harness, 'POST', `${DPS}/root/verify`, {
      body: { certificate: encode(proof) },
      etag: '*',
    });
    expect([status, body.code, body.httpStatusCode]).toEqual([400, 'BadRequest', '400']);
    expect(body.message).toMatch(/^Proof-Of-Possession failed\. Another CA has signed/);
    expect((await ask(harness, 'GET', `${DPS}/root`)).body.properties.isVerified).toBe(false);
  });

  test('may be verified on upload; another certificate takes that away, the same one does not', async () => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root, { isVerified: true }) });
    const isVerified = async (body: object): Promise<boolean> =>
      (await ask(harness, 'PUT', `${DPS}/root`, { body, etag: '*' })).body.properties.isVerified;
    expect(await isVerified(bodyOf(root))).toBe(true);
    expect(await isVerified(bodyOf(other))).toBe(false);
    // Older versions of the API have no `properties`.
    expect(await isVerified({ certificate: encode(other), isVerified: true })).toBe(true);
    expect(await isVerified(bodyOf(other, { isVerified: false }))).toBe(false);
  });

  test('is void of its code when it was replaced', async () => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    const { verificationCode } = (await generate(harness, `${DPS}/root`)).body.properties;
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(other), etag: '*' });
    const body = { certificate: encode(await makeLeaf({ cn: verificationCode, issuer: other })) };
    const { status, body: refused } = await ask(harness, 'POST', `${DPS}/root/verify`, { body, etag: '*' });
    expect(status).toBe(400);
    expect(refused.message).toContain('There is no verification code');
  });

  test.each<[string, (harness: CloudHarness) => Promise<Answer>]>([
    ['it was replaced', (harness) => ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(other), etag: '*' })],
    ['another code was generated', (harness) => generate(harness, `${DPS}/root`)],
  ])('is not verified when %s while the proof was looked at', async (_name, change) => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    const { verificationCode } = (await generate(harness, `${DPS}/root`)).body.properties;
    const body = { certificate: encode(await makeLeaf({ cn: verificationCode, issuer: root })) };
    const pending = ask(harness, 'POST', `${DPS}/root/verify`, { body, etag: '*' });
    await change(harness);
    expect((await pending).status).toBe(412);
    expect((await ask(harness, 'GET', `${DPS}/root`)).body.properties.isVerified).toBe(false);
  });

  test('stays while a group refers to it', async () => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    const attestation = { type: 'x509', x509: { caReferences: { secondary: 'root' } } };
    await askDps(harness, 'PUT', '/enrollmentGroups/pumps', { body: { enrollmentGroupId: 'pumps', attestation } });
    const refused = await ask(harness, 'DELETE', `${DPS}/Root`, { etag: '*' });
    expect([refused.status, refused.body.code]).toEqual([409, 'Conflict']);
    expect(refused.body.message).toContain('The enrollment group pumps refers to the CA certificate root');
    await askDps(harness, 'DELETE', '/enrollmentGroups/pumps');
    expect((await ask(harness, 'DELETE', `${DPS}/root`, { etag: '*' })).status).toBe(204);
  });

  test('does not become, under a group that refers to it, the certificate of another group', async () => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    const groups: readonly (readonly [string, object])[] = [
      ['pumps', { caReferences: { primary: 'root' } }],
      ['valves', { signingCertificates: { primary: { certificate: encode(other) } } }],
    ];
    for (const [enrollmentGroupId, x509] of groups) {
      const body = { enrollmentGroupId, attestation: { type: 'x509', x509 } };
      expect((await askDps(harness, 'PUT', `/enrollmentGroups/${enrollmentGroupId}`, { body })).status).toBe(200);
    }
    const { status, body } = await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(other), etag: '*' });
    expect(status).toBe(409);
    expect(body.message).toContain('The enrollment group valves has this certificate already.');
    expect(harness.cloud.snapshot().authorities).toMatchObject([
      { certificate: Buffer.from(root.der).toString('base64') },
    ]);
  });

  test('is told to the followers, and kept with the state', async () => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    await generate(harness, `${DPS}/root`);
    const state = harness.cloud.snapshot();
    expect(readCloudState(JSON.parse(JSON.stringify(state)), nodeCrypto, 0)).toEqual(state);
    await ask(harness, 'DELETE', `${DPS}/root`, { etag: '*' });
    const told = harness.events.filter(({ type }) => type === 'authority');
    expect(told).toMatchObject([
      { service: 'dps', name: 'root', change: 'put' },
      { service: 'dps', name: 'root', change: 'put' },
      { service: 'dps', name: 'root', change: 'removed' },
    ]);
  });
});

test('every change is kept before it is answered: of CA certificates, of groups and of devices', async () => {
  const kept: KeptChange[] = [];
  const harness = await startCloud({ keep: async (changes) => void kept.push(...structuredClone(changes)) });
  await harness.rest('PUT', '/api/devices/dev', {});
  const x509 = { clientCertificates: { primary: { certificate: encode(await makeLeaf({ cn: 'dev' })) } } };
  const group = { displayName: 'Pumps', type: 'iot', attestation: { type: 'x509' } };
  const changes: readonly (readonly [() => Promise<Answer>, Partial<KeptChange>])[] = [
    [() => ask(harness, 'PUT', `${HUB}/Root`, { body: bodyOf(root) }), { book: 'authorities', id: 'hub/root' }],
    [() => generate(harness, `${HUB}/root`), { book: 'authorities', id: 'hub/root' }],
    [() => ask(harness, 'DELETE', `${HUB}/root`, { etag: '*' }), { book: 'authorities', id: 'hub/root', value: null }],
    [() => harness.rest('PUT', GROUP, group), { book: 'enrollmentGroups', id: 'pumps' }],
    [() => harness.rest('PUT', `${GROUP}/certificates/primary`, { certificate: encode(root) }), { id: 'pumps' }],
    [() => harness.rest('POST', `${GROUP}/certificates/primary/generateVerificationCode`), { id: 'pumps' }],
    [() => harness.rest('PUT', '/api/devices/dev/attestation', { type: 'x509', x509 }), { id: 'dev' }],
  ];
  for (const [change, expected] of changes) {
    kept.length = 0;
    expect((await change()).status).toBeLessThan(300);
    expect(kept).toMatchObject([expected]);
  }
});

describe('a CA certificate of the hub', () => {
  test('is another one than that of DPS by its name, is created with 201 and goes the same ways', async () => {
    const harness = await startCloud();
    await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    const made = await ask(harness, 'PUT', `${HUB}/root`, { body: bodyOf(other) });
    expect(made).toMatchObject({ status: 201, body: { type: 'Microsoft.Devices/IotHubs/Certificates' } });
    expect(made.body.properties.subject).toBe('CN=Other');
    const again = { body: bodyOf(other), etag: made.body.etag };
    expect((await ask(harness, 'PUT', `${ARM}/IotHubs/hub/certificates/root`, again)).status).toBe(200);
    const { verificationCode } = (await generate(harness, `${HUB}/root`)).body.properties;
    const body = { certificate: encode(await makeLeaf({ cn: verificationCode, issuer: other })) };
    expect(await ask(harness, 'POST', `${HUB}/root/verify`, { body, etag: '*' })).toMatchObject({
      status: 200,
      body: { id: `${HUB}/root`, properties: { isVerified: true } },
    });
    expect((await ask(harness, 'GET', `${DPS}/root`)).body.properties.isVerified).toBe(false);
    expect((await ask(harness, 'DELETE', `${HUB}/root`, { etag: '*' })).status).toBe(204);
    expect((await ask(harness, 'GET', DPS)).body.value).toHaveLength(1);
  });
});

describe('what is wrong is refused in words', () => {
  test.each<[string, string, () => unknown, string]>([
    ['a name with other characters', 'a%20b', () => bodyOf(root), 'A name has 1 to 64'],
    ['a name that is too long', 'a'.repeat(65), () => bodyOf(root), 'A name has 1 to 64'],
    ['no object', 'root', () => '[]', 'properties, an object'],
    ['no certificate', 'root', () => ({ properties: {} }), 'certificate must be text'],
    ['text that is none', 'root', () => ({ properties: { certificate: 'hello' } }), 'There is no certificate in this.'],
    ['isVerified as text', 'root', () => bodyOf(root, { isVerified: 'true' }), 'isVerified must be true or false.'],
  ])('%s', async (_name, name, body, words) => {
    const harness = await startCloud();
    const answer = await harness.rest('PUT', `${DPS}/${name}`, body());
    expect([answer.status, answer.body.code]).toEqual([400, 'BadRequest']);
    expect(answer.body.message).toContain(words);
    expect(harness.cloud.snapshot().authorities).toEqual([]);
  });

  test('the certificate of a device, a chain and a private key', async () => {
    const harness = await startCloud();
    const leaf = await makeLeaf({ cn: 'dev', issuer: root });
    const put = async (certificate: string): Promise<string> => {
      const { status, body } = await harness.rest('PUT', `${DPS}/root`, { properties: { certificate } });
      expect(status).toBe(400);
      return body.message;
    };
    expect(await put(leaf.certificatePem)).toContain('The certificate of CN=dev may not sign others');
    expect(await put(leaf.chainPem)).toContain('One certificate is wanted here. There are 2 of them');
    expect(await put(Buffer.from(root.keyPem).toString('base64'))).toContain(
      'This is no certificate. It is a private key.',
    );
    expect(harness.cloud.snapshot().authorities).toEqual([]);
    expect(JSON.stringify(harness.events)).not.toContain(root.keyPem.split('\n')[1]);
  });

  test('a change without an etag or by an old one', async () => {
    const harness = await startCloud();
    const { etag } = (await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) })).body;
    const blind = await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
    expect([blind.status, blind.body.code]).toEqual([412, 'PreconditionFailed']);
    expect((await ask(harness, 'PUT', `${DPS}/none`, { body: bodyOf(root), etag })).status).toBe(412);
    expect((await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root), etag })).status).toBe(200);
    expect((await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root), etag })).status).toBe(412);
    for (const [method, verb] of [
      ['DELETE', ''],
      ['POST', '/generateVerificationCode'],
      ['POST', '/verify'],
    ] as const) {
      expect((await ask(harness, method, `${DPS}/root${verb}`, { etag })).status).toBe(412);
      const without = await ask(harness, method, `${DPS}/root${verb}`);
      expect([without.status, without.body.message]).toEqual([400, 'If-Match is missing: send the etag, or *.']);
      expect((await ask(harness, method, `${DPS}/none${verb}`, { etag: '*' })).status).toBe(404);
    }
  });

  test('a path, a verb and a body that are none', async () => {
    const harness = await startCloud();
    expect((await harness.rest('GET', '/providers/Microsoft.Devices/IotHubs/hub')).body.code).toBe('NotFound');
    expect((await harness.rest('PATCH', `${DPS}/root`, {})).body.code).toBe('MethodNotAllowed');
    expect((await harness.rest('PUT', `${DPS}/root`, '{')).body.code).toBe('BadRequest');
    expect((await harness.rest('GET', `${DPS}/%zz`)).body.code).toBe('BadRequest');
  });
});

describe('who may ask', () => {
  test('is a policy of the service that they belong to', async () => {
    const harness = await startCloud();
    expect((await askDps(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) })).status).toBe(200);
    expect((await askDps(harness, 'GET', HUB)).status).toBe(401);
    expect((await askHub(harness, 'PUT', `${HUB}/root`, { body: bodyOf(root) })).status).toBe(201);
    expect((await askHub(harness, 'GET', `${DPS}/root`)).status).toBe(401);
    const reader = { policy: 'registryRead', ifMatch: '*' };
    expect((await askHub(harness, 'GET', `${HUB}/root`, reader)).status).toBe(200);
    expect((await askHub(harness, 'DELETE', `${HUB}/root`, reader)).status).toBe(401);
  });

  test.each(['GET', 'PUT', 'DELETE'] as const)(
    '%s without a token, or with another, changes nothing',
    async (method) => {
      const harness = await startCloud();
      await ask(harness, 'PUT', `${DPS}/root`, { body: bodyOf(root) });
      const before = harness.cloud.snapshot();
      const tokens = [
        undefined,
        'SharedAccessSignature sr=a',
        dpsToken(harness.cloud, harness.clock.now(), { key: 'AAAA' }),
      ];
      for (const authorization of tokens) {
        const { status, body } = await harness.cloud.rest({
          method,
          url: `${DPS}/root`,
          headers: { host: 'localhost', 'if-match': '*', ...(authorization === undefined ? {} : { authorization }) },
          body: JSON.stringify(bodyOf(other)),
        });
        expect([status, JSON.parse(body).code]).toEqual([401, 'Unauthorized']);
      }
      expect(harness.cloud.snapshot()).toEqual(before);
    },
  );
});
