import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CERTIFICATE_KINDS, type CertificateKind } from '#core/words/en/certificate-commands';
import { INTERMEDIATE, ROOT } from '#server/certificate-commands/authority-commands';
import { DEVICE, EDGE_CA, MODULE } from '#server/certificate-commands/device-commands';
import { PAIR } from '#server/certificate-commands/pair-command';
import { PROOF } from '#server/certificate-commands/proof-command';
import { REQUEST } from '#server/certificate-commands/request-command';
import { SIGN } from '#server/certificate-commands/sign-command';
import { writeFiles } from '#server/certificate-commands/write-files';
import { GROUP_KEY, runInMemory } from '../commands-in-memory.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-files-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const root = (...more: string[]) => runInMemory(['certificate', 'root', '--name', 'A', '--plain-key', ...more]);

describe('files', () => {
  test('are made in a directory that is made for them', async () => {
    const out = join(folder, 'deep', 'ca');
    const { code, output } = await root('--out', out);
    expect(code).toBe(0);
    expect(readdirSync(out)).toEqual(['A.cert.pem', 'A.key.pem']);
    for (const name of readdirSync(out)) expect(output).toContain(join(out, name));
  });

  test('are told with the facts of what was made, as text', async () => {
    const { output, errors } = await root('--out', folder, '--days', '10');
    expect(output).toMatch(
      new RegExp(
        [
          '^Root',
          '  Subject             CN=A',
          '  Issuer              CN=A',
          '  Serial number       [0-9A-F]{32}',
          '  Valid from          2026-01-05 09:10:11 UTC',
          '  Valid until         2026-01-15 09:10:11 UTC',
          '  Key                 P-256',
          '  SHA-1 thumbprint    [0-9A-F]{40}',
          '  SHA-256 thumbprint  [0-9A-F]{64}',
          '  Written             .*/A.cert.pem',
          '                      .*/A.key.pem\n$',
        ].join('\n'),
      ),
    );
    expect(errors).toBe('');
  });

  test('that are there are not replaced, and then none is written; with --force they are', async () => {
    writeFileSync(join(folder, 'A.key.pem'), 'in use');
    const refused = await root('--out', folder);
    expect(refused).toMatchObject({ code: 1, output: '' });
    expect(refused.errors).toContain('A.key.pem” was left as it is');
    expect(readdirSync(folder)).toEqual(['A.key.pem']);
    expect((await root('--out', folder, '--force')).code).toBe(0);
    expect(readdirSync(folder)).toEqual(['A.cert.pem', 'A.key.pem']);
    expect(readFileSync(join(folder, 'A.key.pem'), 'utf8')).toContain('BEGIN PRIVATE KEY');
  });

  test.each([
    ['a directory stands in the place of one', ['A.key.pem'], '.', 'what stands in its place is no plain file'],
    ['a file stands in the place of the directory', [], 'file/ca', 'a part of its path is a file'],
  ])('are none where %s, which is told', async (_case, directories, out, words) => {
    for (const name of directories) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'file'), '');
    const before = readdirSync(folder);
    const { code, errors } = await root('--out', join(folder, out), '--force');
    expect(code).toBe(1);
    expect(errors).toContain(words);
    expect(readdirSync(folder)).toEqual(before);
  });

  const file = (name: string) => ({ form: 'key', name, content: name, isSecret: true });

  test('are none when writing is interrupted', async () => {
    const controller = new AbortController();
    const untilInterrupted = (work: (signal: AbortSignal) => Promise<void>) => {
      controller.abort();
      return work(controller.signal);
    };
    const written = writeFiles({ directory: folder, force: false }, [file('a'), file('b')], { untilInterrupted });
    await expect(written).rejects.toThrow(/abort/i);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are none when the last of them has no place in the end', async () => {
    const untilInterrupted = (work: (signal: AbortSignal) => Promise<void>) => {
      // What nobody saw coming when the places were looked at.
      mkdirSync(join(folder, 'b'));
      return work(new AbortController().signal);
    };
    const written = writeFiles({ directory: folder, force: false }, [file('a'), file('b')], { untilInterrupted });
    await expect(written).rejects.toMatchObject({ code: 'terminal/output-file' });
    expect(readdirSync(folder)).toEqual(['b']);
  });
});

const COMMANDS: Readonly<Record<CertificateKind, { readonly options: object }>> = {
  root: ROOT,
  intermediate: INTERMEDIATE,
  device: DEVICE,
  pair: PAIR,
  module: MODULE,
  'edge-ca': EDGE_CA,
  proof: PROOF,
  request: REQUEST,
  sign: SIGN,
};

describe('help', () => {
  test('of certificate names all that it makes', async () => {
    const { code, output } = await runInMemory(['certificate', '--help']);
    expect(code).toBe(0);
    for (const [kind, what] of Object.entries(CERTIFICATE_KINDS))
      expect(output).toMatch(new RegExp(`${kind} +${what}`));
    expect((await runInMemory(['certificate', '-h'])).output).toBe(output);
  });

  /** What az has for an option that has a name of its own here. */
  const SYNONYMS: ReadonlySet<string> = new Set(['--output', '--provisioning-host', '--host', '--scope']);

  test.each(Object.entries(COMMANDS))('of certificate %s names each of its options', async (kind, { options }) => {
    const { code, output } = await runInMemory(['certificate', kind, '--help']);
    expect(code).toBe(0);
    const words = new Set(output.match(/(?<![\w-])--?[a-z][a-z-]*/g));
    const names = Object.values(options as Record<string, { names: readonly string[] }>).flatMap((one) => one.names);
    expect(names.filter((name) => !words.has(name) && !SYNONYMS.has(name))).toEqual([]);
    const known = new Set(names);
    const foreign = new Set(['-signed']);
    expect([...words].filter((word) => !known.has(word) && !foreign.has(word))).toEqual([]);
    expect(output).toContain('Exit codes: 0 done; 1');
    expect(output).toContain(`  npx device-workbench certificate ${kind} `);
  });
});

test.each([
  [['certificate'], 'root, intermediate, device, pair, module, edge-ca, proof, request or sign'],
  [['certificate', 'leaf'], '“leaf”'],
  [['certificate', 'root', '--nmae', 'A'], '“--nmae”'],
  [['certificate', 'root', 'A'], '“A”'],
])('%j is refused in words', async (argv, words) => {
  const { code, errors } = await runInMemory(argv);
  expect(code).toBe(2);
  expect(errors).toContain(words);
});

test('a key in the place of a file is not repeated', async () => {
  for (const option of ['--ca', '--ca-key', '--ca-password-file', '--password-file']) {
    const argv = ['certificate', 'device', '-d', 'a', '--ca', 'ca.pem', '--make-password', option, GROUP_KEY];
    const { code, errors } = await runInMemory(
      argv.filter((word) => word !== '--make-password' || option !== '--password-file'),
    );
    expect(code).toBe(1);
    expect(errors).not.toContain(GROUP_KEY.slice(0, 12));
  }
});
