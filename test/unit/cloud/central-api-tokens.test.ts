import { describe, expect, test } from 'vitest';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import type { RestRequest } from '../../../src/core/ports/rest.ts';
import { askCentral, expectedError } from '../../support/central.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { askDps } from '../../support/back-end.ts';
import { askHub } from '../../support/hub-service.ts';

const ADMINISTRATOR = 'ca310b8d-2f4a-44e0-a36e-957c202cd8d4';
const BUILDER = '344138e9-8de4-4497-8c54-5237e96d6aaf';
const OPERATOR = 'ae2c9854-393b-4f97-8c42-479d70ce626e';
const DAY_MS = 86_400_000;

const NO_TOKEN = 'The Authorization header does not hold the operator token or an API token.';

async function makeToken(harness: CloudHarness, role: string, more: object = {}): Promise<string> {
  const body = { roles: [{ role }], ...more };
  const { body: made } = await askCentral(harness, 'PUT', '/api/apiTokens/script-1', { body });
  return made.token;
}

describe('an API token', () => {
  test('is told by PUT, once, in the form of IoT Central, and kept as a digest', async () => {
    const harness = await startCloud();
    const roles = [{ role: OPERATOR, organization: 'seattle' }];
    const made = await askCentral(harness, 'PUT', '/api/apiTokens/script-1', { body: { roles } });
    const shown = { id: 'script-1', roles, expiry: '2027-01-05T09:10:11.000Z' };
    expect(made.status).toBe(200);
    expect(made.body).toEqual({ ...shown, token: expect.any(String) });
    const [, application, se] = /^SharedAccessSignature sr=([\w-]{36})&sig=[\w%]+&skn=script-1&se=(\d+)$/.exec(
      made.body.token,
    ) as RegExpExecArray;
    expect(Number(se)).toBe(Date.parse(shown.expiry));
    expect(harness.cloud.describe().operatorToken).toContain(`sr=${application}&`);
    expect(await askCentral(harness, 'GET', '/api/apiTokens/script-1')).toMatchObject({ status: 200, body: shown });
    const list = await askCentral(harness, 'GET', '/api/apiTokens');
    expect(list.body).toEqual({ value: [shown] });
    const signature = /sig=([^&]+)/.exec(made.body.token)?.[1] ?? '';
    expect(JSON.stringify(harness.cloud.snapshot())).not.toContain(signature);
  });

  test('opens the API until it is revoked', async () => {
    const harness = await startCloud();
    const authorization = await makeToken(harness, ADMINISTRATOR);
    const ask = () => askCentral(harness, 'GET', '/api/devices', { authorization });
    expect((await ask()).status).toBe(200);
    expect(await askCentral(harness, 'DELETE', '/api/apiTokens/script-1')).toMatchObject({ status: 204 });
    expect(await ask()).toMatchObject(expectedError(401, 'Unauthorized', NO_TOKEN));
    expect(await askCentral(harness, 'GET', '/api/apiTokens/script-1')).toMatchObject(
      expectedError(404, 'NotFound', 'There is no API token script-1.'),
    );
  });

  test('opens the API until its time has come', async () => {
    const harness = await startCloud();
    const expiry = new Date(harness.clock.now() + DAY_MS).toISOString();
    const authorization = await makeToken(harness, ADMINISTRATOR, { expiry });
    await harness.clock.advance(DAY_MS - 1);
    expect((await askCentral(harness, 'GET', '/api/devices', { authorization })).status).toBe(200);
    await harness.clock.advance(1);
    expect(await askCentral(harness, 'GET', '/api/devices', { authorization })).toMatchObject(
      expectedError(401, 'Unauthorized', 'The API token script-1 has expired.'),
    );
    expect(await harness.lastAttempt()).toMatchObject({ service: 'central', cause: 'api-token-expired' });
  });

  test('opens the API of the cloud that was started again', async () => {
    const harness = await startCloud();
    const authorization = await makeToken(harness, ADMINISTRATOR);
    const kept = JSON.parse(JSON.stringify(harness.cloud.snapshot()));
    const next = await startCloud({ state: readCloudState(kept, nodeCrypto, harness.clock.now()) });
    expect((await askCentral(next, 'GET', '/api/devices', { authorization })).status).toBe(200);
  });

  test.each([
    ['another signature', (token: string) => token.replace(/sig=.{6}/, 'sig=AAAAAA')],
    ['another end', (token: string) => token.replace(/se=\d/, 'se=9')],
    ['another token’s name', (token: string) => token.replace('skn=script-1', 'skn=script-2')],
    ['a blank more', (token: string) => `${token} `],
  ])('is not taken with %s', async (_name, spoil) => {
    const harness = await startCloud();
    const authorization = spoil(await makeToken(harness, ADMINISTRATOR));
    expect(await askCentral(harness, 'GET', '/api/devices', { authorization })).toMatchObject(
      expectedError(401, 'Unauthorized', NO_TOKEN),
    );
    const attempt = await harness.lastAttempt();
    expect(attempt).toMatchObject({ service: 'central', outcome: 'refused', cause: 'operator-token' });
    expect(JSON.stringify(attempt)).not.toContain('sig=');
  });

  test('never opens our own routes', async () => {
    const harness = await startCloud();
    const authorization = await makeToken(harness, ADMINISTRATOR);
    for (const url of ['/_emu/cloud', '/_EMU/devices', '/%5femu/attempts']) {
      expect((await askCentral(harness, 'GET', url, { authorization })).status).toBe(401);
    }
  });

  test.each([
    [{}, 'roles must be an array with the roles of the token.'],
    [{ roles: [] }, 'roles must be an array with the roles of the token.'],
    [{ roles: ['x'] }, expect.stringContaining(`${BUILDER} (Builder)`)],
    [{ roles: [{ role: 'Administrator' }] }, expect.stringContaining('Each of the roles')],
    [{ roles: [{ role: OPERATOR, organization: 1 }] }, 'organization must be a string.'],
    [{ roles: [{ role: OPERATOR }], expiry: 'soon' }, 'expiry must be a time such as 2027-01-31T12:00:00Z.'],
    [{ roles: [{ role: OPERATOR }], expiry: '2020-01-01T00:00:00Z' }, 'expiry must be a time to come.'],
  ])('is not made of %j', async (body, message) => {
    const harness = await startCloud();
    expect(await askCentral(harness, 'PUT', '/api/apiTokens/script-1', { body })).toMatchObject(
      expectedError(400, 'InvalidBody', message),
    );
    expect((await askCentral(harness, 'GET', '/api/apiTokens')).body).toEqual({ value: [] });
  });

  test('is not made a second time, nor with an ID that is none', async () => {
    const harness = await startCloud();
    const authorization = await makeToken(harness, ADMINISTRATOR);
    const body = { roles: [{ role: OPERATOR }] };
    expect(await askCentral(harness, 'PUT', '/api/apiTokens/script-1', { body })).toMatchObject(
      expectedError(409, 'Conflict', expect.stringContaining('There is an API token script-1')),
    );
    expect((await askCentral(harness, 'GET', '/api/apiTokens', { authorization })).status).toBe(200);
    expect(await askCentral(harness, 'PUT', '/api/apiTokens/a%26b', { body })).toMatchObject(
      expectedError(400, 'InvalidId', expect.any(String)),
    );
  });

  test('is made by the path of the how-to as well', async () => {
    const harness = await startCloud();
    const body = { roles: [{ role: ADMINISTRATOR }] };
    expect((await askCentral(harness, 'PUT', '/api/apiToken/script-2', { body })).status).toBe(200);
    expect((await askCentral(harness, 'GET', '/api/apiToken/script-2')).body.id).toBe('script-2');
  });
});

describe('a role', () => {
  test.each([
    ['Builder', BUILDER, 'GET', '/api/devices', 200],
    ['Builder', BUILDER, 'PUT', '/api/devices/dev', 200],
    ['Builder', BUILDER, 'GET', '/api/deviceGroups', 200],
    ['Builder', BUILDER, 'GET', '/api/enrollmentGroups', 403],
    ['Builder', BUILDER, 'GET', '/api/apiTokens', 403],
    ['Builder', BUILDER, 'GET', '/api/%61piTokens', 403],
    ['Builder', BUILDER, 'GET', '/api/dataExport/exports', 403],
    ['Builder', BUILDER, 'PUT', '/api/deviceTemplates/nothing/there', 404],
    ['Operator', OPERATOR, 'GET', '/api/devices', 200],
    ['Operator', OPERATOR, 'PUT', '/API/Devices/dev', 200],
    ['Operator', OPERATOR, 'GET', '/api/deviceTemplates/nothing/there', 404],
    ['Operator', OPERATOR, 'PUT', '/api/deviceTemplates/nothing/there', 403],
    ['Operator', OPERATOR, 'GET', '/api/roles', 403],
    ['Operator', OPERATOR, 'GET', '/api', 403],
    ['Operator', OPERATOR, 'GET', '/api/%zz', 403],
    ['Administrator', ADMINISTRATOR, 'GET', '/api/enrollmentGroups', 200],
    ['Administrator', ADMINISTRATOR, 'GET', '/api/roles', 200],
  ])('%s (%s) is answered %s %s with %i', async (_name, role, method, url, status) => {
    const harness = await startCloud();
    const authorization = await makeToken(harness, role);
    const parts = { authorization, ...(method === 'PUT' ? { body: {} } : {}) };
    const answer = await askCentral(harness, method as RestRequest['method'], url, parts);
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer).toMatchObject(expectedError(403, 'Forbidden', expect.any(String)));
  });

  test('counts beside the others of its token', async () => {
    const harness = await startCloud();
    const authorization = await makeToken(harness, OPERATOR, { roles: [{ role: OPERATOR }, { role: ADMINISTRATOR }] });
    expect((await askCentral(harness, 'GET', '/api/roles', { authorization })).status).toBe(200);
  });

  test('is listed and read, of which there are three', async () => {
    const harness = await startCloud();
    const { status, body } = await askCentral(harness, 'GET', '/api/roles');
    expect(status).toBe(200);
    expect(body.value).toHaveLength(3);
    expect(body.value).toContainEqual({ id: BUILDER, displayName: 'Builder' });
    expect(await askCentral(harness, 'GET', `/api/roles/${BUILDER}`)).toMatchObject({
      status: 200,
      body: { id: BUILDER, displayName: 'Builder' },
    });
    expect(await askCentral(harness, 'GET', '/api/roles/x')).toMatchObject(
      expectedError(404, 'NotFound', 'There is no role x.'),
    );
  });
});

describe('a bearer token', () => {
  const authorization = 'Bearer eyJ0eXAiOiJKV1QifQ.e30.x';

  test('is refused by every service, and the log says why', async () => {
    const harness = await startCloud();
    expect(await askCentral(harness, 'GET', '/api/devices', { authorization })).toMatchObject(
      expectedError(401, 'Unauthorized', expect.stringContaining('--accept-any-bearer')),
    );
    expect(await harness.lastAttempt()).toMatchObject({ service: 'central', cause: 'bearer-refused' });
    expect(await askHub(harness, 'GET', '/devices', { authorization })).toMatchObject({
      status: 401,
      body: { Message: expect.stringContaining('ErrorCode:IotHubUnauthorizedAccess') },
    });
    expect(await harness.lastAttempt()).toMatchObject({ service: 'hub', cause: 'bearer-refused' });
    const dps = await askDps(harness, 'POST', '/enrollments/query', { headers: { authorization }, body: {} });
    expect(dps).toMatchObject({ status: 401, body: { errorCode: 401002 } });
    expect(await harness.lastAttempt()).toMatchObject({ service: 'dps', cause: 'bearer-refused' });
  });

  test('opens them in a cloud that takes any, which the log marks once a minute', async () => {
    const harness = await startCloud({ acceptAnyBearer: true });
    const marks = async () =>
      (await harness.rest('GET', '/_emu/attempts')).body.value.filter(
        ({ cause }: { cause: string }) => cause === 'bearer-accepted',
      );
    expect((await askCentral(harness, 'GET', '/api/devices', { authorization })).status).toBe(200);
    expect((await askCentral(harness, 'GET', '/api/roles', { authorization })).status).toBe(200);
    expect((await askHub(harness, 'GET', '/devices', { authorization })).status).toBe(200);
    const query = { headers: { authorization }, body: { query: 'SELECT * FROM enrollments' } };
    expect((await askDps(harness, 'POST', '/enrollments/query', query)).status).toBe(200);
    expect(await marks()).toMatchObject([
      { service: 'dps', outcome: 'accepted' },
      { service: 'hub', outcome: 'accepted' },
      { service: 'central', outcome: 'accepted' },
    ]);
    await harness.clock.advance(60_000);
    await askCentral(harness, 'GET', '/api/devices', { authorization });
    expect(await marks()).toHaveLength(4);
    expect(JSON.stringify(await marks())).not.toContain('eyJ0');
  });

  test('never opens our own routes', async () => {
    const harness = await startCloud({ acceptAnyBearer: true });
    expect((await askCentral(harness, 'GET', '/_emu/cloud', { authorization })).status).toBe(401);
  });
});
