import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser } from '../support/browser.ts';
import { importsOf, readSource, ROOT } from '../support/source-files.ts';

/** A row of published keys. */
interface DerivedKey {
  readonly inputs: { readonly groupKey: string; readonly registrationId: string };
  readonly expected: { readonly deviceKey: string };
}

const published = JSON.parse(readSource('test/vectors/vectors.json')) as [DerivedKey];
const { name, version } = JSON.parse(readSource('package.json')) as { name: string; version: string };
const FOLDER = `${name}-${version}`;
const ARCHIVE = `${FOLDER}.zip`;

/** Outside of the repository: no `node_modules` is above it. */
let place: string;
/** The unpacked folder. */
let copy: string;
let browser: OpenedBrowser;
const started = new Set<ChildProcess>();

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'workbench-package-'));
  makeArchive(ROOT, 'one');
  copy = await unpack(place);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  for (const child of started) child.kill('SIGKILL');
  await rm(place, { recursive: true, force: true });
});

function makeArchive(root: string, folder: string): void {
  const args = ['ready.mjs', 'package', '--out', join(place, folder)];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run package ended with ${status}: ${stderr}`);
}

/** Copies the project, with nothing built yet. */
async function copySource(directory: string): Promise<void> {
  const built = /^(\.git|\.cache|dist|node_modules)$/;
  for (const entry of (await readdir(ROOT)).filter((name) => !built.test(name))) {
    await cp(join(ROOT, entry), join(directory, entry), { recursive: true });
  }
  await copyPackages(join(directory, 'node_modules'));
}

/** Copies the packages, by hard links where the disk has them: a symbolic link would lead the build back to where it was. */
async function copyPackages(directory: string): Promise<void> {
  const packages = join(ROOT, 'node_modules');
  if (spawnSync('cp', ['-al', packages, directory]).status === 0) return;
  await cp(packages, directory, { recursive: true });
}

async function unpack(directory: string): Promise<string> {
  for (const [path, bytes] of Object.entries(unzipSync(await readFile(join(place, 'one', ARCHIVE))))) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytes);
  }
  return join(directory, FOLDER);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Gives the lines of a checksum file as [digest, path]. */
async function readChecksums(file: string): Promise<[string, string][]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => [line.slice(0, 64), line.slice(66)]);
}

const hasSha256sum = spawnSync('sha256sum', ['--version']).status === 0;
const compareWithSha256sum = (folder: string, list: string) =>
  spawnSync('sha256sum', ['--check', '--strict', list], { cwd: folder, encoding: 'utf8' });

/** Runs a script of the archive by Node, with nothing in its environment. */
function runScript(folder: string, script: string, ...options: string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...options], {
    cwd: folder,
    env: {},
    stdio: 'pipe',
  });
  started.add(child);
  return child;
}

/** Waits for a script to end; gives its exit code and what it said. */
async function ended(child: ChildProcess): Promise<{ code: number | null; printed: string; said: string }> {
  const texts = { printed: '', said: '' };
  child.stdout?.on('data', (part: Buffer) => (texts.printed += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (texts.said += part.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...texts };
}

/** Waits until the server says where it is. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    child.once('close', (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout?.on('data', (part: Buffer) => {
      printed += part.toString();
      const address = /^Open\s+(\S+)$/m.exec(printed)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
}

describe('the archive of npm run package', () => {
  test('has its checksum beside it', async () => {
    const checksums = await readChecksums(join(place, 'one', `${ARCHIVE}.sha256`));
    expect(checksums).toEqual([[digest(await readFile(join(place, 'one', ARCHIVE))), ARCHIVE]]);
  });

  test('lists the checksum of every other file in it, once and in order', async () => {
    const unpacked = unzipSync(await readFile(join(place, 'one', ARCHIVE)));
    const expected = Object.entries(unpacked)
      .map(([path, bytes]) => [digest(bytes), path.slice(FOLDER.length + 1)])
      .filter(([, path]) => path !== 'SHA256SUMS');
    const checksums = await readChecksums(join(copy, 'SHA256SUMS'));
    expect(checksums).toEqual(expected);
    expect(checksums.map(([, path]) => path)).toEqual(checksums.map(([, path]) => path).sort());
  });

  test.runIf(hasSha256sum)('satisfies sha256sum -c, outside and inside', () => {
    expect(compareWithSha256sum(join(place, 'one'), `${ARCHIVE}.sha256`)).toMatchObject({ status: 0, stderr: '' });
    expect(compareWithSha256sum(copy, 'SHA256SUMS')).toMatchObject({ status: 0, stderr: '' });
  });

  test('is the same, byte for byte, when all of it is built again in another place', async () => {
    const source = join(place, 'source');
    await copySource(source);
    makeArchive(source, 'two');
    const [one, two] = await Promise.all(['one', 'two'].map((folder) => readFile(join(place, folder, ARCHIVE))));
    expect(digest(two!)).toBe(digest(one!));
  });

  test('says what it is, how to check and start it, and names the work of others in page, workers and service worker', async () => {
    const readme = await readFile(join(copy, 'README.txt'), 'utf8');
    expect(readme).toContain(version);
    expect(readme).toContain(`${ARCHIVE}.sha256`);
    expect(readme).toContain('node serve.js');
    const others = await readFile(join(copy, 'THIRD-PARTY.txt'), 'utf8');
    for (const other of ['lit ', 'idb ', 'mqtt ', 'mqtt-packet ', 'workbox-core '])
      expect(others).toContain(`\n${other}`);
    expect(others).not.toContain('\nws 8');
  });

  test.each(['serve.js', 'device-workbench.js'])(
    'holds %s, which imports nothing but what Node has',
    async (script) => {
      const { type } = JSON.parse(await readFile(join(copy, 'package.json'), 'utf8')) as { type: string };
      expect(type).toBe('module');
      const source = await readFile(join(copy, script), 'utf8');
      const required = [...source.matchAll(/require\w*\(["']([^"']+)["']\)/g)].map(([, module = '']) => module);
      const imported = importsOf(source);
      expect(imported).toContain('node:process');
      expect([...imported, ...required].filter((module) => !isBuiltin(module))).toEqual([]);
    },
  );
});

describe('node serve.js, unpacked', () => {
  test('serves an app that connects a device to the cloud in the tab, under its policy, and ends with Ctrl-C', async () => {
    const server = runScript(copy, 'serve.js', '--port', '0');
    const address = await addressOf(server);
    const policy = (await fetch(address)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("frame-ancestors 'none'");
    const tab = await browser.openTab(address);
    await tab.page.getByRole('button', { name: 'Try it with the local cloud' }).click();
    await tab.page.getByText(/^Connected to /).waitFor();
    await tab.page.locator('dw-chart canvas').waitFor();
    expect(tab.violations).toEqual([]);
    expect(tab.uncaught).toEqual([]);
    await tab.page.close();
    server.kill('SIGINT');
    expect((await ended(server)).code).toBe(0);
  });

  test('refuses a copy in which a file was changed, and names it', async () => {
    const changed = await unpack(join(place, 'changed'));
    await appendFile(join(changed, 'app', 'index.html'), '<!-- -->');
    const { code, printed, said } = await ended(runScript(changed, 'serve.js', '--port', '0'));
    expect(code).toBe(1);
    expect(said).toContain('“app/index.html” is not the file that was packed');
    expect(said).toContain('unpack it again');
    expect(printed).toBe('');
  });

  test('explains itself with --help, and refuses an option that it does not have', async () => {
    const help = await ended(runScript(copy, 'serve.js', '--help'));
    expect(help).toMatchObject({ code: 0, said: '' });
    expect(help.printed).toContain('--port');
    const refused = await ended(runScript(copy, 'serve.js', '--bind', '0.0.0.0'));
    expect(refused).toMatchObject({ code: 2, printed: '' });
    expect(refused.said).toContain('“--bind” is no option');
  });
});

describe('node device-workbench.js, unpacked', () => {
  test('derives the key that is published for a device and its group', async () => {
    const { inputs, expected } = published[0];
    const child = runScript(copy, 'device-workbench.js', 'derive-key', '--registration-id', inputs.registrationId);
    child.stdin?.end(inputs.groupKey);
    expect(await ended(child)).toEqual({ code: 0, printed: `${expected.deviceKey}\n`, said: '' });
  });

  test('makes an authority and looks at it, in the one file that it is', async () => {
    const out = join(place, 'made');
    const argv = ['certificate', 'root', '--name', 'Plant Root', '--plain-key', '--out', out];
    expect(await ended(runScript(copy, 'device-workbench.js', ...argv))).toMatchObject({ code: 0, said: '' });
    const looked = await ended(runScript(copy, 'device-workbench.js', 'inspect', join(out, 'Plant_Root.cert.pem')));
    expect(looked).toMatchObject({ code: 0, said: '' });
    expect(looked.printed).toContain('Certificate  Plant Root');
  });

  test('explains itself with --help, and asks for a command without one', async () => {
    const help = await ended(runScript(copy, 'device-workbench.js', '--help'));
    expect(help).toMatchObject({ code: 0, said: '' });
    for (const command of ['derive-key', 'sas-token', 'connection-string', 'certificate', 'inspect']) {
      expect(help.printed).toContain(command);
    }
    expect(await ended(runScript(copy, 'device-workbench.js'))).toEqual({ code: 2, printed: '', said: help.printed });
    const refused = await ended(runScript(copy, 'device-workbench.js', 'start'));
    expect(refused).toMatchObject({ code: 2, printed: '' });
    expect(refused.said).toContain('“start” is no option or command');
  });
});
