import { describe, expect, test } from 'vitest';
import { createCloudEnrollments } from '#app/cloud-enrollments';
import { createCloudOperator } from '#app/cloud-operator';
import { startCloud } from '../../support/cloud-harness.ts';
import vectors from '../../vectors/x509.json';

/** The app's own asking, of a real cloud. */
async function openCloud() {
  const harness = await startCloud();
  const authorization = harness.cloud.describe().operatorToken;
  const operator = createCloudOperator({
    request: (request) => harness.cloud.rest({ ...request, headers: { ...request.headers, authorization } }),
    follow: () => () => undefined,
  });
  return { harness, enrollments: createCloudEnrollments(operator.ask) };
}

const KEY = btoa('k'.repeat(64));

describe('what is asked about individual enrollments, of a real cloud', () => {
  test('one with given keys has these, and the device registers by them', async () => {
    const { harness, enrollments } = await openCloud();
    const attestation = { type: 'symmetricKey', primaryKey: KEY } as const;
    await enrollments.make({ registrationId: 'gate', deviceId: 'gate-7', type: 'iot', attestation });
    expect(await enrollments.list()).toEqual([
      {
        registrationId: 'gate',
        deviceId: 'gate-7',
        enabled: true,
        type: 'iot',
        attestation: { type: 'symmetricKey' },
      },
    ]);
    const keys = await enrollments.readKeys('gate');
    expect(keys.primaryKey).toBe(KEY);
    expect((await harness.register('gate', {}, keys.secondaryKey)).registrationState['deviceId']).toBe('gate-7');
    await enrollments.setEnabled('gate', false);
    expect((await enrollments.list())[0]?.enabled).toBe(false);
    await enrollments.remove('gate');
    expect(await enrollments.list()).toEqual([]);
  });

  test('one with certificates tells what they say', async () => {
    const { enrollments } = await openCloud();
    const primary = vectors.leaf.slice(1, -1).join('');
    const attestation = { type: 'x509', primary } as const;
    await enrollments.make({ registrationId: 'device-1', deviceId: '', type: 'iotEdge', attestation });
    expect(await enrollments.list()).toMatchObject([
      { registrationId: 'device-1', deviceId: 'device-1', type: 'iotEdge', attestation: { type: 'x509' } },
    ]);
    const [shown] = await enrollments.list();
    expect(shown?.attestation).toHaveProperty(['primary', 'sha1Thumbprint'], expect.stringMatching(/^[0-9A-F]{40}$/));
    await expect(enrollments.readKeys('device-1')).rejects.toMatchObject({ code: 'cloud/not-found' });
    const other = vectors.leafByPss.slice(1, -1).join('');
    await enrollments.putCertificates('device-1', { primary: 'kept', secondary: { certificate: other } });
    const [both] = await enrollments.list();
    expect(both?.attestation).toMatchObject({
      primary: shown?.attestation.type === 'x509' && shown.attestation.primary,
    });
    await enrollments.putCertificates('device-1', { secondary: 'kept' });
    const [one] = await enrollments.list();
    expect(one?.attestation).not.toHaveProperty('primary');
    expect(one?.attestation).toHaveProperty('secondary');
  });
});
