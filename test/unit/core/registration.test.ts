import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  makeRegistrationPayload,
  makeWordsOfState,
  parseRegistrationReply,
  parseRegistrationRequest,
  parseServiceError,
  printRegistrationRequest,
} from '#core/wire/registration';

const ASSIGNED = `{"operationId":"4.d0a671905ea5b2c8.e7173b7b-6d0a-4f2b-9b8f-5c7f0d1f2a33","status":"assigned","registrationState":{
  "symmetricKey":{"enrollmentGroupId":"SAS-IoT-Devices"},"registrationId":"workbench-01","createdDateTimeUtc":"2026-01-05T09:10:11.1234567Z",
  "assignedHub":"iotc-1234.azure-devices.net","deviceId":"workbench-01","status":"assigned","substatus":"initialAssignment",
  "lastUpdatedDateTimeUtc":"2026-01-05T09:10:13.7654321Z","etag":"IjAwMDBhYmNkLTAwMDAtMDEwMC0wMDAwLTY1YTAwMDAwMDAwMCI=","payload":{}}}`;
const FAILED = `{"operationId":"4.22d9","status":"failed","registrationState":{"registrationId":"workbench-01","status":"failed",
  "errorCode":400207,"errorMessage":"Custom allocation failed with status code: 404","lastUpdatedDateTimeUtc":"2026-01-05T09:10:13.7654321Z"}}`;

describe('what a device registers with', () => {
  test('a model ID becomes the payload that names it', () => {
    expect(makeRegistrationPayload('dtmi:com:example:Thermostat;1', undefined)).toEqual({
      modelId: 'dtmi:com:example:Thermostat;1',
    });
  });

  test.each([
    [{ iotcModelId: 'urn:example:Thermostat:1' }],
    [{ '__iot:interfaces': { CapabilityModelId: 'urn:example:Thermostat:1' } }],
    [null],
    ['text'],
  ])('an edited payload goes as it is: %j', (payload) => {
    expect(makeRegistrationPayload('dtmi:com:example:Thermostat;1', payload)).toEqual(payload);
  });

  test('without either there is no payload', () => {
    expect(makeRegistrationPayload(undefined, undefined)).toBeUndefined();
    expect(printRegistrationRequest({ registrationId: 'workbench-01' })).toBe('{"registrationId":"workbench-01"}');
  });

  test('the body is printed as the Node SDK prints it', () => {
    const body = '{"registrationId":"workbench-01","payload":{"modelId":"dtmi:com:example:Thermostat;1"}}';
    expect(printRegistrationRequest(parseRegistrationRequest(body) ?? {})).toBe(body);
  });

  test.each([
    ['', {}],
    [' \n', {}],
    ['{}', {}],
    ['{"payload":null}', { payload: null }],
    ['{"payload":{"a":1},"other":2}', { payload: { a: 1 } }],
    ['{"registrationId":"d","data":{"iotcModelId":"urn:x"}}', { registrationId: 'd', data: { iotcModelId: 'urn:x' } }],
  ])('the body %j is taken', (text, expected) => {
    expect(parseRegistrationRequest(text)).toEqual(expected);
  });

  test.each(['{', 'null', '[]', '"d"', '{"registrationId":1}', '{"registrationId":null}'])(
    'the body %j is not',
    (text) => {
      expect(parseRegistrationRequest(text)).toBeUndefined();
    },
  );
});

describe('what DPS answers', () => {
  test('an assignment with everything it says', () => {
    expect(parseRegistrationReply(ASSIGNED)).toEqual({
      operationId: '4.d0a671905ea5b2c8.e7173b7b-6d0a-4f2b-9b8f-5c7f0d1f2a33',
      status: 'assigned',
      registrationState: {
        symmetricKey: { enrollmentGroupId: 'SAS-IoT-Devices' },
        registrationId: 'workbench-01',
        createdDateTimeUtc: '2026-01-05T09:10:11.1234567Z',
        assignedHub: 'iotc-1234.azure-devices.net',
        deviceId: 'workbench-01',
        status: 'assigned',
        substatus: 'initialAssignment',
        lastUpdatedDateTimeUtc: '2026-01-05T09:10:13.7654321Z',
        etag: 'IjAwMDBhYmNkLTAwMDAtMDEwMC0wMDAwLTY1YTAwMDAwMDAwMCI=',
        payload: {},
      },
    });
  });

  test('a registration that goes on, with and without a state', () => {
    expect(parseRegistrationReply('{"operationId":"4.d0a6","status":"assigning"}')).toEqual({
      operationId: '4.d0a6',
      status: 'assigning',
    });
    const text =
      '{"operationId":"4.d0a6","status":"assigning","registrationState":{"registrationId":"d","status":"assigning"}}';
    expect(parseRegistrationReply(text)).toEqual(JSON.parse(text));
  });

  test('a failure says why inside its state', () => {
    const reply = parseRegistrationReply(FAILED);
    expect(reply?.status).toBe('failed');
    expect(makeWordsOfState(reply?.registrationState)).toEqual({
      errorCode: 400207,
      message: 'Custom allocation failed with status code: 404',
      timestampUtc: '2026-01-05T09:10:13.7654321Z',
    });
  });

  test('a switched-off enrollment, which may have no state', () => {
    expect(parseRegistrationReply('{"status":"disabled"}')).toEqual({ status: 'disabled' });
    expect(makeWordsOfState(undefined)).toEqual({});
  });

  test.each([
    '',
    'null',
    '[]',
    '{}',
    '{"status":"done"}',
    '{"status":5}',
    '{"status":"assigning"}',
    '{"status":"assigned"}',
    '{"status":"assigned","registrationState":[]}',
    '{"status":"assigned","registrationState":{"deviceId":"d"}}',
    '{"status":"assigned","registrationState":{"assignedHub":"","deviceId":"d"}}',
    '{"status":"assigned","registrationState":{"assignedHub":"h","deviceId":7}}',
  ])('%j is no answer of DPS', (text) => {
    expect(parseRegistrationReply(text)).toBeUndefined();
  });

  test('fields of another type are passed over', () => {
    const text =
      '{"status":"failed","operationId":1,"registrationState":{"errorCode":"x","etag":2,"status":"odd","x509":"y"}}';
    expect(parseRegistrationReply(text)).toEqual({ status: 'failed', registrationState: {} });
  });
});

describe('errors of the service', () => {
  test('the four fields are kept for support', () => {
    const text =
      '{"errorCode":401002,"trackingId":"f40da7ba-8c91-4796-8fc3-89e1dfbdbe05","message":"Unauthorized","timestampUtc":"2026-01-05T09:10:11.4718526Z"}';
    expect(parseServiceError(text)).toEqual(JSON.parse(text));
  });

  test('a tracking ID may be empty', () => {
    expect(parseServiceError('{"errorCode":400004,"trackingId":"","message":"BadRequest"}')).toEqual({
      errorCode: 400004,
      trackingId: '',
      message: 'BadRequest',
    });
  });

  test.each(['', ' ', 'Unauthorized', '[]', '{}', '{"errorCode":"x"}', '{"status":"failed"}'])(
    '%j has none',
    (text) => {
      expect(parseServiceError(text)).toBeUndefined();
    },
  );
});

test('no parser of a body throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.constantFrom(ASSIGNED, FAILED).map((all) => all.slice(1)),
      ),
      (text) => {
        parseRegistrationRequest(text);
        parseRegistrationReply(text);
        parseServiceError(text);
      },
    ),
    { numRuns: 1000 },
  );
});
