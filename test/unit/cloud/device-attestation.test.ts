import { describe, expect, test } from 'vitest';
import { startCloud } from '../../support/cloud-harness.ts';
import { deriveKey } from '../../support/test-client.ts';

const URL = '/api/devices/dev/attestation';
const PRIMARY = Buffer.alloc(32, 1).toString('base64');
const SECONDARY = Buffer.alloc(32, 2).toString('base64');
const OWN = { type: 'symmetricKey', symmetricKey: { primaryKey: PRIMARY, secondaryKey: SECONDARY } };

describe('a device’s own attestation', () => {
  test('is not there while the device comes by its group', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await harness.rest(method, URL)).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } });
    }
    expect((await harness.rest('PATCH', URL, OWN)).status).toBe(404);
    expect((await harness.rest('PUT', '/api/devices/nobody/attestation', OWN)).status).toBe(404);
  });

  test('wins over the group: the keys it gives register the device, and the group’s do not', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    expect(await harness.rest('PUT', URL, OWN)).toMatchObject({ status: 200, body: OWN });
    expect((await harness.rest('GET', URL)).body).toEqual(OWN);
    expect((await harness.register('dev')).errorCode).toBe(401000);
    for (const key of [PRIMARY, SECONDARY]) {
      expect((await harness.register('dev', {}, key)).status).toBe('assigned');
    }
    const [identity] = harness.cloud.snapshot().identities;
    expect(identity).toMatchObject({
      source: 'individual',
      groupId: null,
      authentication: { type: 'sas', primaryKey: PRIMARY },
    });
  });

  test('is what the credentials show, before and after the device has registered', async () => {
    const harness = await startCloud();
    const { idScope } = harness.cloud.describe();
    await harness.rest('PUT', '/api/devices/dev', {});
    await harness.rest('PUT', URL, OWN);
    const credentials = '/api/devices/dev/credentials';
    const expected = { idScope, symmetricKey: { primaryKey: PRIMARY, secondaryKey: SECONDARY } };
    expect((await harness.rest('GET', credentials)).body).toEqual(expected);
    await harness.register('dev', {}, PRIMARY);
    expect((await harness.rest('GET', credentials)).body).toEqual(expected);
    await harness.rest('DELETE', URL);
    expect((await harness.rest('GET', credentials)).body.symmetricKey.primaryKey).toBe(harness.deviceKey('dev'));
  });

  test('of a device of another group: credentials are derived from the group that it came by', async () => {
    const harness = await startCloud();
    const group = { displayName: 'Pumps', type: 'iot', attestation: OWN };
    await harness.rest('PUT', '/api/enrollmentGroups/pumps', group);
    await harness.register('pump-1', {}, deriveKey(PRIMARY, 'pump-1'));
    const { body } = await harness.rest('GET', '/api/devices/pump-1/credentials');
    expect(body.symmetricKey).toEqual({
      primaryKey: deriveKey(PRIMARY, 'pump-1'),
      secondaryKey: deriveKey(SECONDARY, 'pump-1'),
    });
  });

  test('PATCH changes one key and leaves the other', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    await harness.rest('PUT', URL, OWN);
    const primaryKey = Buffer.alloc(64, 3).toString('base64');
    expect(await harness.rest('PATCH', URL, { symmetricKey: { primaryKey } })).toMatchObject({
      status: 200,
      body: { type: 'symmetricKey', symmetricKey: { primaryKey, secondaryKey: SECONDARY } },
    });
    expect((await harness.register('dev', {}, primaryKey)).status).toBe('assigned');
  });

  test('DELETE gives the device back to its group; its connection goes on', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    await harness.rest('PUT', URL, OWN);
    await harness.register('dev', {}, PRIMARY);
    expect(await harness.rest('DELETE', URL)).toMatchObject({ status: 204, body: undefined });
    expect((await harness.rest('GET', URL)).status).toBe(404);
    expect((await harness.register('dev', {}, PRIMARY)).errorCode).toBe(401000);
    expect((await harness.register('dev')).status).toBe('assigned');
  });

  test('lets in a new device without an approval, as its operator has named it', async () => {
    const harness = await startCloud({ settings: { autoApprove: false } });
    await harness.rest('PUT', '/api/devices/dev', {});
    await harness.rest('PUT', URL, OWN);
    expect((await harness.register('dev', {}, PRIMARY)).status).toBe('assigned');
  });

  test('a device that was added to the hub by hand can get one, and keeps its name', async () => {
    const harness = await startCloud();
    const hubKey = await harness.addDevice('dev');
    const { body } = await harness.rest('GET', '/api/devices/dev/credentials');
    expect(body.symmetricKey.primaryKey).toBe(hubKey);
    expect((await harness.rest('PUT', URL, OWN)).status).toBe(200);
    expect((await harness.rest('GET', '/api/devices/dev/credentials')).body.symmetricKey.primaryKey).toBe(PRIMARY);
    const { registrationState } = await harness.register('dev', {}, PRIMARY);
    expect(registrationState).toMatchObject({ status: 'assigned', deviceId: 'dev' });
    expect((await harness.rest('GET', '/api/devices')).body.value).toHaveLength(1);
  });

  test('goes with its device', async () => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    await harness.rest('PUT', URL, OWN);
    expect((await harness.rest('DELETE', '/api/devices/dev')).status).toBe(204);
    expect(harness.cloud.snapshot().individualEnrollments).toEqual([]);
    expect((await harness.register('dev', {}, PRIMARY)).errorCode).toBe(401000);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['no type', { symmetricKey: OWN.symmetricKey }],
    ['no keys', { type: 'symmetricKey' }],
    ['one key', { type: 'symmetricKey', symmetricKey: { primaryKey: PRIMARY } }],
    ['a short key', { type: 'symmetricKey', symmetricKey: { primaryKey: 'AAAA', secondaryKey: SECONDARY } }],
    ['x509', { type: 'x509', x509: {} }],
    ['tpm', { type: 'tpm', tpm: { endorsementKey: 'AAAA' } }],
  ])('%s is refused and enrolls nobody', async (_name, body) => {
    const harness = await startCloud();
    await harness.rest('PUT', '/api/devices/dev', {});
    expect(await harness.rest('PUT', URL, body)).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidBody' } },
    });
    expect(harness.cloud.snapshot().individualEnrollments).toEqual([]);
  });

  test('is refused for a module, and for an ID that DPS does not take', async () => {
    const harness = await startCloud();
    await harness.addDevice('dev$');
    await harness.addDevice('dev$/mod');
    expect((await harness.rest('PUT', '/api/devices/dev%24/attestation', OWN)).body.error.code).toBe('InvalidId');
    const ofModule = await harness.rest('GET', '/api/devices/dev%24%2Fmod/attestation');
    expect(ofModule).toMatchObject({ status: 400, body: { error: { code: 'InvalidId' } } });
  });
});
