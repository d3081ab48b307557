import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ROOT } from '../support/source-files.ts';

/** In place of Vite: empties its folder, as Vite does, takes its time, and writes a program that says `made`. */
const BUILD = `
const { appendFileSync, mkdirSync, rmSync, writeFileSync } = require('node:fs');
appendFileSync('builds', 'x');
if (process.env.BUILD_FAILS) process.exit(3);
rmSync('dist/server', { recursive: true, force: true });
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
mkdirSync('dist/server', { recursive: true });
writeFileSync('dist/server/command-line.js', 'export const main = async () => void process.stdout.write("made");');
`;
const PACKAGE = '{ "type": "module" }';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbench-ready-'));
  cpSync(join(ROOT, 'ready.mjs'), join(folder, 'ready.mjs'));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('package.json', PACKAGE);
  const installed = createHash('sha256').update('package.json\0').update(PACKAGE).digest('hex');
  write('node_modules/.ready', `${process.version} ${installed}`);
  write('node_modules/vite/bin/vite.js', BUILD);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const args = (...more: string[]): string[] => [join(folder, 'ready.mjs'), ...more];
const derive = (env: Record<string, string> = {}) =>
  spawnSync(process.execPath, args('derive-key'), { encoding: 'utf8', env: { ...process.env, ...env } });
const countBuilds = (): number => readFileSync(join(folder, 'builds'), 'utf8').length;

/** Gives what a run writes to standard output. */
const deriveMeanwhile = (): Promise<string> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args('derive-key'), { stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    child.stdout.on('data', (part: Buffer) => (output += part.toString()));
    child.once('close', () => resolve(output));
  });

test('commands that start at the same time build once, and all of them run', async () => {
  expect(await Promise.all(Array.from({ length: 4 }, deriveMeanwhile))).toEqual(['made', 'made', 'made', 'made']);
  expect(countBuilds()).toBe(1);
  expect(existsSync(join(folder, 'dist/.lock'))).toBe(false);
});

test('a build that was ended in the middle does not hold up the next one', () => {
  const ended = execFileSync(process.execPath, ['--print', 'process.pid'], { encoding: 'utf8' });
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/.lock'), ended.trim());
  expect(derive().stdout).toBe('made');
});

test('a build that fails ends the command with its code, and is tried again by the next', () => {
  expect(derive({ BUILD_FAILS: 'yes' })).toMatchObject({ status: 3, stdout: '' });
  expect(derive()).toMatchObject({ status: 0, stdout: 'made' });
  expect(countBuilds()).toBe(2);
});

test('a first word that may be a key is not repeated', () => {
  const { status, stderr } = spawnSync(process.execPath, args('--key=8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE'), {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.not.stringContaining('8isr') as unknown });
  expect(stderr).toContain('derive-key');
});
