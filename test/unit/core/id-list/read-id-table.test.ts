import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { guardFormula } from '#core/csv/formula-guard';
import type { TableReading } from '#core/id-list/listed-id';
import { ID_LIMIT } from '#core/id-list/listed-id';
import { readIdTable } from '#core/id-list/read-id-table';
import type { CsvTable } from '#core/ports/csv-parser';

/** A few tenths of a second by themselves; beside other work, more. Work that grows with the square takes minutes. */
const LINEAR_MS = 9000;

const KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';
const OTHER_KEY = 'dzKDh7JsBUB7CHC5SkVsXo2SELtNqXyBDH9gVvtOqGo=';
const THUMBPRINT = '9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08';
const OTHER_THUMBPRINT = 'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709';

function tableOf(...lines: string[]): CsvTable {
  const rows = lines.map((text, index) => ({ cells: text.split('|'), line: index + 1 }));
  return { rows, delimiter: '|', quoteFaults: [] };
}

function readGood(table: CsvTable, reading?: TableReading) {
  const verdict = readIdTable(table, reading);
  if (!verdict.ok) throw new Error(`refused: ${JSON.stringify(verdict.findings)}`);
  const { ids, problems, shape } = verdict.value;
  return { ids, problems, shape, reading: shape?.reading, notes: verdict.notes };
}

const idsOf = (table: CsvTable, reading?: TableReading) => readGood(table, reading).ids.map(({ id }) => id);

describe('IoT Central’s files', () => {
  test('for import are told by their headings', () => {
    const { ids, shape } = readGood(
      tableOf('IOTC_DEVICEID|IOTC_DEVICENAME', 'sampledevice-1|Sample Device 1', 'sampledevice-2|'),
    );
    expect(ids).toEqual([
      { id: 'sampledevice-1', name: 'Sample Device 1', line: 2 },
      { id: 'sampledevice-2', line: 3 },
    ]);
    expect(shape).toEqual({
      columns: [
        { heading: 'IOTC_DEVICEID', sample: 'sampledevice-1' },
        { heading: 'IOTC_DEVICENAME', sample: 'Sample Device 1' },
      ],
      reading: { delimiter: '|', hasHeading: true, idColumn: 0, nameColumn: 1 },
      known: 'central-import',
    });
  });

  test('of an export are told too, and their keys are not shown', () => {
    const { ids, shape } = readGood(
      tableOf(
        'IOTC_DEVICEID|IOTC_DEVICENAME|IOTC_SASKEY_PRIMARY|IOTC_SASKEY_SECONDARY|IOTC_X509THUMBPRINT_PRIMARY|IOTC_X509THUMBPRINT_SECONDARY',
        `d1|Device 1|${KEY}|${OTHER_KEY}|${THUMBPRINT}|${THUMBPRINT}`,
      ),
    );
    expect(ids).toEqual([{ id: 'd1', name: 'Device 1', line: 2 }]);
    expect(shape?.known).toBe('central-export');
    expect(shape?.columns.map(({ heading }) => heading)).toEqual([
      'IOTC_DEVICEID',
      'IOTC_DEVICENAME',
      'IOTC_SASKEY_PRIMARY',
      'IOTC_SASKEY_SECONDARY',
      'IOTC_X509THUMBPRINT_PRIMARY',
      'IOTC_X509THUMBPRINT_SECONDARY',
    ]);
    expect(shape?.columns.map(({ sample }) => sample)).toEqual([
      'd1',
      'Device 1',
      '8isrFI1s…',
      'dzKDh7Js…',
      '9F86D081…',
      '9F86D081…',
    ]);
  });

  test.each([
    ['in any order', 'IOTC_SASKEY_PRIMARY|IOTC_DEVICENAME|IOTC_DEVICEID', `${KEY}|Pump|d1`, 2, 1, 'central-export'],
    ['in any case', 'iotc_devicename|Iotc_DeviceId', 'Pump|d1', 1, 0, 'central-import'],
    ['beside other columns', 'Site|IOTC_DEVICEID|DeviceId', 'North|d1|x1', 1, null, 'central-import'],
    ['alone', 'IOTC_DEVICEID', 'd1', 0, null, 'central-import'],
    [
      'with a thumbprint only',
      'IOTC_DEVICEID|IOTC_X509THUMBPRINT_PRIMARY',
      `d1|${THUMBPRINT}`,
      0,
      null,
      'central-export',
    ],
  ])('may have their headings %s', (_how, heading, row, idColumn, nameColumn, known) => {
    const { ids, shape } = readGood(tableOf(heading, row));
    expect(ids).toMatchObject([{ id: 'd1' }]);
    expect(shape).toMatchObject({ reading: { idColumn, nameColumn }, known });
  });
});

describe('the column of the IDs', () => {
  test.each([
    ['deviceId|site', 0],
    ['site|Device ID', 1],
    ['site|device_id', 1],
    ['site|DEVICE-ID', 1],
    ['site|registrationId', 1],
    ['site|Geräte-ID', 1],
    ['site|id', 1],
    ['site|Serial Number', 1],
    ['site|Serial No.', 1],
    ['site|Seriennummer', 1],
    ['site|IMEI', 1],
    ['site|MAC address', 1],
    ['id|registration id', 1],
    ['serial|id', 1],
    ['device|id', 1],
  ])('is told by the headings %s', (headings, idColumn) => {
    const table = tableOf(headings, 'alpha-1|beta-1', 'alpha-2|beta-2');
    expect(readGood(table).notes).toEqual([]);
    expect(readGood(table).reading).toMatchObject({ hasHeading: true, idColumn });
  });

  test('is the one of several likely headings that holds IDs, when the other numbers the rows', () => {
    const table = tableOf('Id|Device|Place', '1|sensor-7|Hall', '2|sensor-8|Hall', '3|sensor-9|Yard');
    expect(idsOf(table)).toEqual(['sensor-7', 'sensor-8', 'sensor-9']);
  });

  test.each([
    ['the third', ['1|Pump house|sensor-a1', '2|Gate, north|sensor-b2', '3|Yard (old)|sensor-c3'], 2, 1],
    ['the second, beside keys', [`${KEY}|d1`, `${OTHER_KEY}|d2`], 1, null],
    ['the second, beside thumbprints', [`${THUMBPRINT}|d1`, `${OTHER_THUMBPRINT}|d2`], 1, null],
    ['the second, beside dates', ['2026-11-22|1001|Pump', '2026-11-23|1007|Gate'], 1, 2],
    ['the second, beside dates of another form', ['22.11.2026|1001', '23.11.2026|1007'], 1, null],
    ['the second, beside a kind', ['pump|d1', 'pump|d2', 'valve|d3'], 1, 0],
    ['the second, beside a kind with a number', ['x7|1001', 'x7|1007', 'x7|1002'], 1, 0],
    ['the second, beside the numbers of the rows', ['1|4711', '2|4790', '3|4712'], 1, null],
    ['the second, beside other numbers', ['20|s1', '35|s2'], 1, null],
    ['the first of two alike', ['a1|b1', 'a2|b2'], 0, 1],
    ['the only one, though most are no IDs', ['a b', 'c d', 'e1'], 0, null],
    ['the first, of a single row', ['d1|Pump house'], 0, 1],
  ])('without headings is told by what it holds: %s', (_which, lines, idColumn, nameColumn) => {
    const { reading, ids } = readGood(tableOf(...lines));
    expect(reading).toEqual({ delimiter: '|', hasHeading: false, idColumn, nameColumn });
    expect(ids).toHaveLength(lines.length);
  });

  test('is found below headings in words of their own, which is said since it may be wrong', () => {
    const table = tableOf('Anlage|Ort', 'A-100|Halle', 'A-101|Hof', 'A-102|Hof');
    const { reading, ids, notes } = readGood(table);
    expect(notes).toEqual([{ code: 'list/heading-skipped', facts: { heading: 'Anlage' } }]);
    expect(readGood(table, { hasHeading: true }).notes).toEqual([]);
    expect(reading).toMatchObject({ hasHeading: true, idColumn: 0 });
    expect(ids).toMatchObject([{ id: 'A-100', line: 2 }, { id: 'A-101' }, { id: 'A-102' }]);
  });

  test('is not mistaken for headings where a word comes again below', () => {
    expect(idsOf(tableOf('d1|device', 'd2|device', 'd3|gateway'))).toEqual(['d1', 'd2', 'd3']);
    expect(idsOf(tableOf('d1|device'))).toEqual(['d1']);
    expect(idsOf(tableOf('alpha|name', 'beta|name'))).toEqual(['alpha', 'beta']);
    expect(idsOf(tableOf('gate|in use', 'd1|spare', 'pump|in use', 'valve|in use'))).toHaveLength(4);
    expect(idsOf(tableOf('d1|device', 'd1|device'))).toEqual(['d1', 'd1']);
  });

  test('can be chosen, and so can all the rest', () => {
    const table = tableOf('deviceId|other|name', 'd1|o1|n1');
    expect(readGood(table, { idColumn: 1 })).toMatchObject({
      ids: [{ id: 'o1', name: 'n1' }],
      reading: { hasHeading: true, idColumn: 1, nameColumn: 2 },
    });
    expect(readGood(table, { hasHeading: false, nameColumn: null })).toMatchObject({
      ids: [{ id: 'deviceId', line: 1 }, { id: 'd1' }],
      shape: { columns: [{ heading: undefined }, {}, {}] },
    });
    expect(readGood(table, { nameColumn: 1 }).ids).toEqual([{ id: 'd1', name: 'o1', line: 2 }]);
    expect(readGood(tableOf('d1|x', 'd2|y'), { hasHeading: true }).ids).toMatchObject([{ id: 'd2' }]);
    expect(readGood(table, { idColumn: 7 }).problems).toMatchObject([
      { line: 2, leftOut: true, finding: { code: 'list/id-missing', facts: { column: 8, cells: 3 } } },
    ]);
  });

  test('is asked for when no column can be it', () => {
    expect(readIdTable(tableOf('Ort|Zustand', 'Halle 7|läuft gut', 'Hof 3|steht still'))).toEqual({
      ok: false,
      findings: [
        {
          code: 'list/no-id-column',
          facts: {
            columns: [
              { heading: undefined, sample: 'Ort' },
              { heading: undefined, sample: 'Zustand' },
            ],
            delimiter: '|',
          },
        },
      ],
    });
  });
});

describe('rows', () => {
  test('of empty cells, comments and headings that come again are skipped', () => {
    const table = tableOf(
      'id|name',
      'd1|Pump',
      '|',
      ' | ',
      '# spare | parts',
      '// old',
      '#none|',
      'id|name',
      'd2|Valve',
    );
    expect(readGood(table)).toMatchObject({
      ids: [
        { id: 'd1', line: 2 },
        { id: 'd2', line: 9 },
      ],
      problems: [],
    });
  });

  test('without an ID are named, with what else they begin with', () => {
    const table = tableOf('name|id', 'Pump|d1', 'Valve| ', 'Gate', `${KEY}|`);
    expect(readGood(table).problems).toEqual([
      { line: 3, found: 'Valve', leftOut: true, finding: { code: 'list/id-missing', facts: { column: 2, cells: 2 } } },
      { line: 4, found: 'Gate', leftOut: true, finding: { code: 'list/id-missing', facts: { column: 2, cells: 1 } } },
      {
        line: 5,
        found: '8isrFI1s…',
        leftOut: true,
        finding: { code: 'list/id-missing', facts: { column: 2, cells: 2 } },
      },
    ]);
  });

  test('with a quotation mark out of place are left out and named', () => {
    const table = { ...tableOf('id|name', 'd1|Pump', 'd2|5" pipe', 'd3|x'), quoteFaults: [1, 3] };
    const { ids, problems } = readGood(table);
    expect(ids).toMatchObject([{ id: 'd1' }, { id: 'd3' }]);
    expect(problems).toEqual([
      { line: 1, found: 'id', leftOut: true, finding: { code: 'list/quote', facts: {} } },
      { line: 3, found: 'd2', leftOut: true, finding: { code: 'list/quote', facts: {} } },
    ]);
  });

  test('may have more cells than headings, or end with empty ones', () => {
    expect(idsOf(tableOf('id|name', 'd1|Pump|more|cells', 'd2|||'))).toEqual(['d1', 'd2']);
  });

  test('lose the guard against formulas that we put before a cell, and quotation marks around an ID', () => {
    const table = tableOf('id|name', "'-d1|'=Pump", "'d2'|'n'", '"d3"|+x', "'@x|'@x", "'-d4|''=Pump");
    expect(readGood(table).ids).toEqual([
      { id: '-d1', name: '=Pump', line: 2 },
      { id: 'd2', name: "'n'", line: 3 },
      { id: 'd3', name: '+x', line: 4 },
      { id: '@x', name: '@x', line: 5 },
      { id: '-d4', name: "'=Pump", line: 6 },
    ]);
  });

  test('that we printed ourselves have the names that they were printed with', () => {
    const name = fc
      .string({ unit: fc.constantFrom("'", '=', '-', '@', 'a', ' '), maxLength: 6 })
      .map((text) => text.trim());
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 9 }), (names) => {
        const rows = names.map((text, index) => `-d${index}|${text}`.split('|').map(guardFormula).join('|'));
        expect(readGood(tableOf('id|name', ...rows)).ids.map((listed) => listed.name ?? '')).toEqual(names);
      }),
      { numRuns: 300 },
    );
  });

  test.each([[tableOf()], [tableOf('IOTC_DEVICEID|IOTC_DEVICENAME')], [tableOf('|', '# nothing')]])(
    'that hold no ID are an empty list',
    (table) => {
      expect(readIdTable(table)).toEqual({ ok: false, findings: [{ code: 'list/empty', facts: {} }] });
    },
  );

  test('are at most as many as a list may have IDs', () => {
    const cells = ['d1'];
    const rows = Array.from({ length: ID_LIMIT + 1 }, (_, index) => ({ cells, line: index + 1 }));
    expect(readIdTable({ rows, delimiter: ',', quoteFaults: [] })).toEqual({
      ok: false,
      findings: [{ code: 'list/too-long', facts: { count: ID_LIMIT + 1, limit: ID_LIMIT } }],
    });
  });
});

describe('secrets', () => {
  test('in a first row that was taken for headings are shortened', () => {
    const { shape } = readGood(tableOf(`id|${KEY}`, `d1|${OTHER_KEY}`));
    expect(JSON.stringify(shape)).not.toContain(KEY.slice(0, 21));
  });

  test('in the column of the IDs are shortened where no column can be found', () => {
    const verdict = readIdTable(tableOf(`${KEY}|${KEY}`, `${OTHER_KEY}|${KEY}`));
    expect(verdict).toMatchObject({ ok: false, findings: [{ code: 'list/no-id-column' }] });
    expect(JSON.stringify(verdict)).not.toContain(KEY.slice(0, 21));
  });
});

describe('any table', () => {
  const cell = fc.oneof(
    fc.constantFrom('', 'id', 'name', 'd1', 'd2', '# x', KEY),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 20 }).map((rows) => ({
    rows: rows.map((cells, index) => ({ cells, line: index + 1 })),
    delimiter: ',',
    quoteFaults: [2],
  }));
  const reading = fc.record(
    {
      hasHeading: fc.boolean(),
      idColumn: fc.nat({ max: 6 }),
      nameColumn: fc.option(fc.nat({ max: 6 })),
    },
    { requiredKeys: [] },
  );

  test('gets a verdict, and a line becomes an ID or a problem but not both', () => {
    fc.assert(
      fc.property(table, reading, (anyTable, anyReading) => {
        const verdict = readIdTable(anyTable, anyReading);
        if (!verdict.ok) return;
        const { ids, problems, shape } = verdict.value;
        const lines = [...ids, ...problems].map(({ line }) => line);
        expect(new Set(lines).size).toBe(lines.length);
        expect(shape?.reading).toMatchObject(anyReading);
      }),
      { numRuns: 500 },
    );
  });

  test('of 200,000 rows is read in time that grows with it alone', { timeout: 30_000 }, () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => ({
      cells: [`sensor-${index}`, 'Pump'],
      line: index + 1,
    }));
    const started = performance.now();
    expect(idsOf({ rows, delimiter: ',', quoteFaults: [] })).toHaveLength(200_000);
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
  });

  test('with a row of a million cells is read as fast', () => {
    const cells = Array.from({ length: 1_000_000 }, (_, index) => `s${index}`);
    const started = performance.now();
    expect(readGood({ rows: [{ cells, line: 1 }], delimiter: ',', quoteFaults: [] }).shape?.columns).toHaveLength(200);
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
  });
});
