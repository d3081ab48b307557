import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { authorityDialect } from '../../../src/cloud/rest/authority-dialect.ts';
import { blobDialect } from '../../../src/cloud/rest/blob-dialect.ts';
import type { Dialect } from '../../../src/cloud/rest/dialect.ts';
import { dpsDeviceDialect } from '../../../src/cloud/rest/dps-device.ts';
import { dpsServiceDialect } from '../../../src/cloud/rest/dps-service-dialect.ts';
import { hubDeviceDialect } from '../../../src/cloud/rest/hub-device-dialect.ts';
import { hubServiceDialect } from '../../../src/cloud/rest/hub-service-dialect.ts';
import { operatorDialect } from '../../../src/cloud/rest/operator-dialect.ts';
import type { Route } from '../../../src/cloud/rest/route.ts';
import { readCloudState } from '../../../src/cloud/state/read-cloud-state.ts';
import type { RestRequest, RestResponse } from '../../../src/core/ports/rest.ts';
import { dpsToken } from '../../support/back-end.ts';
import { nodeCrypto, startCloud, type CloudHarness } from '../../support/cloud-harness.ts';
import { makePolicyToken } from '../../support/hub-service.ts';
import { makeToken } from '../../support/test-client.ts';

const REQUESTS_PER_ROUTE = 40;
const TIMEOUT_MS = 60_000;
/** Longer than anything that a request may wait for. */
const LONGEST_WAIT_MS = 1_000_000;

const LONG = 'x'.repeat(70_000);
const oddText = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', '.', '..', '', ' ', '%', '%2F', '/', '*', '+'),
  fc.constantFrom('dev', 'dev/mod', 'DEV', 'a.b', 'comp', '$dps', '\u0000', '\ud800', 'é€😀', LONG, '0', '-1', '1e400'),
  fc.constantFrom('dtmi:com:example:Thermostat;1', 'SELECT * FROM devices', "deviceId = 'dev'", '2026-01-01T00:00:00Z'),
  fc.string({ maxLength: 12 }),
);
/** Names that bodies have, so that more than the first check of each is met. */
const NAMES = (
  'id deviceId moduleId displayName description type kind value values filter source target destinations enabled url data ' +
  'group path template request schedule batch cancellationThreshold headerCustomizations authorization enrichments roles ' +
  'role expiry organizations properties desired reported tags queryCondition startTime updateTwin cloudToDeviceMethod ' +
  'methodName payload content deviceContent targetCondition priority metrics queries labels @id @type @context contents ' +
  'schema name capabilityModel query jobId blobName correlationId isSuccess status registrationId attestation symmetricKey ' +
  'x509 primaryKey secondaryKey provisioningStatus etag capabilities iotEdge to seconds faults body op publish modelId ' +
  'certificate importMode mode enrollments initialTwin allocationPolicy iotHubs parentScopes deviceScope'
).split(' ');
/** That something may have already. */
const IDS = ['dev', 'dev', 'mod', 'g', 'comp', 'primary', 'localhost', 'dtmi:a:B;1', 'dtmi:a:D;1'];
const oddJson = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(oddText, fc.constantFrom(null, true, false, 0, -1, 5, 0.5, 1e21)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), oddText), tie('value')), { maxLength: 6 })
      .map((entries) => Object.fromEntries(entries) as unknown),
  ),
})).value;
const DEEP = '{"a":'.repeat(900) + '1' + '}'.repeat(900);
/** Bodies that some route takes. */
const RIGHT: readonly unknown[] = [
  { displayName: 'Pump', template: 'dtmi:a:B;1', enabled: true, simulated: false, organizations: ['x'] },
  { displayName: 'All', filter: 'SELECT * FROM devices WHERE $provisioned = true', description: 'x' },
  {
    group: 'g',
    batch: { type: 'number', value: 1 },
    cancellationThreshold: { type: 'percentage', value: 50, batch: true },
    data: [{ type: 'cloudProperty', target: 'dtmi:a:B;1', path: 'comp.x', value: 1 }],
  },
  {
    '@id': 'dtmi:a:B;1',
    '@type': ['ModelDefinition', 'DeviceModel'],
    displayName: 'B',
    capabilityModel: {
      '@context': ['dtmi:iotcentral:context;2', 'dtmi:dtdl:context;2'],
      '@id': 'dtmi:a:C;1',
      '@type': 'Interface',
      extends: ['dtmi:a:D;1'],
      contents: [
        { '@type': 'Property', name: 'p', schema: { '@type': 'Object', fields: [{ name: 'f', schema: 'double' }] } },
        { '@type': 'Command', name: 'c', durable: true, request: { name: 'r', schema: 'string' } },
        { '@type': 'Component', name: 'comp', schema: 'dtmi:a:D;1' },
      ],
    },
  },
  { '@context': 'dtmi:dtdl:context;2', '@id': 'dtmi:a:D;1', '@type': 'Interface', contents: [] },
  {
    type: 'scheduleUpdateTwin',
    updateTwin: { tags: { a: 1 }, properties: { desired: { b: { c: 1 } } } },
    queryCondition: "tags.a = 1 OR deviceId IN ['dev']",
    startTime: '2026-01-05T09:10:12Z',
    maxExecutionTimeInSeconds: 5,
  },
  { type: 'scheduleDeviceMethod', cloudToDeviceMethod: { methodName: 'm', payload: 1 }, queryCondition: '*' },
  {
    content: { deviceContent: { 'properties.desired.a.b': { c: 1 } } },
    targetCondition: '*',
    priority: 1,
    labels: { a: 'b' },
    metrics: { queries: { all: 'SELECT deviceId FROM devices' } },
  },
  [{ op: 'add', path: '/comp/x', value: 1 }],
  [{ id: 'other', importMode: 'create', status: 'enabled', authentication: { symmetricKey: {} } }],
  { methodName: 'm', payload: { a: 1 }, connectTimeoutInSeconds: 1, responseTimeoutInSeconds: 5 },
  { request: { a: 1 }, connectionTimeout: 1, responseTimeout: 5 },
  { query: "SELECT tags.a AS b FROM devices WHERE NOT is_defined(tags.b) AND tags.c NIN [1, 'x']" },
  { kind: 'latency', milliseconds: 1, jitterMilliseconds: 1, times: 2, seconds: 10, deviceId: 'dev' },
  { telemetryKept: 1, clockSkewSeconds: 1, faults: [], otherHubHosts: ['x'] },
  { body: 'x', messageId: 'm', properties: { a: 'b' }, expirySeconds: 1, contentType: 'text', methodName: 'm' },
  { roles: [{ role: 'ca310b8d-2f4a-44e0-a36e-957c202cd8d4' }], expiry: '2027-01-31T12:00:00Z' },
  { source: 'dev', target: 'other' },
  {
    displayName: 'Hook',
    type: 'webhook@v1',
    url: 'https://example.com/',
    headerCustomizations: { 'x-a': { value: 'b', secret: true } },
    authorization: { type: 'header', value: 'x' },
  },
  {
    displayName: 'All',
    enabled: true,
    source: 'telemetry',
    filter: 'SELECT * FROM devices',
    enrichments: { a: { path: 'tags.a' }, b: { value: 'c' } },
    destinations: [],
  },
  {
    registrationId: 'dev',
    deviceId: 'dev',
    attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: '', secondaryKey: '' } },
    initialTwin: { tags: { a: 1 }, properties: { desired: { b: 1 } } },
    iotHubs: ['localhost'],
    reprovisionPolicy: { updateHubAssignment: true, migrateDeviceData: true },
  },
  {
    enrollmentGroupId: 'g',
    attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: '', secondaryKey: '' } },
    provisioningStatus: 'enabled',
  },
  {
    displayName: 'G',
    type: 'iot',
    enabled: true,
    attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: '', secondaryKey: '' } },
  },
  {
    mode: 'create',
    enrollments: [
      {
        registrationId: 'x',
        attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: '', secondaryKey: '' } },
      },
    ],
  },
  { type: 'symmetricKey', symmetricKey: { primaryKey: 'A'.repeat(43) + '=', secondaryKey: 'A'.repeat(43) + '=' } },
  { registrationId: 'dev', payload: { modelId: 'dtmi:a:D;1' } },
  { deviceId: 'dev', tags: { a: 1 }, properties: { desired: { a: { b: null } } } },
  { blobName: 'a/b.txt', correlationId: 'x', isSuccess: true, statusCode: 200, statusDescription: 'x' },
  { modelId: 'dtmi:a:E;1', displayName: 'E', publish: true, to: 'hub-2.localhost' },
];
/** One of them with something odd at one place, or as it is. */
const almostRight = fc.tuple(fc.constantFrom(...RIGHT), fc.nat(40), oddJson).map(([body, place, odd]) => {
  let left = place;
  const replace = (value: unknown): unknown => {
    if (left-- === 0) return odd;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replace(inner)]));
  };
  return JSON.stringify(replace(body));
});
const oddBody = fc.oneof(
  almostRight,
  almostRight,
  oddJson.map((value) => JSON.stringify(value)),
  oddJson.map((value) => JSON.stringify(value)),
  fc.constantFrom(
    '',
    '{}',
    '[]',
    'null',
    '"x"',
    '{',
    DEEP,
    `{"properties":{"desired":${DEEP}}}`,
    '{"__proto__":{"a":1}}',
  ),
);
const oddQuery = fc.constantFrom(
  '',
  '?api-version=2021-04-12',
  '?$top=1&$filter=id%20eq%20%27dev%27&$orderby=displayName',
  '?$top=0',
  '?$filter=(((',
  '?$skiptoken=WyJhIiwiYiJd',
  '?comp=block&blockid=%',
  '?top=-1&search=__proto__',
  '?%E0%A4%A',
);
const oddHeaders = fc.constantFrom<Record<string, string>>(
  {},
  { 'if-match': '"x"' },
  { 'if-match': '*' },
  { 'x-ms-max-item-count': '-1', 'x-ms-continuation': 'AAAA' },
  { 'content-type': 'application/vnd.microsoft.iothub.json', 'iothub-app-__proto__': '%' },
);

/** Fills a route's path with odd IDs, some of them as a client that encodes nothing sends them. */
function fillPath(route: Route, ids: readonly string[], raw: boolean, idScope: string): string {
  let next = 0;
  const parts = route.path.split('/').map((part) => {
    if (!part.startsWith(':')) return part;
    if (part === ':idScope') return idScope;
    const id = ids[next++ % ids.length] ?? '';
    // Half of a surrogate pair is nothing that can be encoded.
    return raw || id.includes('\ud800') ? id : encodeURIComponent(id);
  });
  return parts.join('/');
}

/** A cloud with one of everything, so that requests reach more than what is not there. */
async function startFullCloud(): Promise<CloudHarness> {
  const harness = await startCloud({ postWebhook: async () => 200 });
  await harness.addDevice('dev');
  await harness.addDevice('dev/mod');
  const model = { '@context': 'dtmi:dtdl:context;2', '@id': 'dtmi:a:D;1', '@type': 'Interface' };
  harness.cloud.addModels({
    ...model,
    contents: [{ '@type': 'Property', name: 'x', schema: 'double', writable: true }],
  });
  await harness.rest('PUT', '/api/deviceGroups/g', { displayName: 'All', filter: 'SELECT * FROM devices' });
  const client = await harness.connect('dev');
  await client.subscribe('$iothub/methods/POST/#', '$iothub/twin/PATCH/properties/desired/#');
  return harness;
}

/** Waits for what WebCrypto does in its own time, and then for as long as devices may let a request wait. */
async function answerOf({ cloud, clock }: CloudHarness, request: RestRequest): Promise<RestResponse> {
  let answer: RestResponse | undefined;
  void cloud.rest(request).then((given) => (answer = given));
  for (let turn = 0; turn < 200 && answer === undefined; turn += 1) await nextTurn();
  while (answer === undefined) await clock.advance(LONGEST_WAIT_MS);
  return answer;
}

const DIALECTS: readonly (readonly [string, Dialect, (harness: CloudHarness) => string])[] = [
  ['the operator', operatorDialect, ({ cloud }) => cloud.describe().operatorToken],
  ['authorities', authorityDialect, ({ cloud }) => cloud.describe().operatorToken],
  ['back ends of DPS', dpsServiceDialect, ({ cloud, clock }) => dpsToken(cloud, clock.now())],
  ['back ends of the hub', hubServiceDialect, (harness) => makePolicyToken(harness, 'iothubowner')],
  ['devices of the hub', hubDeviceDialect, (harness) => makePolicyToken(harness, 'iothubowner')],
  ['files', blobDialect, () => ''],
  [
    'devices of DPS',
    dpsDeviceDialect,
    ({ cloud, clock, deviceKey }) =>
      makeToken({
        sr: `${cloud.describe().idScope}%2Fregistrations%2Fdev`,
        key: deviceKey('dev'),
        se: Math.floor(clock.now() / 1000) + 3600,
        skn: 'registration',
      }),
  ],
];

test.each(DIALECTS)(
  'no route of %s makes a mistake of its own, whatever it is asked',
  async (_name, dialect, tokenOf) => {
    const request = fc.record({
      ids: fc.array(fc.oneof(fc.constantFrom(...IDS), oddText), { minLength: 1, maxLength: 3 }),
      raw: fc.boolean(),
      body: oddBody,
      query: oddQuery,
      headers: oddHeaders,
    });
    const harness = await startFullCloud();
    const { idScope } = harness.cloud.describe();
    for (const route of dialect.routes) {
      // Removed by a route before this one, perhaps.
      for (const id of ['dev', 'dev/mod']) await harness.addDevice(id);
      await fc.assert(
        fc.asyncProperty(request, async ({ ids, raw, body, query, headers }) => {
          const url = `${fillPath(route, ids, raw, idScope)}${query}`;
          const authorization = tokenOf(harness);
          const asked = { method: route.method, url, headers: { ...headers, authorization, host: 'localhost' }, body };
          const answer = await answerOf(harness, asked);
          expect(answer.status === 500 ? answer.body : '').toBe('');
          expect(JSON.stringify(answer.headers)).not.toMatch(/\\r|\\n|\\u0000/);
        }),
        { numRuns: REQUESTS_PER_ROUTE, endOnFailure: true },
      );
    }
    // What was made runs on, is kept, can be read again, and nothing of it reached where all objects look.
    await harness.clock.advance(LONGEST_WAIT_MS);
    expect(readCloudState(JSON.parse(JSON.stringify(harness.cloud.snapshot())), nodeCrypto, 0)).toBeDefined();
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  },
  TIMEOUT_MS,
);
