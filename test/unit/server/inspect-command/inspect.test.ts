import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Inspection } from '#core/inspect/inspection';
import { INSPECT_OPTIONS } from '#server/inspect-command/run-inspect';
import { makeAuthority, makeLeaf, type MadeCertificate } from '../../../support/openssl.ts';
import { runTool } from '../../../support/tools.ts';
import { DEVICE_KEY, GROUP_KEY, NOW, runInMemory } from '../commands-in-memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbench-inspect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DAY_MS = 86_400_000;
const write = (name: string, content: string | Uint8Array): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const look = (...argv: string[]) => runInMemory(['inspect', ...argv]);

let root: MadeCertificate;
let leaf: MadeCertificate;
let chain: string;
let key: string;
beforeAll(async () => {
  root = await makeAuthority({ cn: 'Fleet Root' });
  leaf = await makeLeaf({ cn: 'pump-7', issuer: root });
  chain = write('chain.pem', leaf.chainPem);
  key = write('key.pem', leaf.keyPem);
});

describe('what is sound', () => {
  test('is told in facts and words, with its chain and the checks, and exit code 0', async () => {
    const { code, output, errors } = await look(chain, key, '-d', 'pump-7');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain(`Certificate  pump-7  (from “${chain}”)`);
    expect(output).toContain('  Issuer                      CN=Fleet Root\n');
    expect(output).toContain(`Private key  (secret, not shown, from “${key}”)`);
    expect(output).toContain(
      'Chain of pump-7\n  pump-7  (until 2049-01-01)\n    └ Fleet Root  (root, until 2049-01-01)\n',
    );
    expect(output).toMatch(/Azure’s checks: (1 cannot be known from here, )?\d+ passed\n/);
    expect(output).toContain('Common name: “pump-7” is the ID of the device.');
    expect(output).not.toContain(leaf.keyPem.split('\n')[1]);
  });

  test('comes from standard input, named or not', async () => {
    for (const argv of [['inspect'], ['inspect', '-']]) {
      const { code, output } = await runInMemory(argv, { input: leaf.chainPem });
      expect(code).toBe(0);
      expect(output).toContain('Certificate  pump-7\n');
    }
  });

  test('is told as one line of JSON, which is the inspection itself', async () => {
    const { code, output } = await look(chain, key, '--json');
    expect(code).toBe(0);
    expect(output.trimEnd()).not.toContain('\n');
    const { items, chains, checks } = JSON.parse(output) as Inspection;
    expect(items.map(({ kind }) => kind)).toEqual(['certificate', 'certificate', 'private-key']);
    expect(chains[0]?.links.map(({ commonName }) => commonName)).toEqual(['pump-7', 'Fleet Root']);
    expect(checks.find(({ check }) => check === 'key-matches')).toMatchObject({ result: 'passed' });
    expect(output).not.toContain(leaf.keyPem.split('\n')[1]);
  });

  test('may have notes', async () => {
    const string = write('string.txt', `HostName=h.azure-devices.net;DeviceId=Pump;SharedAccessKey=${DEVICE_KEY}`);
    const { code, output } = await look(string);
    expect(code).toBe(0);
    expect(output).toContain('Connection string');
    expect(output).not.toContain(DEVICE_KEY.slice(0, 12));
  });

  test('is judged as of the moment that is told, now unless told', async () => {
    const short = await makeLeaf({ cn: 'a', issuer: root, notBefore: NOW - DAY_MS, notAfter: NOW + DAY_MS });
    const file = write('short.pem', short.chainPem);
    expect((await look(file)).code).toBe(0);
    const late = await look(file, '--at', '2026-02-01');
    expect(late.code).toBe(1);
    expect(late.output).toContain('FAILED     Dates: “a” ended on 2026-01-06');
    const early = await look(file, '--at', String(Date.UTC(2026, 0, 1) / 1000));
    expect(early.output).toContain('FAILED     Dates: “a” is good from 2026-01-04 09:10 UTC on');
  });
});

describe('what is in a PFX', () => {
  let pfx: string;
  beforeAll(() => {
    pfx = join(folder, 'device.pfx');
    const args = ['pkcs12', '-export', '-in', chain, '-inkey', key, '-passout', 'pass:geheim', '-out', pfx];
    runTool('openssl', args);
  });

  test('stands below it, once it is opened', async () => {
    const password = write('password.txt', 'geheim\n');
    const { code, output } = await look(pfx, '--password-file', password);
    expect(code).toBe(0);
    expect(output).toMatch(/^PFX file/);
    expect(output).toContain('\n  Certificate  pump-7\n');
    expect(output).toMatch(/\n {2}Private key {2}.*\(secret, not shown\)\n/);
    const piped = await runInMemory(['inspect', pfx, '--password-file', '-'], { input: 'geheim' });
    expect(piped.output).toBe(output);
  });

  test('cannot be told without its password, which is exit code 1', async () => {
    const { code, output } = await look(pfx);
    expect(code).toBe(1);
    expect(output).toContain('--password-file');
    const wrong = await look(pfx, '--password-file', write('wrong.txt', 'wrong'));
    expect(wrong.code).toBe(1);
    expect(wrong.output).not.toContain('pump-7');
  });
});

describe('what a cloud will refuse is named before anything connects, with exit code 1:', () => {
  const refused = async (words: RegExp, ...argv: string[]): Promise<void> => {
    const { code, output } = await look(...argv);
    expect(code).toBe(1);
    expect(output).toMatch(words);
  };

  test('another device', () =>
    refused(/FAILED {5}Common name: The certificate is for “pump-7”/, chain, '-d', 'pump-8'));

  test('another key', async () => {
    const other = await makeLeaf({ cn: 'other' });
    await refused(/FAILED {5}Key and certificate/, chain, write('other.pem', other.keyPem));
  });

  test('an issuer that is no authority', async () => {
    const device = await makeAuthority({ cn: 'No CA', parent: root, ca: false });
    const below = await makeLeaf({ cn: 'pump-7', issuer: device });
    await refused(/FAILED {5}Authorities of the chain: .*No CA/, write('no-ca.pem', below.chainPem));
  });

  test('a token that has ended', async () => {
    const token = 'SharedAccessSignature sr=h.azure-devices.net%2Fdevices%2Fa&sig=abc%3D&se=1500000000';
    await refused(/! The token has ended/, write('token.txt', token));
  });

  test('a config.toml that IoT Edge does not read', () =>
    refused(/! A line of config.toml is not right/, write('config.toml', '[provisioning]\nsource = dps\n')));

  test('something that nobody knows, and nothing at all', async () => {
    await refused(/! This is nothing that is known here/, write('noise.txt', 'lorem ipsum'));
    await refused(/! There is nothing to look at/, write('empty.txt', ''));
  });
});

test('a name with controls in it does not steer the terminal', async () => {
  const odd = await makeLeaf({ cn: 'a\u001B[2Jb' });
  const { output } = await look(write('odd.pem', odd.chainPem));
  expect(output).toContain('a<U+001B>[2Jb');
  // oxlint-disable-next-line no-control-regex
  expect(output).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/);
});

test.each([
  ['no file at all', [], 2, 'This command needs FILE.'],
  ['a file that is not there', ['no/such.pem'], 1, '“no/such.pem” cannot be read'],
  ['an option that it does not have', ['--ca', 'x'], 2, '“--ca”'],
  ['a moment that is none', ['a.pem', '--at', 'soon'], 2, 'a moment with its time zone'],
  ['standard input twice', ['-', '--password-file', '-'], 2, '“FILE -” and “--password-file -”'],
])('%s is told in words', async (_case, argv, code, words) => {
  const run = await look(...argv);
  expect(run).toMatchObject({ code, output: '' });
  expect(run.errors).toContain(words);
});

test('more than is looked at is told as that', async () => {
  const { code, errors } = await look(write('large.pem', new Uint8Array(4_194_305)));
  expect(code).toBe(1);
  expect(errors).toContain('There is too much to look at');
});

test('a key in the place of a file is not repeated', async () => {
  const { code, errors } = await look(GROUP_KEY);
  expect(code).toBe(1);
  expect(errors).not.toContain(GROUP_KEY.slice(0, 12));
});

test('help names each option', async () => {
  const { code, output } = await look('--help');
  expect(code).toBe(0);
  const unnamed = Object.values(INSPECT_OPTIONS).flatMap(({ names }) =>
    names.filter((name) => !output.includes(name) && name !== '--output'),
  );
  expect(unnamed).toEqual([]);
  expect(output).toContain('Exit codes: 0 nothing speaks against it; 1');
});
