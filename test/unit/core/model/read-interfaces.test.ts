import { describe, expect, test } from 'vitest';
import type { Json } from '#core/bytes/json';
import type { ModelInterface } from '#core/model/model';
import type { ModelFault } from '#core/model/model-finding';
import { readInterfaces } from '#core/model/read-interfaces';
import { describeModelFinding, printModelFinding } from '#core/words/en/models';

const ID = 'dtmi:test:Pump;1';

function pump(...contents: Json[]): Json {
  return { '@context': 'dtmi:dtdl:context;2', '@id': ID, '@type': 'Interface', contents };
}

/** Reads a document that must be good, and gives its own interface. */
function readGood(json: Json, context?: Json): ModelInterface {
  const verdict = readInterfaces(json, context);
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.findings));
  const [first] = verdict.value.values();
  if (first === undefined) throw new Error('no interface');
  return first;
}

function faultsOf(json: Json | undefined): readonly (readonly [string, ModelFault])[] {
  const verdict = readInterfaces(json);
  return verdict.ok ? [] : verdict.findings.map(({ path, fault }) => [path, fault] as const);
}

const telemetry = (schema: Json): Json => ({ '@type': 'Telemetry', name: 't', schema });
const property = (schema: Json): Json => ({ '@type': 'Property', name: 'p', schema });
const nest = (levels: number): Json => {
  return levels === 1 ? 'string' : { '@type': 'Object', fields: [{ name: 'f', schema: nest(levels - 1) }] };
};

describe('a model that is good', () => {
  test('is read with telemetry, properties, commands and components', () => {
    const model = readGood(
      pump(
        { '@type': ['Telemetry', 'Temperature'], name: 'heat', schema: 'double', unit: 'degreeCelsius' },
        {
          '@type': 'Property',
          name: 'speed',
          schema: 'integer',
          writable: true,
          displayName: { de: 'Lauf', en: 'Speed' },
        },
        {
          '@type': 'Command',
          name: 'stop',
          request: { '@type': 'CommandPayload', name: 'after', schema: 'dateTime' },
          response: { name: 'took', schema: 'duration' },
        },
        { '@type': 'Component', name: 'valve', schema: 'dtmi:test:Valve;1' },
        { '@type': 'Relationship', name: 'feeds', target: 'dtmi:test:Tank;1' },
      ),
    );
    expect(model).toEqual({
      id: ID,
      version: 2,
      displayName: null,
      extends: [],
      contents: [
        {
          kind: 'telemetry',
          name: 'heat',
          displayName: null,
          semanticTypes: ['Temperature'],
          schema: { kind: 'named', name: 'double' },
          unit: 'degreeCelsius',
        },
        {
          kind: 'property',
          name: 'speed',
          displayName: 'Speed',
          semanticTypes: [],
          schema: { kind: 'named', name: 'integer' },
          unit: null,
          writable: true,
          cloud: false,
        },
        {
          kind: 'command',
          name: 'stop',
          displayName: null,
          semanticTypes: [],
          request: { name: 'after', schema: { kind: 'named', name: 'dateTime' } },
          response: { name: 'took', schema: { kind: 'named', name: 'duration' } },
          durable: false,
        },
        { kind: 'component', name: 'valve', displayName: null, semanticTypes: [], schema: 'dtmi:test:Valve;1' },
        { kind: 'relationship', name: 'feeds', displayName: null, semanticTypes: [] },
      ],
    });
  });

  test('may have schemas of every form, and name one that its interface holds', () => {
    const state: Json = {
      '@id': 'dtmi:test:State;1',
      '@type': 'Enum',
      valueSchema: 'integer',
      enumValues: [
        { name: 'off', enumValue: 0 },
        { name: 'on', enumValue: 1 },
      ],
    };
    const map: Json = {
      '@type': 'Map',
      mapKey: { name: 'key', schema: 'string' },
      mapValue: { name: 'value', schema: { '@type': 'Array', elementSchema: 'dtmi:test:State;1' } },
    };
    const document = { ...(pump(telemetry(map)) as object), schemas: [state] } as Json;
    expect(readGood(document).contents[0]).toMatchObject({
      schema: {
        kind: 'map',
        value: {
          kind: 'array',
          element: {
            kind: 'enum',
            of: 'integer',
            values: [
              { name: 'off', value: 0 },
              { name: 'on', value: 1 },
            ],
          },
        },
      },
    });
  });

  test('of IoT Central has its members, its schemas, cloud properties and commands that wait', () => {
    const document = {
      ...(pump(
        { '@type': ['Property', 'Cloud', 'StringValue'], name: 'owner', schema: 'string', displayUnit: 'x' },
        { '@type': ['Telemetry', 'Location'], name: 'place', schema: 'geopoint' },
        { '@type': 'Command', name: 'update', durable: true, commandType: 'synchronous' },
      ) as object),
      '@context': ['dtmi:iotcentral:context;2', 'dtmi:dtdl:context;2'],
    } as Json;
    expect(readGood(document).contents).toMatchObject([
      { cloud: true, semanticTypes: ['Cloud', 'StringValue'] },
      { schema: { kind: 'named', name: 'geopoint' } },
      { durable: true },
    ]);
  });

  test('may lack its context where the template around it has one', () => {
    const { '@context': context, ...document } = pump(telemetry('double')) as Record<string, Json>;
    expect(readInterfaces(document).ok).toBe(false);
    expect(readGood(document, context).contents).toHaveLength(1);
  });

  test('in version 3 may have arrays in properties, long names and members of extensions', () => {
    const name = `n${'a'.repeat(200)}`;
    const document: Json = {
      '@context': ['dtmi:dtdl:context;3', 'dtmi:dtdl:extension:quantitativeTypes;1'],
      '@id': 'dtmi:test:Pump',
      '@type': 'Interface',
      contents: [{ '@type': 'Property', name, schema: { '@type': 'Array', elementSchema: 'string' }, annotates: 'x' }],
    };
    expect(readGood(document)).toMatchObject({ version: 3, contents: [{ name }] });
  });

  test('may hold the interfaces of its components, the same one at several', () => {
    const valve: Json = { '@id': 'dtmi:test:Valve;1', '@type': 'Interface', contents: [telemetry('double')] };
    const verdict = readInterfaces(
      pump({ '@type': 'Component', name: 'a', schema: valve }, { '@type': 'Component', name: 'b', schema: valve }),
    );
    expect(verdict.ok && [...verdict.value.keys()]).toEqual([ID, 'dtmi:test:Valve;1']);
  });
});

describe('a model that is not', () => {
  const rows: readonly (readonly [string, Json | undefined, string, ModelFault])[] = [
    ['is missing', undefined, '', 'not-an-object'],
    ['is an empty list', [], '', 'no-interface'],
    ['is a text', 'dtmi:test:Pump;1', '', 'not-an-object'],
    ['has no context', { '@id': ID, '@type': 'Interface' }, '@context', 'context'],
    ['is of version 4', { '@context': 'dtmi:dtdl:context;4', '@id': ID }, '@context', 'context-version'],
    ['is no interface', { '@context': 'dtmi:dtdl:context;2', '@id': ID, '@type': 'Telemetry' }, '@type', 'type'],
    ['has no ID', { '@context': 'dtmi:dtdl:context;2', '@type': 'Interface' }, '@id', 'id'],
    ['has an odd ID', { '@context': 'dtmi:dtdl:context;2', '@id': 'urn:a:b:1', '@type': 'Interface' }, '@id', 'id'],
    [
      'has no version',
      { '@context': 'dtmi:dtdl:context;2', '@id': 'dtmi:a:b', '@type': 'Interface' },
      '@id',
      'id-version',
    ],
    ['has contents of no list', { ...(pump() as object), contents: {} } as Json, 'contents', 'value'],
    ['misspells a member', { ...(pump() as object), content: [] } as Json, 'content', 'member'],
    ['has an element of no kind', pump({ '@type': 'Measurement', name: 'a' }), 'contents[0].@type', 'type'],
    [
      'has an element of two kinds',
      pump({ '@type': ['Telemetry', 'Property'], name: 'a' }),
      'contents[0].@type',
      'type',
    ],
    ['has an element that is a text', pump('temperature'), 'contents[0]', 'not-an-object'],
    [
      'has a name with a dash',
      pump({ '@type': 'Telemetry', name: 'a-b', schema: 'double' }),
      'contents[0].name',
      'name',
    ],
    [
      'has a name that ends in _',
      pump({ '@type': 'Telemetry', name: 'a_', schema: 'double' }),
      'contents[0].name',
      'name',
    ],
    [
      'has a long name',
      pump({ '@type': 'Telemetry', name: 'a'.repeat(65), schema: 'double' }),
      'contents[0].name',
      'name',
    ],
    ['has a name twice', pump(telemetry('double'), telemetry('double')), 'contents[1].name', 'duplicate-name'],
    ['has a long display name', { ...(pump() as object), displayName: 'a'.repeat(65) } as Json, 'displayName', 'text'],
    ['has a comment of no text', { ...(pump() as object), comment: 5 } as Json, 'comment', 'text'],
    ['has no schema', pump({ '@type': 'Telemetry', name: 'a' }), 'contents[0].schema', 'schema'],
    ['has an unknown schema', pump(telemetry('number')), 'contents[0].schema', 'schema'],
    [
      'has a schema of 6 levels',
      pump(telemetry(nest(6))),
      `contents[0].schema${'.fields[0].schema'.repeat(5)}`,
      'schema-depth',
    ],
    [
      'has an array in a property',
      pump(property({ '@type': 'Array', elementSchema: 'string' })),
      'contents[0].schema',
      'schema-array',
    ],
    [
      'has an object without fields',
      pump(telemetry({ '@type': 'Object' })),
      'contents[0].schema.fields',
      'schema-members',
    ],
    [
      'has a unit of nothing',
      pump({ '@type': 'Telemetry', name: 'a', schema: 'double', unit: 'bar' }),
      'contents[0].unit',
      'unit',
    ],
    [
      'has a unit on a text',
      pump({ '@type': ['Telemetry', 'Pressure'], name: 'a', schema: 'string', unit: 'bar' }),
      'contents[0].unit',
      'unit',
    ],
    [
      'has writable in words',
      pump({ '@type': 'Property', name: 'a', schema: 'string', writable: 'yes' }),
      'contents[0].writable',
      'value',
    ],
    [
      'has a component of no ID',
      pump({ '@type': 'Component', name: 'a', schema: 'Valve' }),
      'contents[0].schema',
      'id',
    ],
    [
      'has 301 contents',
      pump(...Array.from({ length: 301 }, (_, at) => ({ '@type': 'Relationship', name: `r${at}` }))),
      'contents',
      'too-many',
    ],
    [
      'extends three',
      { ...(pump() as object), extends: ['dtmi:a;1', 'dtmi:b;1', 'dtmi:c;1'] } as Json,
      'extends',
      'too-many',
    ],
    [
      'has a map of numbers',
      pump(
        telemetry({
          '@type': 'Map',
          mapKey: { name: 'k', schema: 'integer' },
          mapValue: { name: 'v', schema: 'string' },
        }),
      ),
      'contents[0].schema.mapKey.schema',
      'schema-members',
    ],
    [
      'has an enum of the wrong values',
      pump(telemetry({ '@type': 'Enum', valueSchema: 'integer', enumValues: [{ name: 'a', enumValue: 'x' }] })),
      'contents[0].schema.enumValues[0].enumValue',
      'schema-members',
    ],
    [
      'has an enum value twice',
      pump(
        telemetry({
          '@type': 'Enum',
          valueSchema: 'string',
          enumValues: [
            { name: 'a', enumValue: 'x' },
            { name: 'b', enumValue: 'x' },
          ],
        }),
      ),
      'contents[0].schema.enumValues[1].enumValue',
      'duplicate-name',
    ],
    ['has one ID for two', [pump(), pump(telemetry('double'))], '[1].@id', 'duplicate-id'],
  ];

  test.each(rows)('%s: is refused with the place and the fault', (_what, json, path, fault) => {
    expect(faultsOf(json)).toEqual([[path, fault]]);
  });

  test.each(rows)('%s: is told in words', (_what, json) => {
    const verdict = readInterfaces(json);
    if (verdict.ok) throw new Error('the model is good');
    const words = describeModelFinding(verdict.findings[0]);
    expect(words.explanation).toMatch(/^[A-Z].*\.( It is “.*”\.)?$/s);
    expect(words.remedy).toMatch(/^[A-Z].*\.$/);
    expect(printModelFinding(verdict.findings[0])).toContain(words.place);
  });
});

describe('hostile documents', () => {
  test('tell of 50 faults at most', () => {
    expect(faultsOf(pump(...Array.from({ length: 300 }, () => 'x')))).toHaveLength(50);
  });

  test('with schemas that name each other many times over are given up', () => {
    const fields = (at: number): Json => ({
      '@id': `dtmi:test:S${at};1`,
      '@type': 'Object',
      fields: Array.from({ length: 30 }, (_, field) => ({ name: `f${field}`, schema: `dtmi:test:S${at + 1};1` })),
    });
    const last: Json = {
      ...(fields(4) as object),
      fields: Array.from({ length: 30 }, (_, field) => ({ name: `f${field}`, schema: 'double' })),
    } as Json;
    const contents = Array.from({ length: 300 }, (_, at) => ({
      '@type': 'Telemetry',
      name: `t${at}`,
      schema: 'dtmi:test:S1;1',
    }));
    const schemas = [fields(1), fields(2), fields(3), last];
    expect(faultsOf({ ...(pump(...contents) as object), schemas } as Json).map(([, fault]) => fault)).toEqual([
      'too-complex',
    ]);
  });

  test('with interfaces in each other are read to the tenth', () => {
    let inner: Json = { '@id': 'dtmi:test:I0;1', '@type': 'Interface' };
    for (let at = 1; at < 20; at += 1) inner = { '@id': `dtmi:test:I${at};1`, '@type': 'Interface', extends: inner };
    const faults = faultsOf({ ...(pump() as object), extends: inner } as Json);
    expect(faults.map(([, fault]) => fault)).toEqual(['extends-depth']);
  });

  test('with members of every object are no interface', () => {
    expect(faultsOf(JSON.parse('{"__proto__":{"@type":"Interface"},"constructor":1}') as Json)).toEqual([
      ['@context', 'context'],
    ]);
  });
});
