import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Inspection } from '#core/inspect/inspection';
import { runTool } from '../support/tools.ts';
import { buildCommandLine, type Ended, type Given, READY, run, runCommandLine } from './command-line-process.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-certificate-commands-'));
  await buildCommandLine();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command in the folder. */
const command = (argv: readonly string[], given: Given = {}): Promise<Ended> =>
  runCommandLine(argv, { cwd: folder, ...given });

async function made(argv: readonly string[], given?: Given): Promise<unknown> {
  const { code, output, errors } = await command(['certificate', ...argv, '--json'], given);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).not.toContain('PRIVATE');
  return JSON.parse(output);
}

const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
const openssl = (...args: string[]): string => runTool('openssl', args, { cwd: folder }).stdout;

describe('from nothing to a device', () => {
  const line = ['--ca', 'ca/line.pfx', '--ca-password-file', 'ca/Plant_Root.password.txt'];

  let device: unknown;
  beforeAll(async () => {
    await made(['root', '--name', 'Plant Root', '--make-password', '--out', 'ca']);
    const root = ['--ca', 'ca/Plant_Root.cert.pem', '--ca-key', 'ca/Plant_Root.encrypted-key.pem'];
    const password = ['--ca-password-file', '-', '--password-file', 'ca/Plant_Root.password.txt'];
    const argv = ['intermediate', '--name', 'line', ...root, ...password, '--form', 'pem,pfx', '--out', 'ca'];
    await made(argv, { input: await read('ca/Plant_Root.password.txt') });
    device = await made(['device', '-d', 'pump-7', ...line, '--plain-key', '--out', 'pump-7']);
  });

  test('a chain is made in three commands, and openssl takes it', async () => {
    expect(device).toMatchObject({
      made: [
        {
          kind: 'certificate',
          role: 'device',
          issuer: 'CN=line',
          files: {
            'certificate-pem': 'pump-7/pump-7.cert.pem',
            'full-chain': 'pump-7/pump-7.full-chain.cert.pem',
            key: 'pump-7/pump-7.key.pem',
          },
        },
      ],
    });
    expect((await stat(join(folder, 'pump-7/pump-7.key.pem'))).mode & 0o777).toBe(0o600);
    const chain = 'pump-7/pump-7.full-chain.cert.pem';
    const verify = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', 'ca/Plant_Root.cert.pem'];
    expect(openssl(...verify, '-untrusted', chain, 'pump-7/pump-7.cert.pem')).toBe('pump-7/pump-7.cert.pem: OK\n');
  });

  test('a request of openssl is signed on its way through a pipe', async () => {
    openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', 'own.key');
    const request = openssl('req', '-new', '-key', 'own.key', '-subj', '/CN=pump-8', '-config', '/dev/null');
    await made(['sign', '--request', '-', ...line, '--out', 'signed'], { input: request });
    const publicKey = openssl('pkey', '-in', 'own.key', '-pubout');
    expect(openssl('x509', '-in', 'signed/pump-8.cert.pem', '-noout', '-pubkey')).toBe(publicKey);
  });

  test('inspect takes what was made, and not what was changed', async () => {
    const files = ['pump-7/pump-7.full-chain.cert.pem', 'pump-7/pump-7.key.pem'];
    const sound = await command(['inspect', ...files, '-d', 'pump-7']);
    expect(sound).toMatchObject({ code: 0, errors: '' });
    expect((await command(['inspect', '-', '-d', 'pump-7'], { input: await read(files[0] ?? '') })).code).toBe(0);
    const [leaf = '', , root = ''] = (await read(files[0] ?? '')).split(/(?<=-----END CERTIFICATE-----\n)/);
    await writeFile(join(folder, 'gap.pem'), leaf + root);
    const gap = await command(['inspect', 'gap.pem', '--json']);
    expect(gap.code).toBe(1);
    const { checks } = JSON.parse(gap.output) as Inspection;
    expect(checks.find(({ reason }) => reason === 'chain-complete/gap')?.result).toBe('failed');
    const late = await command(['inspect', ...files, '--at', '2046-01-01']);
    expect(late.code).toBe(1);
    expect(late.output).toContain('FAILED     Dates');
  });

  test('a thousand devices are made within seconds, in an archive of their own', async () => {
    const began = performance.now();
    const argv = ['device', '--pattern', 'pump-{0001..1000}', ...line, '--make-password', '--out', 'fleet'];
    expect(await made(argv)).toMatchObject({ made: [{ kind: 'list', count: 1000 }] });
    expect(performance.now() - began).toBeLessThan(30_000);
    const archive = unzipSync(new Uint8Array(await readFile(join(folder, 'fleet/line-pump-0001-to-pump-1000.zip'))));
    expect(Object.keys(archive)).toHaveLength(2001);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle of a list leaves nothing behind', async (signal) => {
    const place = join(folder, `cut-${signal}`);
    const argv = ['certificate', 'device', '--pattern', 'p-{1..90000}', ...line, '--plain-key', '--out', place];
    const ended = await command(argv, { meddle: (child) => void setTimeout(() => child.kill(signal), 3000) });
    expect(ended).toEqual({ code: signal, output: '', errors: '' });
    expect(await readdir(folder)).not.toContain(`cut-${signal}`);
  });
});

describe('exit codes', () => {
  test.concurrent.each([
    [0, ['certificate', '--help']],
    [0, ['certificate', 'device', '--help']],
    [0, ['inspect', '--help']],
    [1, ['certificate', 'root', '--name', 'A', '--days', '9999999', '--plain-key']],
    [1, ['certificate', 'device', '-d', 'a', '--ca', 'no-such-file', '--plain-key']],
    [2, ['certificate']],
    [2, ['certificate', 'root', '--name', 'A']],
    [2, ['inspect', '--at', 'soon']],
  ])('%d for %j', async (expected, argv) => {
    const { code, output, errors } = await command(argv);
    expect(code).toBe(expected);
    expect(output === '').toBe(expected !== 0);
    expect(errors === '').toBe(expected === 0);
  });
});

test('both commands are in the help of the program, and run through its door', async () => {
  const { output } = await run(process.execPath, [READY, '--help']);
  expect(output).toContain('npx device-workbench certificate ');
  expect(output).toContain('npx device-workbench inspect ');
  for (const name of ['certificate', 'inspect']) {
    const ended = await run('npx', ['--offline', 'device-workbench', name, '--help']);
    expect(ended.code).toBe(0);
    expect(ended.output).toContain(`  npx device-workbench ${name} `);
  }
});
