import { describe, expect, test } from 'vitest';
import type { RestRequest } from '../../../src/core/ports/rest.ts';
import type { AttemptCause } from '../../../src/core/words/en/cloud-attempts.ts';
import type { CloudState, Permission } from '../../../src/cloud/state/cloud-state.ts';
import { askDps, dpsToken } from '../../support/back-end.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';

const attestation = { type: 'symmetricKey' };
const KEY = Buffer.alloc(32, 9).toString('base64');

/** A cloud with a policy more, which may do this much. */
async function withPolicy(...permissions: Permission[]): Promise<CloudHarness> {
  const { cloud } = await startCloud();
  const state = cloud.snapshot();
  const policy = { service: 'dps', name: 'narrow', permissions, primaryKey: KEY, secondaryKey: KEY } as const;
  const policies: CloudState['policies'] = [...state.policies, policy];
  return startCloud({ state: { ...state, policies } });
}

describe('the door of DPS’s service API', () => {
  test.each<[string, (harness: CloudHarness) => string | undefined, AttemptCause]>([
    ['no token', () => undefined, 'no-authorization'],
    ['a bearer token', () => 'Bearer abc', 'bearer-refused'],
    ['a text that is no token', () => 'Basic YTpi', 'back-end-token-form'],
    ['the operator’s token', ({ cloud }) => cloud.describe().operatorToken, 'back-end-policy'],
    [
      'a policy that is not there',
      ({ cloud, clock }) => dpsToken(cloud, clock.now(), { skn: 'nobody' }),
      'back-end-policy',
    ],
    ['another key', ({ cloud, clock }) => dpsToken(cloud, clock.now(), { key: KEY }), 'back-end-key'],
    [
      'an ended token',
      ({ cloud, clock }) => dpsToken(cloud, clock.now(), { se: 1_767_604_211 }),
      'back-end-token-expired',
    ],
    [
      'a token for another host',
      ({ cloud, clock }) => dpsToken(cloud, clock.now(), { sr: 'other.example' }),
      'back-end-resource',
    ],
    [
      'a token for another path',
      ({ cloud, clock }) => dpsToken(cloud, clock.now(), { sr: 'localhost/registrations' }),
      'back-end-resource',
    ],
    ['the hub’s policy', (harness) => hubToken(harness), 'back-end-policy'],
  ])(
    'is shut for %s: 401002, nothing is changed, and the log names the true cause',
    async (_name, makeAuthorization, cause) => {
      const harness = await startCloud();
      const authorization = makeAuthorization(harness);
      const { status, headers, body } = await harness.cloud.rest({
        method: 'PUT',
        url: '/enrollments/dev',
        headers: { host: 'localhost', ...(authorization === undefined ? {} : { authorization }) },
        body: JSON.stringify({ registrationId: 'dev', attestation }),
      });
      expect([status, headers['x-ms-error-code']]).toEqual([401, '401002']);
      expect(JSON.parse(body)).toEqual({
        errorCode: 401002,
        trackingId: expect.any(String),
        message: 'Unauthorized',
        timestampUtc: expect.any(String),
        info: {},
      });
      expect(harness.cloud.snapshot().individualEnrollments).toEqual([]);
      const attempt = await harness.lastAttempt();
      expect(attempt).toMatchObject({ service: 'dps', outcome: 'refused', road: 'http', code: 401002, cause });
      const signature = /sig=([^&]+)/.exec(authorization ?? '')?.[1];
      if (signature !== undefined) expect(JSON.stringify(attempt)).not.toContain(signature);
    },
  );

  test.each([
    ['the bare host', 'localhost', 'localhost'],
    ['the host with its port', 'localhost:8443', 'localhost%3a8443'],
    ['the host without the port that it was asked by', 'localhost:8443', 'localhost'],
    [
      'the name of a DPS that it was asked by',
      'my-dps.azure-devices-provisioning.net',
      'MY-DPS.azure-devices-provisioning.net',
    ],
    ['the path', 'localhost', 'localhost%2Fenrollments%2Fdev'],
    ['the cloud’s own name, asked by another', '127.0.0.1:8443', 'localhost'],
  ])('is open for a token over %s', async (_name, host, sr) => {
    const harness = await startCloud();
    const body = { registrationId: 'dev', attestation };
    const answer = await askDps(harness, 'PUT', '/enrollments/dev', { body, headers: { host }, token: { sr } });
    expect(answer.status).toBe(200);
  });

  const requests: readonly [RestRequest['method'], string, Permission, number][] = [
    ['GET', '/enrollments/dev', 'EnrollmentRead', 404],
    ['POST', '/enrollments/query', 'EnrollmentRead', 400],
    ['PUT', '/enrollments/dev', 'EnrollmentWrite', 400],
    ['DELETE', '/enrollments/dev', 'EnrollmentWrite', 404],
    ['POST', '/enrollments', 'EnrollmentWrite', 400],
    ['POST', '/enrollments/dev/attestationmechanism', 'EnrollmentWrite', 404],
    ['GET', '/enrollmentGroups/dev', 'EnrollmentRead', 404],
    ['PUT', '/enrollmentGroups/dev', 'EnrollmentWrite', 400],
    ['GET', '/registrations/dev', 'RegistrationStatusRead', 404],
    ['POST', '/registrations/dev/query', 'RegistrationStatusRead', 404],
    ['DELETE', '/registrations/dev', 'RegistrationStatusWrite', 404],
  ];
  const all: readonly Permission[] = [
    'ServiceConfig',
    'EnrollmentRead',
    'EnrollmentWrite',
    'RegistrationStatusRead',
    'RegistrationStatusWrite',
  ];
  const token = { skn: 'narrow', key: KEY };

  test.each(requests)('%s %s needs %s', async (method, url, permission, status) => {
    const allowed = await withPolicy(permission);
    expect((await askDps(allowed, method, url, { token })).status).toBe(status);
    const refused = await withPolicy(...all.filter((other) => other !== permission));
    expect((await askDps(refused, method, url, { token })).status).toBe(401);
    expect(await refused.lastAttempt()).toMatchObject({
      cause: 'back-end-permission',
      reason: `A back end used the policy narrow, which does not allow ${permission}.`,
    });
  });

  test.each<[RestRequest['method'], string, number, number]>([
    ['GET', '/enrollments/a/b/c', 404, 404000],
    ['PATCH', '/enrollments/dev', 405, 405000],
    ['GET', '/enrollments', 405, 405000],
    ['GET', '/enrollments/%zz', 400, 400004],
  ])('%s %s is %i in DPS’s own form', async (method, url, status, errorCode) => {
    const answer = await askDps(await startCloud(), method, url);
    expect([answer.status, answer.body.errorCode]).toEqual([status, errorCode]);
  });

  test('tells whoever may not come in nothing of what there is', async () => {
    const harness = await startCloud();
    const { status } = await harness.cloud.rest({ method: 'GET', url: '/enrollments/a/b/c', headers: {} });
    expect(status).toBe(401);
  });
});

function hubToken({ cloud, clock }: CloudHarness): string {
  const { serviceConnectionString } = cloud.describe();
  const key = /SharedAccessKey=(.*)$/.exec(serviceConnectionString)?.[1] ?? '';
  return dpsToken(cloud, clock.now(), { key, skn: 'iothubowner' });
}
