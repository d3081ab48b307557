import { describe, expect, test } from 'vitest';
import type { Json } from '#core/bytes/json';
import { inferSchema } from '#core/model/infer-schema';
import { readInterfaces } from '#core/model/read-interfaces';
import { suggestModel, type SeenCapabilities } from '#core/model/suggest-model';

describe('the schema of values', () => {
  test.each<[string, readonly Json[], Json]>([
    ['yes and no', [true, false], 'boolean'],
    ['whole numbers', [1, -2], 'integer'],
    ['whole numbers beyond 32 bits', [1, 5_000_000_000], 'long'],
    ['fractions among whole numbers', [1, 2.5], 'double'],
    ['texts', ['a', ''], 'string'],
    ['times', ['2026-01-05T09:00:00Z', '2026-01-05T09:00:00.5+01:00'], 'dateTime'],
    ['times among texts', ['2026-01-05T09:00:00Z', 'never'], 'string'],
    [
      'places',
      [
        { lat: 1.5, lon: 2 },
        { lat: 1, lon: 2, alt: 3 },
      ],
      'geopoint',
    ],
    ['vectors', [{ x: 1, y: 2, z: 3 }], 'vector'],
    ['null among others', [null, 1], 'integer'],
    ['lists', [[1], [2.5, null]], { '@type': 'Array', elementSchema: 'double' }],
    [
      'objects',
      [{ a: 1 }, { a: 2, b: 'x' }],
      {
        '@type': 'Object',
        fields: [
          { name: 'a', schema: 'integer' },
          { name: 'b', schema: 'string' },
        ],
      },
    ],
  ])('of %s', (_what, values, schema) => {
    expect(inferSchema(values, true)).toEqual({ ok: true, schema });
  });

  test.each<[string, readonly Json[], string]>([
    ['numbers and texts', [1, 'a'], 'mixed'],
    ['an object and a place', [{ a: 1 }, { lat: 1, lon: 2 }], 'mixed'],
    ['null alone', [null], 'no-value'],
    ['an empty object', [{}], 'no-value'],
    ['an empty list', [[]], 'no-value'],
    ['odd names', [{ 'a-b': 1 }], 'name'],
    ['six levels', [{ a: { b: { c: { d: { e: 1 } } } } }], 'depth'],
    ['31 fields', [Object.fromEntries(Array.from({ length: 31 }, (_, at) => [`f${at}`, at]))], 'fields'],
  ])('is not found for %s', (_what, values, fault) => {
    expect(inferSchema(values, true)).toEqual({ ok: false, fault });
  });

  test('has no arrays for a property', () => {
    expect(inferSchema([[1]], false)).toEqual({ ok: false, fault: 'array' });
  });
});

const NOTHING: SeenCapabilities = { telemetry: [], reported: {}, desired: {}, acknowledged: new Set() };

describe('a model from data', () => {
  test('has telemetry, properties and components, and is good DTDL', () => {
    const { capabilityModel, leftOut } = suggestModel(
      'dtmi:test:dev1;1',
      'Device 1',
      {
        telemetry: [{ heat: 20.5, 'odd name': 1 }, { heat: 21 }],
        reported: { serial: 'A1', target: 5, list: [1] },
        desired: { mode: 'slow' },
        acknowledged: new Set(['target']),
      },
      new Map([['valve', { ...NOTHING, telemetry: [{ angle: 1 }], reported: { open: true } }]]),
    );
    expect(capabilityModel['contents']).toEqual([
      { '@type': 'Property', name: 'serial', schema: 'string' },
      { '@type': 'Property', writable: true, name: 'target', schema: 'integer' },
      { '@type': 'Property', writable: true, name: 'mode', schema: 'string' },
      { '@type': 'Telemetry', name: 'heat', schema: 'double' },
      {
        '@type': 'Component',
        name: 'valve',
        schema: {
          '@id': 'dtmi:test:dev1:valve;1',
          '@type': 'Interface',
          displayName: 'valve',
          contents: [
            { '@type': 'Property', name: 'open', schema: 'boolean' },
            { '@type': 'Telemetry', name: 'angle', schema: 'integer' },
          ],
        },
      },
    ]);
    expect(leftOut).toEqual([
      { component: null, name: 'list', why: 'array' },
      { component: null, name: 'odd name', why: 'name' },
    ]);
    expect(readInterfaces(capabilityModel).ok).toBe(true);
  });

  test('takes a name that is sent and kept for a property', () => {
    const seen = { ...NOTHING, telemetry: [{ state: 'on' }], reported: { state: 'on' } };
    const { capabilityModel } = suggestModel('dtmi:test:dev1;1', 'x', seen, new Map());
    expect(capabilityModel['contents']).toEqual([{ '@type': 'Property', name: 'state', schema: 'string' }]);
  });

  test('of more than an interface may hold is cut, which is told', () => {
    const body = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`t${at}`, at]));
    const components = new Map(Array.from({ length: 10 }, (_, at) => [`c${at}`, NOTHING] as const));
    const { capabilityModel, leftOut } = suggestModel('dtmi:a:b;1', 'x', { ...NOTHING, telemetry: [body] }, components);
    expect(capabilityModel['contents']).toHaveLength(300);
    expect(leftOut).toHaveLength(110);
    expect(leftOut[0]).toEqual({ component: null, name: 't290', why: 'too-many' });
    expect(readInterfaces(capabilityModel).ok).toBe(true);
  });
});
