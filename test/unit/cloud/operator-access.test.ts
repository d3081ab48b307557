import { describe, expect, test } from 'vitest';
import { operatorDialect } from '../../../src/cloud/rest/operator-dialect.ts';
import { askCentral, expectedError } from '../../support/central.ts';
import { startCloud, type CloudHarness } from '../../support/cloud-harness.ts';

/** Things that the parts of a path can name, so that a request which was let in would find something to spoil. */
const NAMES: Readonly<Record<string, string>> = { id: 'dev', module: 'mod', group: 'SAS-IoT-Devices' };

const ROUTES = operatorDialect.routes.map(({ method, path }) => {
  return [method, path.replace(/:(\w+)/g, (_part, name: string) => NAMES[name] ?? 'one')] as const;
});

async function startWithThings(): Promise<CloudHarness> {
  const harness = await startCloud();
  for (const id of ['dev', 'dev/mod', 'other']) await harness.addDevice(id);
  const group = { displayName: 'All', filter: 'SELECT * FROM devices' };
  await askCentral(harness, 'PUT', '/api/deviceGroups/dev', { body: group });
  const operator = { roles: [{ role: 'ae2c9854-393b-4f97-8c42-479d70ce626e' }] };
  await askCentral(harness, 'PUT', '/api/apiTokens/dev', { body: operator });
  const link = { source: 'dev', target: 'other' };
  await askCentral(harness, 'PUT', '/api/devices/dev/relationships/one', { body: link });
  return harness;
}

const TOKENS = {
  'no token': null,
  'a token of another cloud':
    'SharedAccessSignature sr=11111111-1111-1111-1111-111111111111&sig=AA%3D%3D&skn=operator&se=9',
  'a forged API token': 'SharedAccessSignature sr=x&sig=AA%3D%3D&skn=dev&se=99999999999999',
  'a bearer token': 'Bearer eyJ0eXAiOiJKV1QifQ.e30.x',
  'the password of a page': 'Basic b3BlcmF0b3I6b3BlcmF0b3I=',
};

describe('the operator’s interface', () => {
  test('has the routes that this is tried on', () => {
    expect(ROUTES.length).toBeGreaterThan(70);
    expect(ROUTES.filter(([, path]) => path.includes(':'))).toEqual([]);
  });

  test.each(Object.entries(TOKENS))('is shut on every route for %s, and nothing changes', async (_name, token) => {
    const harness = await startWithThings();
    const before = harness.cloud.snapshot();
    const told = harness.events.length;
    for (const [method, url] of ROUTES) {
      const parts = { authorization: token, ...(method === 'GET' ? {} : { body: { displayName: 'x' } }) };
      const answer = await askCentral(harness, method, url, parts);
      expect(answer, `${method} ${url}`).toMatchObject(expectedError(401, 'Unauthorized', expect.any(String)));
    }
    expect(harness.cloud.snapshot()).toEqual(before);
    expect(harness.events.slice(told).filter(({ type }) => type !== 'attempt')).toEqual([]);
    expect(JSON.stringify(harness.events.slice(told))).not.toMatch(/eyJ0|sig=|b3BlcmF0b3I/);
  });

  test('lists what has no verb in Azure’s dialects', async () => {
    const harness = await startCloud();
    const { value } = (await askCentral(harness, 'GET', '/_emu')).body;
    expect(value).toContainEqual({ method: 'POST', path: '/_emu/devices/{id}/move' });
    expect(value).toHaveLength(operatorDialect.routes.filter(({ path }) => path.startsWith('/_emu/')).length);
  });

  test('tells whoever shows an API token below /_emu where it opens', async () => {
    const harness = await startWithThings();
    const authorization = 'SharedAccessSignature sr=x&sig=AA%3D%3D&skn=dev&se=99999999999999';
    const answer = await askCentral(harness, 'GET', '/_emu/cloud', { authorization });
    expect(answer).toMatchObject(
      expectedError(401, 'Unauthorized', expect.stringContaining('API tokens are for /api alone')),
    );
  });

  test.each(['/api/users', '/api/organizations', '/api/dashboards'])('says of %s that it is not here', async (url) => {
    const harness = await startCloud();
    expect(await askCentral(harness, 'GET', `${url}?api-version=2022-07-31`)).toMatchObject(
      expectedError(404, 'NotFound', `There is nothing at ${url}.`),
    );
  });

  test.each(['2022-07-31', '2022-10-31-preview', '1.0', '', 'whatever'])(
    'takes the api-version “%s”',
    async (version) => {
      const harness = await startCloud();
      for (const url of ['/api/devices', '/api/deviceGroups', '/api/roles']) {
        expect((await askCentral(harness, 'GET', `${url}?api-version=${version}`)).status).toBe(200);
      }
    },
  );
});
