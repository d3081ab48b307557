import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';
import { hubConnect } from '../../support/test-client.ts';

const SHA_1 = 'a1'.repeat(20);
const SHA_256 = 'B2'.repeat(32);
const thumbprints = (primaryThumbprint: unknown, secondaryThumbprint?: unknown) => ({
  authentication: { type: 'selfSigned', x509Thumbprint: { primaryThumbprint, secondaryThumbprint } },
});

const put = (harness: CloudHarness, path: string, body: object, ifMatch?: string) =>
  askHub(harness, 'PUT', path, { body, ...(ifMatch === undefined ? {} : { ifMatch }) });

describe('a device that shows a certificate', () => {
  test('of its own is known by thumbprints, which are told in upper case and stay in its twin', async () => {
    const harness = await startCloud();
    const made = await put(harness, '/devices/dev', thumbprints(SHA_1, SHA_256));
    const x509Thumbprint = { primaryThumbprint: SHA_1.toUpperCase(), secondaryThumbprint: SHA_256 };
    expect(made).toMatchObject({ status: 200 });
    expect(made.body.authentication).toEqual({
      type: 'selfSigned',
      symmetricKey: { primaryKey: null, secondaryKey: null },
      x509Thumbprint,
    });
    expect((await askHub(harness, 'GET', '/devices/dev')).body).toEqual(made.body);
    expect((await askHub(harness, 'GET', '/devices')).body).toEqual([made.body]);
    expect((await askHub(harness, 'GET', '/twins/dev')).body).toMatchObject({
      authenticationType: 'selfSigned',
      x509Thumbprint,
    });
    const found = await askHub(harness, 'POST', '/devices/query', {
      body: { query: "SELECT * FROM devices WHERE authenticationType = 'selfSigned'" },
    });
    expect(found.body).toHaveLength(1);
  });

  test('may have one thumbprint alone, whichever it is', async () => {
    const harness = await startCloud();
    const one = await put(harness, '/devices/one', thumbprints(SHA_256));
    expect(one.body.authentication.x509Thumbprint).toEqual({ primaryThumbprint: SHA_256, secondaryThumbprint: null });
    const two = await put(harness, '/devices/two', thumbprints(null, SHA_256));
    expect(two.body.authentication.x509Thumbprint).toEqual({ primaryThumbprint: null, secondaryThumbprint: SHA_256 });
  });

  test('of an authority has neither keys nor thumbprints', async () => {
    const harness = await startCloud();
    const { status, body } = await put(harness, '/devices/dev', { authentication: { type: 'certificateAuthority' } });
    expect(status).toBe(200);
    expect(body.authentication).toEqual({
      type: 'certificateAuthority',
      symmetricKey: { primaryKey: null, secondaryKey: null },
      x509Thumbprint: { primaryThumbprint: null, secondaryThumbprint: null },
    });
  });

  test('is told by its thumbprints where no type is named, as scripts leave it out', async () => {
    const { authentication } = thumbprints(SHA_1);
    const { x509Thumbprint } = authentication;
    const { body } = await put(await startCloud(), '/devices/dev', { authentication: { x509Thumbprint } });
    expect(body.authentication.type).toBe('selfSigned');
  });

  test('no longer comes in by the keys it had before, and has new ones when it gets keys again', async () => {
    const harness = await startCloud();
    const key = await harness.addDevice('dev');
    await put(harness, '/devices/dev', thumbprints(SHA_1), '*');
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key, nowMs: harness.clock.now() }));
    expect((await client.next('connack')).returnCode).toBe(5);
    const { body } = await put(harness, '/devices/dev', {}, '*');
    expect(body.authentication).toMatchObject({
      type: 'sas',
      symmetricKey: { primaryKey: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) },
      x509Thumbprint: { primaryThumbprint: null },
    });
    expect(body.authentication.symmetricKey.primaryKey).not.toBe(key);
  });

  test('can be a module, and be made among many', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const module = await put(harness, '/devices/dev/modules/mod', thumbprints(SHA_1));
    expect(module.body.authentication.type).toBe('selfSigned');
    const entries = [
      { id: 'bulk-1', importMode: 'create', ...thumbprints(SHA_1) },
      { id: 'bulk-2', importMode: 'create', authentication: { type: 'certificateAuthority' } },
      { id: 'bulk-3', importMode: 'create', ...thumbprints('AB:CD') },
    ];
    const { body } = await askHub(harness, 'POST', '/devices', { body: entries });
    expect(body.errors).toMatchObject([{ deviceId: 'bulk-3', errorCode: 'ArgumentInvalid' }]);
    const types = (await askHub(harness, 'GET', '/devices')).body.map(
      (device: { authentication: { type: string } }) => device.authentication.type,
    );
    expect(types).toEqual(['sas', 'selfSigned', 'certificateAuthority']);
  });

  test('is kept in the state', async () => {
    const harness = await startCloud();
    await put(harness, '/devices/one', thumbprints(SHA_1));
    await put(harness, '/devices/two', { authentication: { type: 'certificateAuthority' } });
    const state = harness.cloud.snapshot();
    expect(readCloudState(JSON.parse(JSON.stringify(state)), crypto, 0)).toEqual(state);
  });

  test.each([
    ['without a thumbprint', { authentication: { type: 'selfSigned' } }],
    ['with thumbprints that are empty', thumbprints('', null)],
    ['with colons in the thumbprint', thumbprints(SHA_1.replace(/..(?=.)/g, '$&:'))],
    ['with a thumbprint of 39 digits', thumbprints(SHA_1.slice(1))],
    ['with a thumbprint of 42 digits', thumbprints(`${SHA_1}00`)],
    ['with a thumbprint that is not hexadecimal', thumbprints(SHA_1, 'g'.repeat(40))],
    ['with a thumbprint that is no text', thumbprints(7)],
    ['of a type that the hub does not know', { authentication: { type: 'tpm' } }],
    ['that proves nothing', { authentication: { type: 'none' } }],
  ])('is refused %s', async (_name, body) => {
    const harness = await startCloud();
    const answer = await put(harness, '/devices/dev', body);
    expect(answer).toMatchObject({ status: 400, headers: { 'iothub-errorcode': 'ArgumentInvalid' } });
    expect(harness.cloud.snapshot().identities).toEqual([]);
  });
});

describe('the keys of a device at the hub', () => {
  interface Keys {
    readonly primaryKey: string;
    readonly secondaryKey: string;
  }
  const keysOf = async (harness: CloudHarness): Promise<Keys> =>
    (await askHub(harness, 'GET', '/devices/dev')).body.authentication.symmetricKey;
  const change = (harness: CloudHarness, what: string, id = 'dev') =>
    harness.rest('POST', `/_emu/devices/${id}/keys/${what}`);

  test('are swapped, under a new ETag', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const before = (await askHub(harness, 'GET', '/devices/dev')).body;
    const { primaryKey, secondaryKey } = await keysOf(harness);
    const { status, body } = await change(harness, 'swap');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: 'dev',
      authentication: { symmetricKey: { primaryKey: secondaryKey, secondaryKey: primaryKey } },
    });
    const after = (await askHub(harness, 'GET', '/devices/dev')).body;
    expect(after.authentication).toEqual(body.authentication);
    expect(after.etag).not.toBe(before.etag);
  });

  test.each([
    ['regenerate-primary', 'primaryKey', 'secondaryKey'],
    ['regenerate-secondary', 'secondaryKey', 'primaryKey'],
  ] as const)('are made anew one by one: %s', async (what, made, kept) => {
    const harness = await startCloud();
    await harness.addDevice('dev');
    const before = await keysOf(harness);
    await change(harness, what);
    const after = await keysOf(harness);
    expect(after[kept]).toBe(before[kept]);
    expect(after[made]).not.toBe(before[made]);
    expect(Buffer.from(after[made], 'base64')).toHaveLength(32);
    const client = harness.open();
    client.send(hubConnect({ id: 'dev', key: after[made], nowMs: harness.clock.now() }));
    expect((await client.next('connack')).returnCode).toBe(0);
  });

  test('cannot be made for certificates, of which those of its own can be swapped', async () => {
    const harness = await startCloud();
    await put(harness, '/devices/own', thumbprints(SHA_1, SHA_256));
    await put(harness, '/devices/ca', { authentication: { type: 'certificateAuthority' } });
    expect((await change(harness, 'swap', 'own')).body.authentication.x509Thumbprint).toEqual({
      primaryThumbprint: SHA_256,
      secondaryThumbprint: SHA_1.toUpperCase(),
    });
    expect((await change(harness, 'regenerate-primary', 'own')).status).toBe(409);
    expect((await change(harness, 'swap', 'ca')).status).toBe(409);
  });

  test('are not there before the hub has the device', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    expect((await change(harness, 'swap')).status).toBe(409);
    expect((await change(harness, 'swap', 'nobody')).status).toBe(404);
  });
});
