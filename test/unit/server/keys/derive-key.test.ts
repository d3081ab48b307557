import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync, strFromU8 } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXPORT_FORMATS } from '#core/export/flashed-device';
import { DEVICE_ID, DEVICE_KEY, GROUP_KEY, runInMemory } from '../commands-in-memory.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-derive-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const KEY = ['--key', GROUP_KEY] as const;
/** Another group key, and the key of `sensor-1` under each. */
const SECOND_KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==';
const FIRST_OF_1 = 'sD1CwcBGX/MxCHMc+DyUx7iDeFli79L55Cr4PqUlHDI=';

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
}

async function derive(argv: readonly string[], given: Parameters<typeof runInMemory>[1] = {}) {
  return runInMemory(['derive-key', ...argv], given);
}

describe('the key of one device', () => {
  test.each(['--registration-id', '--rid', '--device-id', '-d'])('is printed alone, with %s', async (option) => {
    expect(await derive([...KEY, option, DEVICE_ID])).toMatchObject({ code: 0, output: `${DEVICE_KEY}\n`, errors: '' });
  });

  test.each(['--key', '--symmetric-key', '--primary-key', '--pk'])('comes from a key given by %s', async (option) => {
    expect((await derive([option, GROUP_KEY, '-d', DEVICE_ID])).output).toBe(`${DEVICE_KEY}\n`);
  });

  test.each([
    ['with a line break at its end', `${GROUP_KEY}\r\n`],
    ['in UTF-16, as the PowerShell of Windows writes it', Buffer.from(`\uFEFF${GROUP_KEY}\r\n`, 'utf16le')],
    ['with a byte order mark', `\uFEFF${GROUP_KEY}`],
  ])('comes from a key in a file %s, about which nothing is said', async (_form, content) => {
    const file = await write('group.key', content);
    expect(await derive(['--key-file', file, '-d', DEVICE_ID])).toMatchObject({
      output: `${DEVICE_KEY}\n`,
      errors: '',
    });
  });

  test('comes from a key on standard input, named or not', async () => {
    const input = `${GROUP_KEY}\n`;
    expect((await derive(['-d', DEVICE_ID], { input })).output).toBe(`${DEVICE_KEY}\n`);
    expect((await derive(['-d', DEVICE_ID, '--key-file', '-'], { input })).output).toBe(`${DEVICE_KEY}\n`);
  });

  test('comes from a key over two lines, as openssl wraps it, with a note', async () => {
    const input = `${GROUP_KEY.slice(0, 64)}\n${GROUP_KEY.slice(64)}\n`;
    const { output, errors } = await derive(['-d', DEVICE_ID], { input });
    expect(output).toBe(`${DEVICE_KEY}\n`);
    expect(errors).toContain('Note: A line break was taken out');
  });

  test('is followed by the second one when the group has two', async () => {
    const file = await write('second.key', SECOND_KEY);
    const { output } = await derive([...KEY, '--secondary-key-file', file, '-d', DEVICE_ID]);
    expect(output).toMatch(/^Jsm0lyGpjaVYVP2g3FnmnmG9dI\/9qU24wNoykUmermc=\t\S{44}\n$/);
    expect((await derive([...KEY, '--sk', SECOND_KEY, '-d', DEVICE_ID])).output).toBe(output);
  });

  test.each([['--json'], ['-o', 'json'], ['--output=json']])('is JSON on one line with %s', async (...form) => {
    const { output } = await derive([...KEY, '-d', DEVICE_ID, ...form]);
    expect(output).toBe(`{"deviceId":"${DEVICE_ID}","primaryKey":"${DEVICE_KEY}"}\n`);
  });

  test('is plain text with -o tsv, as with az', async () => {
    expect((await derive([...KEY, '-d', DEVICE_ID, '-o', 'tsv'])).output).toBe(`${DEVICE_KEY}\n`);
  });

  test('says that capital letters matter, unless only errors are to be shown', async () => {
    expect((await derive([...KEY, '-d', 'Pump'])).errors).toContain('Note: The ID has capital letters');
    expect((await derive([...KEY, '-d', 'Pump', '--only-show-errors'])).errors).toBe('');
  });

  test.each(EXPORT_FORMATS)('can be printed as %s', async (format) => {
    const more = ['--id-scope', '0ne00ABCDEF', '--hub-name', 'my-hub', '--format', format];
    const { code, output } = await derive([...KEY, '-d', DEVICE_ID, ...more]);
    expect(code).toBe(0);
    expect(output).toContain(format === 'sas-tokens' ? 'SharedAccessSignature sr=my-hub' : DEVICE_KEY);
    expect(output).toMatch(/[^\n]\n$/);
  });
});

describe('the keys of several devices', () => {
  test('are lines with ID, tab and key, in the order of the pattern', async () => {
    const { output } = await derive([...KEY, '--pattern', 'sensor-{1..600}']);
    const lines = output.trimEnd().split('\n');
    expect(lines[0]).toBe(`sensor-1\t${FIRST_OF_1}`);
    expect(lines.map((line) => line.split('\t')[0])).toEqual(
      Array.from({ length: 600 }, (_, at) => `sensor-${at + 1}`),
    );
  });

  test('are a line of JSON each, with the names that the list has', async () => {
    const file = await write('central.csv', 'IOTC_DEVICEID,IOTC_DEVICENAME\nsensor-1,"Pump, left"\nsensor-2,\n');
    const { output } = await derive([...KEY, '--ids', file, '--json', '--sk', SECOND_KEY]);
    const [first, second] = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(first).toEqual({
      deviceId: 'sensor-1',
      name: 'Pump, left',
      primaryKey: FIRST_OF_1,
      secondaryKey: expect.stringMatching(/^\S{44}$/),
    });
    expect(second).not.toHaveProperty('name');
  });

  test('come from a list on standard input beside a key from a file', async () => {
    const file = await write('group.key', GROUP_KEY);
    const { output } = await derive(['--key-file', file, '--ids', '-'], { input: '# pumps\nsensor-1\n\nsensor-2\n' });
    expect(output).toMatch(/^sensor-1\t\S{44}\nsensor-2\t\S{44}\n$/);
  });

  test.each([
    ['its heading', ['--id-column', 'Serial']],
    ['its heading in another case', ['--id-column', ' serial']],
    ['its number', ['--id-column', '3']],
  ])('come from the column that is named by %s, whatever the others are called', async (_way, columns) => {
    const file = await write('odd.csv', 'Device ID;Label; Serial\ndev-1;Pump 1;s-1\ndev-2;Pump 2;s-2\n');
    const { output } = await derive([...KEY, '--ids', file, ...columns]);
    expect(output).toMatch(/^s-1\t\S{44}\ns-2\t\S{44}\n$/);
  });

  test('come from the first column by a heading that might be a device', async () => {
    const file = await write('odd.csv', 'k-1;k-2\nsensor-1;7\nsensor-2;8\n');
    const { output } = await derive([...KEY, '--ids', file, '--id-column', 'k-1']);
    expect(output).toMatch(/^sensor-1\t\S{44}\nsensor-2\t\S{44}\n$/);
  });

  test('come from a column by its heading also where comments or empty rows stand above', async () => {
    const file = await write('odd.csv', '# export; of today\n;;\nHall;Label;Serial\nA;Pump 1;sensor-1\n');
    const { output } = await derive([...KEY, '--ids', file, '--id-column', 'Serial']);
    expect(output).toMatch(/^sensor-1\t\S{44}\n$/);
  });

  test('have the names of the column that is named for them, or none', async () => {
    const file = await write('odd.csv', 'id;name;label\nsensor-1;Pump 1;Left\n');
    const named = await derive([...KEY, '--ids', file, '--name-column', 'Label', '--json']);
    expect(named.output).toContain('"name":"Left"');
    const bare = await derive([...KEY, '--ids', file, '--name-column', 'none', '--json']);
    expect(bare.output).not.toContain('name');
  });

  test('come from the first column by its number, and its first row is a device if it looks like one', async () => {
    const file = await write('plain.csv', 'sensor-1;7\nsensor-2;8\n');
    const { output } = await derive([...KEY, '--ids', file, '--id-column', '1']);
    expect(output).toMatch(/^sensor-1\t\S{44}\nsensor-2\t\S{44}\n$/);
  });

  test('come from a list that has several IDs on a line', async () => {
    const { output } = await derive([...KEY, '--ids', '-'], { input: 'sensor-1, sensor-2\nsensor-3\n' });
    expect(output.match(/^sensor-\d/gm)).toEqual(['sensor-1', 'sensor-2', 'sensor-3']);
  });

  test('come from a table with a delimiter of its own', async () => {
    const file = await write('plain.txt', 'sensor-1:7\nsensor-2:8\n');
    const { output } = await derive([...KEY, '--ids', file, '--delimiter', ':']);
    expect(output).toMatch(/^sensor-1\t\S{44}\nsensor-2\t\S{44}\n$/);
  });

  test('have the first line too where it is no heading', async () => {
    const file = await write('plain.csv', 'device\nsensor-1\n');
    expect((await derive([...KEY, '--ids', file])).output).toMatch(/^sensor-1\t\S{44}\n$/);
    const bare = ['--ids', file, '--no-heading'];
    expect((await derive([...KEY, ...bare])).output).toMatch(/^device\t\S{44}\nsensor-1\t\S{44}\n$/);
    expect((await derive([...KEY, ...bare, '--id-column', 'device'])).code).toBe(2);
  });

  test.each([
    ['central-csv', 3],
    ['connection-strings', 2],
    ['sas-tokens', 3],
    ['enrollments', 1],
  ] as const)('can be printed as %s', async (format, lines) => {
    const more = ['--id-scope', '0ne00ABCDEF', '-n', 'my-hub', '--format', format];
    const { code, output } = await derive([...KEY, '--pattern', 's-{1..2}', ...more]);
    expect(code).toBe(0);
    expect(output.trimEnd().split('\n')).toHaveLength(lines);
  });

  test('can be printed as an array of JSON', async () => {
    const { output } = await derive([...KEY, '--pattern', 's-{1..3}', '--format', 'json', '--id-scope', '0ne00ABCDEF']);
    expect(JSON.parse(output)).toMatchObject([{ deviceId: 's-1' }, { deviceId: 's-2' }, { deviceId: 's-3' }]);
  });

  test('come as a ZIP where the format has a file for each, in their order', async () => {
    const file = await write('twins.txt', 'Pump\npump\nother\n');
    const more = ['--format', 'env', '--id-scope', '0ne00ABCDEF'];
    const { bytes } = await derive([...KEY, '--ids', file, ...more]);
    const files = Object.entries(unzipSync(bytes));
    expect(files.map(([name]) => name)).toEqual(['Pump.env', 'pump-2.env', 'other.env']);
    expect(strFromU8(files[1]![1])).toContain('pump');
  });

  test('are not sent to a screen as a ZIP', async () => {
    const argv = [...KEY, '--pattern', 's-{1..2}', '--format', 'env', '--id-scope', '0ne00ABCDEF'];
    const { code, output, errors } = await derive(argv, { screen: true });
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain('--output-file');
    const file = join(folder, 'devices.zip');
    expect((await derive([...argv, '--output-file', file], { screen: true })).code).toBe(0);
    expect(Object.keys(unzipSync(await readFile(file)))).toEqual(['s-1.env', 's-2.env']);
  });

  test('have tokens for DPS where no hub is named, good for as long as is said', async () => {
    const argv = [...KEY, '--pattern', 's-{1..1}', '--format', 'sas-tokens', '--id-scope', '0ne00ABCDEF'];
    const { output } = await derive([...argv, '--duration', '60', '--host', 'global.azure-devices-provisioning.cn']);
    expect(output).toContain('global.azure-devices-provisioning.cn');
    expect(output).toContain('sr=0ne00ABCDEF%2Fregistrations%2Fs-1');
    expect(output).toContain('2026-01-05T09:11:11Z');
  });

  test('are told when cells of the CSV got a sign in front', async () => {
    const { output, errors } = await derive([...KEY, '--pattern', 's-{1..200}', '--format', 'central-csv']);
    const guarded = output.match(/,'\+/g)?.length ?? 0;
    expect(guarded).toBeGreaterThan(0);
    expect(errors).toContain(`Note: ${guarded} cells begin like a formula`);
    const [, guardedId = ''] = /^(s-\d+),,'/m.exec(output) ?? [];
    const [, plainId = ''] = /^(s-\d+),,[^']/m.exec(output) ?? [];
    const notesOn = async (id: string): Promise<string> =>
      (await derive([...KEY, '--ids', '-', '--format', 'central-csv'], { input: id })).errors;
    expect(await notesOn(guardedId)).toContain('Note: One cell begins like a formula');
    expect(await notesOn(plainId)).toBe('');
  });
});

describe('a list with lines that cannot be used', () => {
  const LIST = 'sensor-1\npump 3!\nsensor-1\nSENSOR-1\n';

  test('gives no keys at all, and says of each line what is wrong and what to do', async () => {
    const { code, output, errors } = await derive([...KEY, '--ids', '-'], { input: LIST });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('Line 2, “pump 3!”: One character does not fit in an ID\n  Character 5 is a space');
    expect(errors).toContain('Line 3, “sensor-1”: The ID is in the list already\n  Line 1 has the very same ID');
    expect(errors).toContain('Note: Line 4, “SENSOR-1”: Two IDs differ only in capital letters');
    expect(errors).toContain('Nothing was written, since 2 of the 4 lines cannot be used');
    expect(errors).toContain('--skip-bad');
  });

  test('gives the keys of the others with --skip-bad, and still says why', async () => {
    const { code, output, errors } = await derive([...KEY, '--ids', '-', '--skip-bad'], { input: LIST });
    expect(code).toBe(0);
    expect(output).toMatch(/^sensor-1\t\S{44}\nSENSOR-1\t\S{44}\n$/);
    expect(errors).toContain('Note: Line 2, “pump 3!”');
  });

  test('is silent about them with --skip-bad --only-show-errors, and not without --skip-bad', async () => {
    const quiet = ['--ids', '-', '--only-show-errors'];
    expect((await derive([...KEY, ...quiet, '--skip-bad'], { input: LIST })).errors).toBe('');
    const { errors } = await derive([...KEY, ...quiet], { input: LIST });
    expect(errors).toContain('Line 2, “pump 3!”');
    expect(errors).not.toContain('Note');
  });

  test('that has no other lines gives no keys whatever is asked', async () => {
    const { code, output, errors } = await derive([...KEY, '--ids', '-', '--skip-bad'], { input: 'a b!\nc d!\n' });
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain('--id-column');
  });

  test('tells fifty of them, and how many more there are', async () => {
    const input = Array.from({ length: 80 }, (_, at) => `bad ${at}!`).join('\n');
    const { errors } = await derive([...KEY, '--ids', '-'], { input });
    expect(errors.match(/^Line /gm)).toHaveLength(50);
    expect(errors).toContain('Another 30 lines');
  });

  test('never shows a key that stands in place of an ID', async () => {
    const { code, errors } = await derive([...KEY, '--ids', '-'], { input: `${DEVICE_KEY}\n${GROUP_KEY}\n` });
    expect(code).toBe(1);
    expect(errors).toContain('a secret');
    expect(errors).not.toContain(DEVICE_KEY.slice(0, 12));
    expect(errors).not.toContain(GROUP_KEY.slice(0, 12));
  });
});

describe('a command line that cannot be followed', () => {
  const MANY = ['--pattern', 's-{1..2}'];
  test.each([
    ['no devices', [...KEY], '--registration-id, --ids or --pattern'],
    ['two sources of devices', [...KEY, '-d', 'a', ...MANY], '“--registration-id” and “--pattern”'],
    ['a key and its file', [...KEY, '--key-file', 'x', '-d', 'a'], '“--key” and “--key-file”'],
    ['two secondary keys', [...KEY, '--sk', GROUP_KEY, '--secondary-key-file', 'x', '-d', 'a'], '--secondary-key-file'],
    ['no key', ['-d', 'a'], '--key-file'],
    ['two inputs by one stream', ['--key-file', '-', '--ids', '-'], '“--key-file -” and “--ids -”'],
    ['a column and no table', [...KEY, ...MANY, '--id-column', 'x'], '--ids'],
    ['two formats', [...KEY, ...MANY, '--json', '--format', 'env'], '“--format” and “--json”'],
    ['a format that needs more', [...KEY, ...MANY, '--format', 'env'], '--id-scope'],
    ['a format that needs the hub', [...KEY, ...MANY, '--format', 'connection-strings'], '--hub-name'],
    ['a format that is none', [...KEY, ...MANY, '--format', 'xlsx'], 'central-csv'],
    ['two ends of a token', [...KEY, '-d', 'a', '--duration', '1', '--expires-at', '1'], '--expires-at'],
    ['az’s option for the form as a file', [...KEY, '-d', 'a', '-o', 'keys.csv'], '--output-file'],
    ['a pattern that a shell took apart', [...KEY, '--pattern', 's-1', 's-2'], "'sensor-{0001..0500}'"],
    ['an option that does not exist', [...KEY, '-d', 'a', '--forse'], '--forse'],
    ['a key without its option', [GROUP_KEY, '-d', 'a'], '“8isrFI1s…”'],
    ['the form of dps-keygen', [`-mk:${GROUP_KEY}`, '-di:a'], '“-mk”'],
    ['an option in place of a value', ['-d', '--key', GROUP_KEY], '“-d” takes a value'],
  ])('ends with code 2 and its mend: %s', async (_case, argv, mend) => {
    const { code, output, errors } = await derive(argv);
    expect({ code, output }).toEqual({ code: 2, output: '' });
    expect(errors).toContain(mend);
    expect(errors).not.toContain(GROUP_KEY.slice(0, 12));
  });

  test('ends with code 2 when a key was to be piped and nothing came', async () => {
    const { code, errors } = await derive(['-d', 'a'], { input: '\n' });
    expect(code).toBe(2);
    expect(errors).toContain('No key was given');
  });

  test('does not wait for a key when standard input has the list', async () => {
    const { code, errors } = await derive(['--ids', '-'], { input: 'sensor-1\n' });
    expect(code).toBe(2);
    expect(errors).toContain('No key was given');
  });
});

describe('an input that cannot be used', () => {
  test.each([
    ['a variable that is not set', ['--key', '', '-d', 'a'], 'see that the variable is set'],
    ['a key that lost its end', ['--key', GROUP_KEY.slice(0, -3), '-d', 'a'], 'the equals signs at its end'],
    ['a token', ['--key', 'SharedAccessSignature sr=h&sig=x&se=1', '-d', 'a'], 'Use the key itself'],
    ['a connection string', ['--key', `HostName=h;SharedAccessKey=${DEVICE_KEY}`, '-d', 'a'], 'SharedAccessKey='],
    ['an ID that DPS does not take', [...KEY, '-d', 'a b'], 'Character 2 is a space'],
    ['an ID with several faults', [...KEY, '-d', `${'a'.repeat(200)}ä`], 'at most 128'],
    ['no ID', [...KEY, '-d', ''], 'The ID is missing'],
    ['a pattern that counts down', [...KEY, '--pattern', 's-{9..1}'], 's-{1..9}'],
    ['an ID scope', [...KEY, '-d', 'a', '--id-scope', 'x', '--format', 'env'], 'begins with 0ne'],
    ['a hub with a scheme', [...KEY, '-d', 'a', '-n', 'https://h.example', '--format', 'env'], 'Use “h.example”'],
    ['a file that is not there', ['--key-file', '/no/such/file', '-d', 'a'], 'there is no such file'],
    ['a directory', ['--key-file', tmpdir(), '-d', 'a'], 'it is a directory'],
    ['a key in place of its file', ['--key-file', DEVICE_KEY, '-d', 'a'], 'Write it into a file'],
    ['a key in place of a list', [...KEY, '--ids', DEVICE_KEY], '“--ids” takes the name of a file'],
    ['a file in place of the key', ['--key', 'group.key', '-d', 'a'], 'named with --key-file'],
    ['a key in place of an ID', [...KEY, '-d', DEVICE_KEY], 'Here stands a secret, not an ID'],
    ['several IDs in place of one', [...KEY, '-d', 'a,b'], '--ids'],
    ['a pattern in place of an ID', [...KEY, '-d', 's-{1..5}'], '--pattern'],
    ['a pattern with a comma', [...KEY, '--pattern', 's-{1,5}'], "Use 's-{1..5}' with quotes around it"],
  ])('ends with code 1 and its mend: %s', async (_case, argv, mend) => {
    const { code, output, errors } = await derive(argv);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors).toContain(mend);
    expect(errors).not.toContain(DEVICE_KEY.slice(0, 12));
  });

  test('names the columns there are when one is not', async () => {
    const file = await write('odd.csv', `Hall,${DEVICE_KEY}\nA,sensor-1\n`);
    const { code, errors } = await derive([...KEY, '--ids', file, '--id-column', 'Serial']);
    expect(code).toBe(2);
    expect(errors).toContain('“Serial” is none of its columns, which are called “Hall”, “Jsm0lyGp…”.');
  });

  test('names every fault of an ID', async () => {
    const { errors } = await derive([...KEY, '-d', `${'a'.repeat(200)}ä`]);
    expect(errors).toContain('One character does not fit');
    expect(errors).toContain('The ID is too long');
  });

  test('says that a file is no list of text', async () => {
    const file = await write('list.xlsx', Buffer.from('504b0304140006000800', 'hex'));
    const { code, errors } = await derive([...KEY, '--ids', file]);
    expect(code).toBe(1);
    expect(errors).toContain('CSV');
  });

  test('says which of two keys it is', async () => {
    const file = await write('second.key', 'SharedAccessSignature sr=h&sig=x&se=1');
    const named = await derive([...KEY, '--secondary-key-file', file, '-d', 'a']);
    expect(named.errors).toContain(`“${file}”: This is a token, not a key`);
    const given = await derive([...KEY, '--sk', '', '-d', 'a']);
    expect(given.errors).toContain('--secondary-key: The key is missing');
  });

  test('says that a file is no text, and nothing of spreadsheets where it is to hold a key', async () => {
    const file = await write('key.xlsx', Buffer.from('504b0304140006000800', 'hex'));
    const { code, errors } = await derive(['--key-file', file, '-d', 'a']);
    expect(code).toBe(1);
    expect(errors).toContain('is no plain text');
    expect(errors).not.toContain('CSV');
  });

  test('says that no ID came where the list comes by standard input', async () => {
    const { code, errors } = await derive([...KEY, '--ids', '-'], { input: '' });
    expect(code).toBe(1);
    expect(errors).toContain('There is no ID in the list');
  });

  test('offers the pattern that was meant, where that can be told', async () => {
    const { code, errors } = await derive([...KEY, '--pattern', 's-[1..5]']);
    expect(code).toBe(2);
    expect(errors).toContain("such as 's-{1..5}'");
  });

  test('says that a file is too long for a key, without reading on', async () => {
    const { code, errors } = await derive(['-d', 'a'], { input: 'A'.repeat(70_000) });
    expect(code).toBe(1);
    expect(errors).toContain('Standard input is too long for a key');
  });
});
