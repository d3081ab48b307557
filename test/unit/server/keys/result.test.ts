import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WorkbenchError } from '#core/errors/workbench-error';
import { CONNECTION_STRING } from '#server/keys/connection-string-command';
import { deliver } from '#server/commands/deliver';
import { DERIVE_KEY } from '#server/keys/derive-key-command';
import { SAS_TOKEN } from '#server/keys/sas-token-command';
import { DEVICE_ID, DEVICE_KEY, GROUP_KEY, runInMemory } from '../commands-in-memory.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-result-'));
  file = join(folder, 'keys.txt');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const derive = (...more: string[]) => runInMemory(['derive-key', '--key', GROUP_KEY, '-d', DEVICE_ID, ...more]);

describe('a result that goes to a file', () => {
  test('is nowhere else, and its owner’s alone', async () => {
    expect(await derive('--output-file', file)).toMatchObject({ code: 0, output: '', errors: '' });
    expect(await readFile(file, 'utf8')).toBe(`${DEVICE_KEY}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test('never replaces one that is there, unless with --force', async () => {
    await writeFile(file, 'keys in use');
    const refused = await derive('--output-file', file);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toContain('--force');
    expect(await readFile(file, 'utf8')).toBe('keys in use');
    await chmod(file, 0o644);
    expect((await derive('--output-file', file, '--force')).code).toBe(0);
    expect(await readFile(file, 'utf8')).toBe(`${DEVICE_KEY}\n`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test.each([
    ['whose directory does not exist', 'no/keys.txt', 'directory does not exist'],
    ['that is a directory', 'there', 'it is no plain file'],
  ])('%s is told in words', async (_case, name, reason) => {
    await mkdir(join(folder, 'there'));
    const { code, errors } = await derive('--output-file', join(folder, name), '--force');
    expect(code).toBe(1);
    expect(errors).toContain(reason);
    expect(await readdir(folder)).toEqual(['there']);
  });

  test('is not there at all when an input is refused', async () => {
    expect((await derive('--output-file', file, '--format', 'env', '--id-scope', 'x')).code).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a result on its way', () => {
  const output = new PassThrough();
  type Work = (signal: AbortSignal) => Promise<void>;
  const atOnce = (work: Work) => work(new AbortController().signal);

  test('that fails in the middle leaves no file behind', async () => {
    async function* parts() {
      yield 'first\n';
      throw new WorkbenchError('key/empty', {});
    }
    const to = { outputFile: file, force: false };
    await expect(deliver(parts(), to, { output, untilInterrupted: atOnce })).rejects.toMatchObject({
      code: 'key/empty',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test('that is interrupted leaves no file behind', async () => {
    const controller = new AbortController();
    async function* parts() {
      for (;;) {
        yield 'line\n';
        controller.abort();
      }
    }
    const ports = { output, untilInterrupted: (work: Work) => work(controller.signal) };
    await expect(deliver(parts(), { outputFile: file, force: false }, ports)).rejects.toThrow(/abort/i);
    expect(await readdir(folder)).toEqual([]);
  });

  test('ends quietly when its reader has enough, and nothing more is made', async () => {
    let made = 0;
    async function* parts() {
      for (;;) {
        made += 1;
        yield 'x'.repeat(10_000);
      }
    }
    const pipe = new PassThrough();
    pipe.once('data', () => pipe.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', errno: -32 })));
    await deliver(parts(), { outputFile: undefined, force: false }, { output: pipe, untilInterrupted: atOnce });
    expect(made).toBeLessThan(50);
  });
});

describe('help', () => {
  test.each([
    ['derive-key', DERIVE_KEY],
    ['sas-token', SAS_TOKEN],
    ['connection-string', CONNECTION_STRING],
  ] as const)('of %s names each of its options, also with -h', async (name, { options }) => {
    const { code, output } = await runInMemory([name, '--help']);
    expect(code).toBe(0);
    expect((await runInMemory([name, '-h', '--key', GROUP_KEY])).output).toBe(output);
    const words = new Set(output.match(/(?<![\w-])--?[a-z][a-z-]*/g));
    const unnamed = Object.values(options).flatMap(({ names }) => names.filter((option) => !words.has(option)));
    expect(unnamed.filter((option) => !GLOBAL_SYNONYMS.has(option))).toEqual([]);
    expect(output).toContain('Exit codes: 0 done; 1');
    expect(output).toContain(`  npx device-workbench ${name} `);
  });

  /** What az has and nobody needs to be told. */
  const GLOBAL_SYNONYMS: ReadonlySet<string> = new Set(['--output']);
});

test('a command that does not exist is named', async () => {
  const { code, errors } = await runInMemory(['derive-keys']);
  expect(code).toBe(2);
  expect(errors).toContain('“derive-keys”');
});

describe('a secret in a wrong place is not repeated:', () => {
  const connectionString = `HostName=h.net;DeviceId=d;SharedAccessKey=${DEVICE_KEY}`;
  test.each([
    ['a key for the file that holds it', ['derive-key', '-d', 'a', '--key-file', GROUP_KEY]],
    ['a string for the file that holds it', ['sas-token', '--connection-string-file', connectionString]],
    ['a key for a list', ['derive-key', '--ids', DEVICE_KEY, '--key', GROUP_KEY]],
    ['a key for a command', [GROUP_KEY]],
    ['an option with its key for a command', [`--key=${GROUP_KEY}`]],
  ])('%s', async (_case, argv) => {
    const { code, errors } = await runInMemory(argv);
    expect(code).toBeGreaterThan(0);
    for (const secret of [GROUP_KEY, DEVICE_KEY]) expect(errors).not.toContain(secret.slice(0, 12));
  });

  test('but a path is told whole', async () => {
    const { errors } = await runInMemory(['derive-key', '-d', 'a', '--key-file', 'no/such/folder/of/keys/group.key']);
    expect(errors).toContain('“no/such/folder/of/keys/group.key”');
  });
});
