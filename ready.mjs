#!/usr/bin/env node
// The door of every npm script: installs what is missing, builds what is stale, then runs the command.
// Plain JavaScript, since Node 20 runs no TypeScript and nothing is installed yet when it starts.
// What it says goes to stderr: stdout belongs to the command.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(fileURLToPath(import.meta.url));
const say = (text) => process.stderr.write(`${text}\n`);

/** Runs a program with its output on stderr; ends this process with its exit code when it fails. */
function run(program, args, options = {}) {
  const windows = process.platform === 'win32';
  const result = spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: windows, ...options });
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Runs a tool by Node itself. No shell: on Windows it would take the path of Node apart at its blank. */
const runTool = (tool, args, options) =>
  run(process.execPath, [join(ROOT, 'node_modules', ...tool), ...args], { shell: false, ...options });

/** Digest over the contents of files and folders, by name in order. */
function digest(paths) {
  const hash = createHash('sha256');
  const add = (path) => {
    const full = join(ROOT, path);
    if (!existsSync(full)) return;
    const names = readdirSyncOrNone(full);
    if (names === undefined) hash.update(path).update('\0').update(readFileSync(full));
    else for (const name of names.sort()) add(`${path}/${name}`);
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}

function readdirSyncOrNone(path) {
  try {
    return readdirSync(path);
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

const LOCK = join(ROOT, 'dist/.lock');
/** Nothing takes as long: a lock this old was left behind. */
const STALE_MS = 600_000;
const RETRY_MS = 100;

/** Does `work` while no other process does its own: two builds at a time empty each other's folders. */
function oneAtATime(work) {
  mkdirSync(dirname(LOCK), { recursive: true });
  if (!takeLock()) {
    say('Waiting for another process that builds …');
    while (!takeLock()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
  }
  const release = () => rmSync(LOCK, { force: true });
  // A tool that fails ends this process.
  process.once('exit', release);
  work();
  process.off('exit', release);
  release();
}

function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    if (isAbandoned()) rmSync(LOCK, { force: true });
    return false;
  }
}

/** Whether the process that took the lock was ended in the middle, which leaves the lock behind. */
function isAbandoned() {
  try {
    if (Date.now() - statSync(LOCK).mtimeMs > STALE_MS) return true;
    const owner = Number(readFileSync(LOCK, 'utf8'));
    // Numbers of processes come again, in containers the same ones.
    if (owner === process.pid) return true;
    // Without a number it is being written.
    if (owner > 0) process.kill(owner, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** Does `work` unless it was done before for the same inputs. */
function unlessFresh(stampFile, inputs, work) {
  const file = join(ROOT, stampFile);
  const stamp = `${process.version} ${digest(inputs)}`;
  const isFresh = () => existsSync(file) && readFileSync(file, 'utf8') === stamp;
  if (isFresh()) return;
  oneAtATime(() => {
    if (isFresh()) return;
    rmSync(file, { force: true });
    work();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, stamp);
  });
}

function needNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  say(
    `Device Workbench needs Node 20.19, 22.12 or newer; this is ${process.version}. Newer versions are on nodejs.org.`,
  );
  process.exit(1);
}

function install() {
  unlessFresh('node_modules/.ready', ['package.json', 'package-lock.json', '.npmrc'], () => {
    say('Installing packages (about half a minute) …');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  });
}

const SHARED_INPUTS = [
  'package.json',
  'package-lock.json',
  'vite.config.ts',
  'packaging/azure-roots.ts',
  'packaging/package-record.ts',
  'packaging/package-folder.ts',
  'tsconfig.base.json',
  'src',
];
/** Builds for production, whatever the caller's NODE_ENV is: under a test runner Lit would come in its development form. */
const vite = (args, env = {}) =>
  runTool(['vite', 'bin', 'vite.js'], [...args, '--logLevel', 'warn'], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
  });

function buildServer() {
  unlessFresh('dist/server/.stamp', SHARED_INPUTS, () => {
    say('Building the server …');
    vite(['build', '--ssr']);
  });
}

function buildApp(allowedHosts = []) {
  const stamp = [...SHARED_INPUTS, 'index.html', 'public'];
  const build = () => {
    say('Building the app …');
    vite(['build'], { WORKBENCH_ALLOW_HOSTS: allowedHosts.join(',') });
    // It lists the files of the app, so it comes after them.
    vite(['build', '--mode', 'service-worker']);
  };
  if (allowedHosts.length === 0) return unlessFresh('dist/app.stamp', stamp, build);
  return oneAtATime(() => {
    rmSync(join(ROOT, 'dist/app.stamp'), { force: true });
    build();
  });
}

/** The scripts of the archive, which are built one by one to be one file each, and the tool that packs them. */
function buildPackaging() {
  unlessFresh('dist/packaging/.stamp', [...SHARED_INPUTS, 'packaging'], () => {
    say('Building the scripts of the archive …');
    for (const mode of ['package', 'serve', 'device-workbench']) vite(['build', '--ssr', '--mode', mode]);
  });
}

async function importBuilt(path) {
  return import(pathToFileURL(join(ROOT, 'dist', path)).href);
}

async function serve(command, args) {
  buildServer();
  if (command === 'start') buildApp();
  const { main } = await importBuilt('server/server.js');
  await main([command, ...args]);
}

async function runRelay(args) {
  buildServer();
  const { main } = await importBuilt('server/relay.js');
  await main(args);
}

/** The commands that make something and end: a door of their own, so that they start at once. */
async function runCommandLine(command, args) {
  buildServer();
  const { main } = await importBuilt('server/command-line.js');
  await main([command, ...args]);
}

/** A Chromium for the tests: the machine's own, else Debian's for root, else the one that Playwright downloads. */
async function needBrowser() {
  const found = await findBrowserPath();
  if (found !== undefined) return found;
  const isRoot = process.getuid?.() === 0;
  if (isRoot && spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0) {
    say('Installing Chromium from the distribution …');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    run('apt-get', ['update', '-qq'], { env });
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  } else {
    say('Installing Chromium for the tests …');
    runTool(['playwright-core', 'cli.js'], ['install', 'chromium']);
  }
  const installed = await findBrowserPath();
  if (installed !== undefined) return installed;
  say('The tests need Chromium or Chrome, and none could be installed. Name one with CHROME_PATH=/path/to/chrome.');
  return process.exit(1);
}

const BROWSER_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const BROWSER_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** `CHROME_PATH`, the usual names on the PATH, the usual places, then Playwright's own download. */
async function findBrowserPath() {
  const named = process.env.CHROME_PATH;
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => BROWSER_NAMES.map((name) => join(folder, name)));
  const { chromium } = await import('playwright-core');
  const candidates = [...(named ? [named] : []), ...onPath, ...BROWSER_PLACES, chromium.executablePath()];
  return candidates.find((path) => existsSync(path));
}

async function test(args) {
  process.env.CHROME_PATH = await needBrowser();
  buildServer();
  buildApp();
  runTests(args);
}

function runTests(args) {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const result = spawnSync(process.execPath, [vitest, 'run', ...args], { cwd: ROOT, stdio: ['ignore', 1, 2] });
  process.exit(result.status ?? 1);
}

async function bench(args) {
  process.env.CHROME_PATH = await needBrowser();
  buildServer();
  buildApp();
  vite(['build', '--ssr', '--mode', 'bench']);
  vite(['build', '--mode', 'bench-pages']);
  const { main } = await importBuilt('bench/run.js');
  await main(args);
}

async function makePackage(args) {
  buildPackaging();
  const tool = await importBuilt('packaging/tool/make-package.js');
  const options = tool.readPackageOptions(args);
  if (options === undefined) return;
  buildApp(options.allowedHosts);
  tool.makePackage(ROOT, options);
}

const COMMANDS = {
  start: (args) => serve('start', args),
  cloud: (args) => serve('cloud', args),
  relay: runRelay,
  'derive-key': (args) => runCommandLine('derive-key', args),
  'sas-token': (args) => runCommandLine('sas-token', args),
  'connection-string': (args) => runCommandLine('connection-string', args),
  certificate: (args) => runCommandLine('certificate', args),
  inspect: (args) => runCommandLine('inspect', args),
  test,
  'test-crash': (args) => {
    process.env.WORKBENCH_CRASH = 'full';
    return test(['--project', 'conformance', 'test/conformance/crash.test.ts', ...args]);
  },
  // Rules alone, without a browser and without a build. A run is repeated by the seed that it tells.
  'test-tls': (args) => {
    process.env.WORKBENCH_TLS_MUTATIONS ??= '1000000';
    process.env.WORKBENCH_TLS_SEED ??= String(Date.now() % 2 ** 31);
    runTests(['--project', 'unit', '--maxWorkers', '2', 'test/unit/core-in-node/tls-mutations', ...args]);
  },
  bench,
  'build-server': () => buildServer(),
  build: async (args) => {
    buildServer();
    const { readAllowedHosts } = await importBuilt('server/server.js');
    const allowedHosts = readAllowedHosts(args);
    if (allowedHosts === undefined) return;
    buildApp(allowedHosts);
    say('The app is in dist/app: copy that folder to any web host.');
  },
  package: makePackage,
  dev: async (args) => {
    execFileSync(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), ...args], {
      cwd: ROOT,
      stdio: 'inherit',
    });
  },
};

const HELP = `Device Workbench

  npx device-workbench start               serves the app with a local cloud
  npx device-workbench cloud               serves a local cloud alone
  npx device-workbench relay               relays the TLS of devices in browsers
  npx device-workbench derive-key          derives the keys of devices from the key of their enrollment group
  npx device-workbench sas-token           makes a shared access signature
  npx device-workbench connection-string   writes the connection string of a device
  npx device-workbench certificate         makes authorities, certificates of devices, proofs and requests
  npx device-workbench inspect             says what files are, and what Azure will say to them

Each of them says more with --help. For work on the program itself: build, package, dev, test, bench.
`;

const [command = 'start', ...args] = process.argv.slice(2);
if (['--help', '-h', 'help'].includes(command)) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (!Object.hasOwn(COMMANDS, command)) {
  // What is no word may be a key that lost its command, and terminals are recorded.
  const named = /^[a-z-]{1,30}$/i.test(command) ? `There is no command "${command}".` : 'The first word is no command.';
  say(`${named} There are: ${Object.keys(COMMANDS).join(', ')}.`);
  process.exit(2);
}
needNode();
install();
await COMMANDS[command](args);
