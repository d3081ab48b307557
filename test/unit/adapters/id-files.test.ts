import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCsv } from '#adapters/csv/parse-csv';
import { encodeUtf8 } from '#core/bytes/text';
import type { Finding } from '#core/errors/workbench-error';
import { readTextOfFile } from '#core/id-list/file-text';
import { judgeIdList } from '#core/id-list/judge-id-list';
import type { TableReading, TableShape } from '#core/id-list/listed-id';
import { readIdText } from '#core/id-list/read-id-text';

/** A few tenths of a second by themselves; beside other work, more. Work that grows with the square takes minutes. */
const LINEAR_MS = 9000;

const KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';

interface Outcome {
  readonly good: readonly string[];
  readonly names: readonly (string | undefined)[];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
  readonly shape: TableShape | undefined;
}

/** Reads and judges a text as the makers of keys do; a problem is its line and its code. */
function readAll(text: string, reading?: TableReading): Outcome {
  const verdict = readIdText(text, parseCsv, reading);
  if (!verdict.ok) throw new Error(`refused: ${JSON.stringify(verdict.findings)}`);
  const { ids, problems: earlier, shape } = verdict.value;
  const { good, problems, notes } = judgeIdList(ids, earlier);
  return {
    good: good.map(({ id }) => id),
    names: good.map(({ name }) => name),
    problems: problems.map(({ line, finding }) => `${line} ${finding.code}`),
    notes: [...verdict.notes, ...notes].map(({ code }) => code),
    shape,
  };
}

function readBytes(bytes: Uint8Array): Outcome & { readonly encodingNotes: readonly Finding[] } {
  const text = readTextOfFile(bytes);
  if (!text.ok) throw new Error(`refused: ${JSON.stringify(text.findings)}`);
  return { ...readAll(text.value), encodingNotes: text.notes };
}

const findingsOf = (text: string) => {
  const verdict = readIdText(text, parseCsv);
  return verdict.ok ? [] : verdict.findings;
};

describe('pasted text', () => {
  test.each([
    ['one ID', 'sensor-1', ['sensor-1']],
    ['one ID a line', 'sensor-1\nsensor-2\n', ['sensor-1', 'sensor-2']],
    ['a list on one line', 'a, b, c', ['a', 'b', 'c']],
    ['a list on one line with a comma at its end', 'a, b, c,', ['a', 'b', 'c']],
    ['two names on one line', 'pump, valve', ['pump', 'valve']],
    ['a list that goes on in the next line', 'a, b, c,\nd, e', ['a', 'b', 'c', 'd', 'e']],
    ['a block of IDs', 's1,s2,s3\ns4,s5,s6', ['s1', 's2', 's3', 's4', 's5', 's6']],
    ['a block of IDs out of a spreadsheet', 's1\ts2\ns3\ts4', ['s1', 's2', 's3', 's4']],
    ['addresses of hardware', '00:1a:2b:3c:4d:5e;a1:b2:c3:d4:e5:f6', ['00:1a:2b:3c:4d:5e', 'a1:b2:c3:d4:e5:f6']],
    ['IDs with a comma after each', 'sensor-1,\nsensor-2,\nsensor-3', ['sensor-1', 'sensor-2', 'sensor-3']],
    ['JSON', '[\n  "a1",\n  "b2"\n]', ['a1', 'b2']],
    ['JSON on one line', '["a1","b2"]', ['a1', 'b2']],
    ['two words, one of which could be a heading', 'device, pump', ['device', 'pump']],
    ['JSON with several on a line', '["pump", "b2",\n "c3"]', ['pump', 'b2', 'c3']],
    ['one line with several among others', 'a1\nb2, c3\nd4', ['a1', 'b2', 'c3', 'd4']],
  ])('that is %s is a list', (_what, text, ids) => {
    expect(readAll(text)).toEqual({
      good: ids,
      names: ids.map(() => undefined),
      problems: [],
      notes: [],
      shape: undefined,
    });
  });

  test('may have a heading, which is left out and said', () => {
    expect(readAll('deviceId\nsensor-1\nsensor-2')).toMatchObject({
      good: ['sensor-1', 'sensor-2'],
      notes: ['list/heading-skipped'],
    });
    expect(readAll('Name\nsensor-1')).toMatchObject({ good: ['sensor-1'], notes: ['list/heading-skipped'] });
    expect(readAll('"Device ID",\nsensor-1')).toMatchObject({ good: ['sensor-1'], notes: ['list/heading-skipped'] });
  });

  test('that is one word may be a device called so', () => {
    expect(readAll('device')).toMatchObject({ good: ['device'], notes: [] });
  });

  test.each([
    ['out of a spreadsheet', 'sensor-1\tPump\nsensor-2\tValve', ['Pump', 'Valve']],
    ['with words that could be IDs', 'sensor-1,Pump\nsensor-2,Valve\nsensor-3,', ['Pump', 'Valve', undefined]],
    ['with numbers in its names', 'sensor-1,Room12\nsensor-2,Room14', ['Room12', 'Room14']],
    ['out of a spreadsheet, with numbers in some names', 'sensor-1\tRoom12\nsensor-2', ['Room12', undefined]],
    ['with a line for Excel that says the delimiter', 'sep=;\nsensor-1;sensor-9', ['sensor-9']],
    ['with rows numbered under a heading “#”', '#;Device ID\n1;sensor-1', [undefined]],
    ['with a name in some rows', 'sensor-1,Pump\nsensor-2\nsensor-3,Valve', ['Pump', undefined, 'Valve']],
    ['with names of several words', 'sensor-1;Pump house 3\nsensor-2;Gate', ['Pump house 3', 'Gate']],
    ['with commas in its names', 'sensor-1,"Pump, big"\nsensor-2,Gate', ['Pump, big', 'Gate']],
    ['of a single row', 'sensor-1;Pump house 3', ['Pump house 3']],
    ['with headings', 'deviceId,name\nsensor-1,Pump', ['Pump']],
  ])('that is a table %s is read as one', (_how, text, names) => {
    const outcome = readAll(text);
    expect(outcome.good).toEqual(names.map((_name, index) => `sensor-${index + 1}`));
    expect(outcome.names).toEqual(names);
    expect(outcome.shape).toBeDefined();
  });

  test('that is a table of words without digits is read as one', () => {
    expect(readAll('alpha,"Gate, big"\nbeta,Door')).toMatchObject({
      good: ['alpha', 'beta'],
      names: ['Gate, big', 'Door'],
    });
  });

  test('that is a long block of IDs is a list, wherever the part that is looked at ends', () => {
    const ids = Array.from({ length: 8000 }, (_, index) => `sensor-${10_000 + index}${index % 40 === 39 ? '\n' : ','}`);
    const { good } = readAll(ids.join(''));
    expect(good).toHaveLength(8000);
  });

  test('with an odd first line may have a heading: it is kept and told where it could be a device, and left out else', () => {
    expect(readAll('Anlage\nsensor-1\nsensor-2')).toMatchObject({
      good: ['Anlage', 'sensor-1', 'sensor-2'],
      notes: ['list/may-be-heading', 'list/upper-case'],
    });
    expect(readAll('Gerätenummer\nsensor-1\nsensor-2')).toMatchObject({
      good: ['sensor-1', 'sensor-2'],
      problems: [],
      notes: ['list/heading-skipped'],
    });
    expect(readAll('alpha\nbeta\ngamma').notes).toEqual([]);
  });

  test.each(['1.23E+12\n4.56E+12', '1,23E+12\n4,56E+12'])(
    'of numbers that a spreadsheet cut short gives a key to none, whatever stands for the dot: %j',
    (text) => {
      const problems = ['1 list/spreadsheet-value', '2 list/spreadsheet-value'];
      expect(readAll(text)).toMatchObject({ good: [], problems });
    },
  );

  test.each([
    ['json', '{"deviceId": "sensor-1"}\n{"deviceId": "sensor-2"}'],
    ['json', '[\n  {\n    "deviceId": "sensor-1"\n  }\n]'],
    ['json', '[{}]'],
    ['markup', '<html><body><table><tr><td>sensor-1</td></tr></table></body></html>'],
    ['markup', '<?xml version="1.0"?>\n<devices><device id="sensor-1"/></devices>'],
    ['rtf', '{\\rtf1\\ansi sensor-1\\par sensor-2}'],
  ])('that is %s is called so, and not read line by line', (form, text) => {
    expect(findingsOf(text)).toEqual([{ code: 'list/other-form', facts: { form } }]);
  });

  test('that is a table without an ID asks for the column, and is no list of odd IDs', () => {
    expect(findingsOf('Halle Nord;Bau drei\nHalle Süd;Bau vier')).toMatchObject([{ code: 'list/no-id-column' }]);
    expect(readAll(`HostName=h.net;DeviceId=d 1;SharedAccessKey=${KEY}`).problems).toEqual(['1 list/holds-key']);
  });

  test('is read as if nothing were said where the reader says nothing', () => {
    expect(readAll('s1, s2, s3', {})).toEqual(readAll('s1, s2, s3'));
    expect(readAll('s1, s2, s3', {}).good).toEqual(['s1', 's2', 's3']);
  });

  test('is a table where the reader says so', () => {
    expect(readAll('s1,s2\ns3,s4', { hasHeading: false })).toMatchObject({ good: ['s1', 's3'], names: ['s2', 's4'] });
  });

  test('with a secret in it names the line, and shows nothing of it', () => {
    const text = `sensor-1\n${KEY}\nHostName=h.net;DeviceId=d;SharedAccessKey=${KEY}`;
    const { good, problems } = readAll(text);
    expect(good).toEqual(['sensor-1']);
    expect(problems).toEqual(['2 list/holds-key', '3 list/holds-key']);
  });

  test('with lines that are no IDs names each', () => {
    const text = '# hall 7\nsensor-1\n\nsensor 2\n1.23E+12\nsensor-1\n#N/A\nSENSOR-1';
    expect(readAll(text)).toMatchObject({
      good: ['sensor-1', 'SENSOR-1'],
      problems: [
        '4 id/character',
        '5 list/spreadsheet-value',
        '6 list/duplicate',
        '7 list/spreadsheet-value',
        '8 list/case-twin',
      ],
      notes: ['list/upper-case'],
    });
  });

  test.each(['', '  \n\t\r\n', '# only a comment', '[]', 'deviceId,name', '\uFEFF'])('%j has no ID', (text) => {
    expect(findingsOf(text)).toEqual([{ code: 'list/empty', facts: {} }]);
  });
});

describe('files as programs write them', () => {
  test('IoT Central’s sample for import', () => {
    const bytes = encodeUtf8(
      'IOTC_DEVICEID,IOTC_DEVICENAME\r\nsampledevice-1,Sample Device 1\r\nsampledevice-2,Sample Device 2',
    );
    expect(readBytes(bytes)).toMatchObject({
      good: ['sampledevice-1', 'sampledevice-2'],
      names: ['Sample Device 1', 'Sample Device 2'],
      problems: [],
      shape: { known: 'central-import' },
    });
  });

  test('IoT Central’s export', () => {
    const text = [
      '\uFEFFIOTC_DEVICEID,IOTC_DEVICENAME,IOTC_SASKEY_PRIMARY,IOTC_SASKEY_SECONDARY,IOTC_X509THUMBPRINT_PRIMARY,IOTC_X509THUMBPRINT_SECONDARY',
      `pump-1,"Pump 1, hall 7",${KEY},${KEY},,`,
      `pump-2,"Pump ""2""",${KEY},${KEY},,`,
      '',
    ].join('\r\n');
    expect(readBytes(encodeUtf8(text))).toMatchObject({
      good: ['pump-1', 'pump-2'],
      names: ['Pump 1, hall 7', 'Pump "2"'],
      problems: [],
      shape: { known: 'central-export' },
    });
  });

  test('a German Excel: semicolons, decimal commas, Windows-1252', () => {
    const letters = 'Geräte-ID;Bezeichnung;Druck\r\npumpe-1;Größe 3;2,5\r\npumpe-2;Kühler;3,5\r\n;;\r\n';
    const outcome = readBytes(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
    expect(outcome).toMatchObject({
      good: ['pumpe-1', 'pumpe-2'],
      names: ['Größe 3', 'Kühler'],
      problems: [],
      encodingNotes: [{ code: 'file/encoding' }],
      shape: { reading: { delimiter: ';', idColumn: 0, nameColumn: 1, hasHeading: true } },
    });
  });

  test('Excel’s “Unicode text”: UTF-16 and tabs', () => {
    const text = '\uFEFFSerial no.\tName\r\n4711-a\tÜber\r\n';
    const bytes = new Uint8Array(new Uint16Array(Array.from(text, (letter) => letter.charCodeAt(0))).buffer);
    expect(readBytes(bytes)).toMatchObject({ good: ['4711-a'], names: ['Über'], encodingNotes: [] });
  });

  test('a line for Excel that says the delimiter', () => {
    expect(readAll('sep=;\r\ndeviceId;name\r\nd1;a,b\r\nd 2;c').problems).toEqual(['4 id/character']);
  });

  test('the ID in the third column, without headings', () => {
    expect(readAll('1,Pump house,sensor-a1\n2,Gate,sensor-b2\n3,Old yard,sensor-c3')).toMatchObject({
      good: ['sensor-a1', 'sensor-b2', 'sensor-c3'],
      names: ['Pump house', 'Gate', 'Old yard'],
      shape: { reading: { hasHeading: false, idColumn: 2, nameColumn: 1 } },
    });
  });

  test('line ends within cells: the lines of what follows stay right', () => {
    const text = 'deviceId,notes\r\nd1,"one\r\ntwo\r\n\r\nfour"\r\nd 2,x\r\nd1,y';
    expect(readAll(text)).toMatchObject({ good: ['d1'], problems: ['6 id/character', '7 list/duplicate'] });
  });

  test('a cell with a quotation mark that is never closed', () => {
    expect(readAll('deviceId,notes\nd1,fine\nd2,"not fine\nd3,lost')).toMatchObject({
      good: ['d1'],
      problems: ['3 list/quote'],
    });
  });

  test('one column without headings, and one with', () => {
    expect(readBytes(encodeUtf8('\uFEFFd1\r\nd2\r\n')).good).toEqual(['d1', 'd2']);
    expect(readAll('Device ID\r\n"d1"\r\n"d2"\r\n')).toMatchObject({ good: ['d1', 'd2'] });
  });

  test('the answer of az with a device a line, or as JSON', () => {
    expect(readAll('device-1\ndevice-2\n').good).toEqual(['device-1', 'device-2']);
    expect(readAll('[\n  "device-1",\n  "device-2"\n]\n').good).toEqual(['device-1', 'device-2']);
  });

  test('a table of words in which no heading names the IDs says which column was taken', () => {
    const text = 'Place,Building,Keeper\nNorth hall,East,Ann Lee\nSouth hall,West,Bob Roe';
    const verdict = readIdText(text, parseCsv);
    const guess = { code: 'list/column-guessed', facts: { column: 2, sample: 'Building' } };
    expect(verdict).toMatchObject({ ok: true, notes: [guess] });
    expect(readAll(text, { idColumn: 1 }).notes).not.toContain('list/column-guessed');
    expect(readAll('Place,Building\nNorth hall,b1\nSouth hall,b2').notes).not.toContain('list/column-guessed');
  });

  test('a table without a column of IDs is asked about, with its headings', () => {
    const columns = [
      { heading: 'Name', sample: 'Halle 7' },
      { heading: 'Zustand der Anlage', sample: 'läuft noch' },
    ];
    const text = 'Name;Zustand der Anlage\nHalle 7;läuft noch\n';
    expect(findingsOf(text)).toEqual([{ code: 'list/no-id-column', facts: { columns, delimiter: ';' } }]);
  });
});

describe('any text', () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', '\r\n', ',', ';', '\t', '"', 'id', 'deviceId', 'name', 'sensor-1', '[', '# ', ' ', KEY),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );

  test('gets a verdict that holds no key', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 50 }), (pieces) => {
        const verdict = readIdText(pieces.join(''), parseCsv);
        const shown = verdict.ok ? judgeIdList(verdict.value.ids, verdict.value.problems).problems : verdict.findings;
        expect(JSON.stringify([shown, verdict.ok && verdict.value.shape])).not.toContain(KEY.slice(0, 21));
      }),
      { numRuns: 500 },
    );
  });

  test('with more lines than any list has is refused without taking it apart', () => {
    expect(findingsOf('\n'.repeat(5_000_001))).toMatchObject([{ code: 'list/too-long' }]);
    expect(findingsOf('\r'.repeat(5_000_001))).toMatchObject([{ code: 'list/too-long' }]);
  });

  test('with one ID too many is refused with their number', () => {
    const facts = { count: 1_000_001, limit: 1_000_000 };
    expect(findingsOf('a\n'.repeat(1_000_001))).toEqual([{ code: 'list/too-long', facts }]);
  });

  test.each([
    ['delimiters', `${','.repeat(300_000)}a`],
    ['delimiters and blanks', `${', '.repeat(150_000)}a`],
    ['quotation marks', `${'"'.repeat(300_000)}a`],
    ['quoted delimiters', `${'",'.repeat(150_000)}a`],
    ['one long ID', 'a1'.repeat(150_000)],
    ['signs of a number', `${'#'.repeat(300_000)},`],
    ['capital letters behind a sign', `#${'A'.repeat(300_000)}-`],
  ])('of nothing but %s is read and judged in time that grows with it alone', { timeout: 30_000 }, (_what, text) => {
    const started = performance.now();
    const verdict = readIdText(text, parseCsv);
    if (verdict.ok) judgeIdList(verdict.value.ids, verdict.value.problems);
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
  });

  test.each([
    ['a list', (index: number) => `sensor-${index}`],
    ['a table', (index: number) => `sensor-${index},"Pump, ${index}"`],
  ])(
    'of 200,000 lines is read and judged in time that grows with it alone: %s',
    { timeout: 30_000 },
    (_what, print) => {
      const text = Array.from({ length: 200_000 }, (_, index) => print(index)).join('\n');
      const started = performance.now();
      expect(readAll(text).good).toHaveLength(200_000);
      expect(performance.now() - started).toBeLessThan(LINEAR_MS);
    },
  );
});
