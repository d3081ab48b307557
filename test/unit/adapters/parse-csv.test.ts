import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '#adapters/csv/parse-csv';

/** A few tenths of a second by themselves; beside other work, more. Work that grows with the square takes minutes. */
const LINEAR_MS = 9000;

const cellsOf = (text: string, delimiter?: string) => parseCsv(text, delimiter).rows.map(({ cells }) => cells);

describe('a table of text', () => {
  test('is read into rows with the lines that they begin at', () => {
    expect(parseCsv('id,name\na,Pump\n\nb,Valve\n')).toEqual({
      rows: [
        { cells: ['id', 'name'], line: 1 },
        { cells: ['a', 'Pump'], line: 2 },
        { cells: ['b', 'Valve'], line: 4 },
      ],
      delimiter: ',',
      quoteFaults: [],
    });
  });

  test.each(['\n', '\r\n', '\r'])('keeps count of its lines across quoted line ends, written %j', (end) => {
    const text = ['a,"one', 'two', '', 'four",x', '   ', 'b,c', ''].join(end);
    expect(parseCsv(text).rows).toEqual([
      { cells: ['a', 'one\ntwo\n\nfour', 'x'], line: 1 },
      { cells: ['b', 'c'], line: 6 },
    ]);
  });

  test('may mix the ends of its lines, as files do that were put together', () => {
    expect(parseCsv('a,1\r\nb,2\nc,3\rd,4').rows).toMatchObject([
      { cells: ['a', '1'], line: 1 },
      { cells: ['b', '2'], line: 2 },
      { cells: ['c', '3'], line: 3 },
      { cells: ['d', '4'], line: 4 },
    ]);
  });

  test('keeps rows of empty cells, and has none for a text without any', () => {
    expect(cellsOf('a,b\n,\nc,d')).toEqual([
      ['a', 'b'],
      ['', ''],
      ['c', 'd'],
    ]);
    expect(parseCsv('')).toEqual({ rows: [], delimiter: ',', quoteFaults: [] });
    expect(cellsOf(' \n\n  ')).toEqual([]);
  });

  test('loses its byte order mark, and blanks behind a closing quotation mark', () => {
    expect(cellsOf('\uFEFF"id" ,name\n')).toEqual([['id', 'name']]);
  });

  test.each([',', ';', '\t', '|'])('of any cells comes back as it was printed, with %j between them', (delimiter) => {
    const sign = fc.constantFrom('"', '\n', ',', ';', '\t', '|', ' ', '=', "'", 'ä', 'a', '1');
    const cell = fc.oneof(fc.string({ unit: sign, maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 6 }));
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
      );
    fc.assert(
      fc.property(table, fc.boolean(), (rows, hasFinalEnd) => {
        fc.pre(!rows.flat().some((text) => text.includes('\r')));
        const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const text = rows.map((row) => row.map(quote).join(delimiter)).join('\r\n') + (hasFinalEnd ? '\r\n' : '');
        const { rows: read, quoteFaults } = parseCsv(text, delimiter);
        expect(read.map(({ cells }) => cells)).toEqual(rows);
        expect(quoteFaults).toEqual([]);
        const ends = (row: readonly string[]): number => row.join('').split('\n').length;
        let line = 1;
        for (const [index, row] of rows.entries()) {
          expect(read[index]?.line).toBe(line);
          line += ends(row);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('may be any text: it is read, at lines that follow one another', () => {
    const piece = fc.oneof(
      fc.constantFrom('"', '""', '\n', '\r\n', ',', ';', '\t', 'sep=;\n'),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const { rows } = parseCsv(pieces.join(''));
        for (const [index, { line }] of rows.entries()) expect(line).toBeGreaterThan(rows[index - 1]?.line ?? 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the delimiter', () => {
  test.each([
    ['id,name\na,b', ','],
    ['id;name\na;b', ';'],
    ['id\tname\na\tb', '\t'],
    ['id|name\na|b', '|'],
    ['id\na\nb', ','],
    ['', ','],
    ['IOTC_DEVICEID;IOTC_DEVICENAME\ns1;Pumpe 3,5 kW\ns2;Ventil 2,5', ';'],
    ['s1;3,5\ns2;4,5', ';'],
    ['id,connection\ns1,HostName=h;DeviceId=s1\ns2,HostName=h;DeviceId=s2', ','],
    ['s1,HostName=h;DeviceId=s1\ns2,HostName=h;DeviceId=s2', ','],
    ['"a;b";"c,d,e"\n"f;g";"h,i"', ';'],
    ['a,b\nsome, text, here\nc,d', ','],
    ['id,name\ns1,a,x;y\ns2,b,c\ns3', ','],
  ])('of %j is %j', (text, delimiter) => {
    expect(parseCsv(text).delimiter).toBe(delimiter);
  });

  test('is what the reader of the file says, whatever the file looks like', () => {
    expect(parseCsv('a,b;c', ';')).toMatchObject({ delimiter: ';', rows: [{ cells: ['a,b', 'c'] }] });
  });

  test('is what a first line says to Excel, and that line is no row', () => {
    expect(parseCsv('sep=|\r\na,b|c\r\n')).toEqual({
      rows: [{ cells: ['a,b', 'c'], line: 2 }],
      delimiter: '|',
      quoteFaults: [],
    });
    expect(parseCsv('sep=|\na,b|c', ',').rows).toEqual([{ cells: ['a', 'b|c'], line: 2 }]);
  });

  test('is found in a long file by its beginning', () => {
    const text = `id;name\n${'s1;"a, b"\n'.repeat(20_000)}`;
    const { delimiter, rows } = parseCsv(text);
    expect([delimiter, rows.length]).toEqual([';', 20_001]);
  });
});

describe('a quotation mark out of place', () => {
  test('is told by the line of its row when it is never closed', () => {
    const { rows, quoteFaults } = parseCsv('a,1\nb,"Pump\nc,3\n');
    expect(quoteFaults).toEqual([2]);
    expect(rows).toEqual([
      { cells: ['a', '1'], line: 1 },
      { cells: ['b', 'Pump\nc,3\n'], line: 2 },
    ]);
  });

  test('is told once for a row where text follows closing ones', () => {
    const { rows, quoteFaults } = parseCsv('sep=,\n"x\ny",1\n"5" pipe" 3",2\nc,3');
    expect(quoteFaults).toEqual([4]);
    expect(rows.at(-1)).toEqual({ cells: ['c', '3'], line: 5 });
  });

  test('is taken as text inside a cell that has none around it', () => {
    expect(parseCsv('a,5" pipe\nb,c')).toEqual({
      rows: [
        { cells: ['a', '5" pipe'], line: 1 },
        { cells: ['b', 'c'], line: 2 },
      ],
      delimiter: ',',
      quoteFaults: [],
    });
  });
});

describe('a large table', () => {
  test('of 200,000 rows is read in time that grows with it alone', { timeout: 30_000 }, () => {
    const text = Array.from({ length: 200_000 }, (_, index) => `sensor-${index},"Pump, ${index}"`).join('\r\n');
    const started = performance.now();
    expect(parseCsv(text).rows).toHaveLength(200_000);
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
  });

  test.each([
    ['marks', '"'.repeat(300_000)],
    ['marks that close nothing', '"a"b'.repeat(100_000)],
    ['blanks behind marks', `"a"${' '.repeat(300_000)}b,c`],
    ['delimiters', ','.repeat(300_000)],
  ])('of nothing but %s is read as fast', (_what, text) => {
    const started = performance.now();
    parseCsv(text);
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
  });
});
