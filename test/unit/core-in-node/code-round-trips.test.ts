import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64 } from '#core/bytes/base64';
import { printConnectionString } from '#core/identity/connection-string';
import { printCentralCode } from '#core/qr/forms/central';
import { cleanCodeName } from '#core/qr/code-name';
import type { CodeKeys, CodeRoute, ConnectCode } from '#core/qr/payload';
import { printConnectCode } from '#core/qr/print-connect-code';
import { readPayload } from '#core/qr/read-payload';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const from = (characters: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength, maxLength });

const dpsId = fc.tuple(from(`${LETTERS}-._:`, 0, 127), from(`${LETTERS}-`, 1, 1)).map((parts) => parts.join(''));
const hubId = from(`${LETTERS}-.+%_#*?!(),:=@$'`, 1, 128);
const idScope = from('0123456789ABCDEFabcdef', 8, 8).map((digits) => `0ne${digits}`);
const label = fc
  .tuple(from(LETTERS, 1, 1), from(`${LETTERS}-`, 0, 20), from(LETTERS, 1, 1))
  .map((parts) => parts.join(''));
const host = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
const key = fc.uint8Array({ minLength: 16, maxLength: 64 }).map(encodeBase64);
const modelId = fc
  .tuple(fc.array(from(LETTERS.slice(0, 52), 1, 8), { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 999 }))
  .map(([path, version]) => `dtmi:${path.join(':')};${version}`);
/** In every script, with letters of several units, and cut where a name may be cut. */
const name = fc
  .oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary', maxLength: 200 }))
  .map(cleanCodeName)
  .filter((cleaned) => cleaned !== '');

const keysOf = (kind: CodeKeys['kind']): fc.Arbitrary<CodeKeys> =>
  fc.record({ kind: fc.constant(kind), primaryKey: key, secondaryKey: key }, { requiredKeys: ['kind', 'primaryKey'] });
const dpsRoute: fc.Arbitrary<CodeRoute> = fc.record(
  { kind: fc.constant('dps' as const), idScope, registrationId: dpsId, dpsHost: host },
  { requiredKeys: ['kind', 'idScope', 'registrationId'] },
);
const hubRoute: fc.Arbitrary<CodeRoute> = fc.record(
  { kind: fc.constant('hub' as const), hubHost: host, deviceId: hubId, moduleId: hubId, gatewayHostName: host },
  { requiredKeys: ['kind', 'hubHost', 'deviceId'] },
);
const codeAt = (route: fc.Arbitrary<CodeRoute>, keys: fc.Arbitrary<CodeKeys>): fc.Arbitrary<ConnectCode> =>
  fc.record({ route, keys, modelId, name }, { requiredKeys: ['route'] });

/** A text, the form that it is of, and what it says. */
type Printed = readonly [text: string, form: string, code: ConnectCode];

const ours: fc.Arbitrary<Printed> = fc
  .oneof(
    codeAt(dpsRoute, keysOf('device-key')),
    codeAt(dpsRoute, keysOf('group-key')),
    codeAt(hubRoute, keysOf('device-key')),
  )
  .map((code) => [printConnectCode(code), 'workbench', code]);

const ofCentral: fc.Arbitrary<Printed> = fc
  .record({ deviceId: dpsId, idScope, deviceKey: key })
  .map(({ deviceId, deviceKey, idScope: scope }) => [
    printCentralCode({ deviceId, idScope: scope, deviceKey }),
    'central',
    {
      route: { kind: 'dps', idScope: scope, registrationId: deviceId },
      keys: { kind: 'device-key', primaryKey: deviceKey },
    },
  ]);

const connectionString: fc.Arbitrary<Printed> = fc
  .record({ hubHost: host, deviceId: hubId, sharedAccessKey: key })
  .map(({ hubHost, deviceId, sharedAccessKey }) => [
    printConnectionString({ hostName: hubHost, deviceId, credential: { kind: 'key', sharedAccessKey } }),
    'connection-string',
    { route: { kind: 'hub', hubHost, deviceId }, keys: { kind: 'device-key', primaryKey: sharedAccessKey } },
  ]);

function expectRead([text, form, code]: Printed): void {
  const payload = readPayload(text);
  expect(payload).toMatchObject({ kind: 'connect', form });
  if (payload.kind === 'connect') expect(payload.code).toEqual(code);
}

describe('what is printed is read again, of random devices', () => {
  test('in our own form 10,000 times, alphanumeric and the same each time, with names in every script', () => {
    fc.assert(
      fc.property(ours, ([text, form, code]) => {
        expect(text).toMatch(/^DW1C:[0-9A-Z $%*+\-./:]+$/);
        expect(printConnectCode(structuredClone(code))).toBe(text);
        expectRead([text, form, code]);
      }),
      { numRuns: 10_000 },
    );
  });

  test('in IoT Central’s form 2,000 times', () => {
    fc.assert(fc.property(ofCentral, expectRead), { numRuns: 2000 });
  });

  test('as connection strings 2,000 times', () => {
    fc.assert(fc.property(connectionString, expectRead), { numRuns: 2000 });
  });
});
