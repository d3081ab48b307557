import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { defaultStateFile } from '#server/state-place';
import { ROOT } from '../support/source-files.ts';
import { startWorkbench, type ReadyLine } from '../support/workbench-server.ts';

const READY = join(ROOT, 'ready.mjs');
const started = new Set<ChildProcess>();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-command-'));
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | string | null>;
  /** Resolves with the first line on standard output that begins with `{`. */
  readonly ready: Promise<ReadyLine>;
}

function run(program: string, args: string[], options: { detached?: boolean; env?: NodeJS.ProcessEnv } = {}): Run {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], ...options });
  started.add(child);
  const texts = { output: '', errors: '' };
  child.stderr.on('data', (part: Buffer) => (texts.errors += part.toString()));
  const ready = new Promise<ReadyLine>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      texts.output += part.toString();
      const line = /^\{.*\}$/m.exec(texts.output)?.[0];
      if (line !== undefined) resolve(JSON.parse(line) as ReadyLine);
    });
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  return { child, output: () => texts.output, errors: () => texts.errors, ended, ready };
}

const cloud = (...options: string[]): Run => run(process.execPath, [READY, 'cloud', '--port', '0', ...options]);

/** True while something listens at the port. */
async function answers({ ports }: ReadyLine): Promise<boolean> {
  return fetch(`http://127.0.0.1:${ports.http}/`).then(
    () => true,
    () => false,
  );
}

const hasEnded = async (ready: ReadyLine): Promise<void> =>
  vi.waitFor(async () => expect(await answers(ready)).toBe(false), { timeout: 5000, interval: 100 });

describe('npm run cloud', () => {
  test('with --json prints one line of the promised shape, and nothing else, on standard output', async () => {
    const tls = join(folder, 'tls');
    const seen = cloud('--json', '--host', 'bench.local', '--mqtts-port', '0', '--tls-dir', tls);
    const ready = await seen.ready;
    expect(ready).toEqual({
      host: 'bench.local',
      hubs: ['bench.local', 'hub-2.bench.local'],
      idScope: expect.stringMatching(/^0ne[0-9A-F]{8}$/),
      ca: join(tls, 'ca.pem'),
      ports: { http: expect.any(Number), https: null, mqtts: expect.any(Number) },
      lan: null,
      enrollmentGroups: ['SAS-IoT-Devices', 'SAS-IoT-Edge-Devices'].map((id) => ({
        id,
        type: 'symmetricKey',
        primaryKey: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
        secondaryKey: expect.stringMatching(/^[A-Za-z0-9+/]{86}==$/),
      })),
      operatorToken: expect.any(String),
      serviceConnectionString: expect.stringMatching(/^HostName=bench\.local;SharedAccessKeyName=iothubowner;/),
      provisioningConnectionString: expect.stringMatching(
        /^HostName=bench\.local;SharedAccessKeyName=provisioningserviceowner;/,
      ),
    });
    seen.child.kill('SIGTERM');
    expect(await seen.ended).toBe(0);
    expect(seen.output().trim().split('\n')).toHaveLength(1);
  });

  test('without --json prints a banner for people', async () => {
    const seen = cloud('--mqtts-port', '0', '--tls-dir', join(folder, 'tls'));
    await vi.waitFor(() => expect(seen.output()).toContain('Ctrl-C'), { timeout: 20_000 });
    expect(seen.output()).toMatch(/ID scope\s+0ne/);
    expect(seen.output()).toMatch(/Group key\s+\S{88}/);
    expect(seen.output()).toMatch(/DEVICE_WORKBENCH_MQTTS_PORT=\d+/);
    expect(seen.output()).toContain('node --import ./dist/server/azure-redirect.js your-device.js');
    seen.child.kill('SIGINT');
    expect(await seen.ended).toBe(0);
  });

  test('begins a new cloud with the scenario of a file, and a cloud that is kept goes on as it is', async () => {
    const state = join(folder, 'scenario-state.json');
    const first = cloud('--json', '--scenario', 'examples/scenario.json', '--state', state);
    expect((await first.ready).idScope).toBe('0ne00C0FFEE');
    first.child.kill('SIGTERM');
    await first.ended;
    const other = join(folder, 'other.json');
    await writeFile(other, '{ "idScope": "0ne0BADCAFE" }');
    const again = cloud('--json', '--scenario', other, '--state', state);
    expect((await again.ready).idScope).toBe('0ne00C0FFEE');
    expect(again.errors()).toContain('is for a new cloud');
  });

  test('says where a scenario is wrong, and leaves no state behind', async () => {
    const scenario = join(folder, 'wrong.json');
    const state = join(folder, 'no-state.json');
    await writeFile(scenario, '{ "devices": [{ "id": "a" }, { "name": "b" }] }');
    const seen = cloud('--scenario', scenario, '--state', state);
    expect(await seen.ended).toBe(1);
    expect(seen.errors()).toContain('devices[1].name: there is no such name here');
    expect(await readdir(folder)).not.toContain('no-state.json');
  });

  test('says loudly that any bearer opens it', async () => {
    const seen = cloud('--json', '--accept-any-bearer');
    const { ports } = await seen.ready;
    expect(seen.errors()).toContain('Any bearer token opens this cloud');
    const headers = { authorization: 'Bearer anything' };
    expect((await fetch(`http://127.0.0.1:${ports.http}/api/devices`, { headers })).status).toBe(200);
    const strict = await cloud('--json').ready;
    expect((await fetch(`http://127.0.0.1:${strict.ports.http}/api/devices`, { headers })).status).toBe(401);
  });

  test('says in words that a port is taken, and uses the next free one', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const seen = cloud('--json', '--port', String(port));
    const ready = await seen.ready;
    expect(ready.ports.http).toBeGreaterThan(port);
    expect(seen.errors()).toContain(`port ${port}`);
    expect(seen.errors()).toContain(`Port ${ready.ports.http} is used`);
    expect(seen.errors()).not.toContain('--port');
    other.close();
  });

  test.each([
    [['--prot', '1'], '--prot'],
    [['--port', 'eighty'], 'eighty'],
    [['--json=1'], '“--json” takes no value.'],
    [['--bind', '192.0.2.1'], '192.0.2.1'],
  ])('ends with code 2 and words on standard error for %j', async (options, named) => {
    const seen = cloud(...options);
    expect(await seen.ended).toBe(2);
    expect(seen.errors()).toContain(named);
    expect(seen.output()).toBe('');
  });

  test('explains itself with --help', async () => {
    const seen = cloud('--help');
    expect(await seen.ended).toBe(0);
    for (const option of [
      '--json',
      '--host',
      '--bind',
      '--port',
      '--https-port',
      '--mqtts-port',
      '--tls-dir',
      '--state',
      '--fresh',
    ]) {
      expect(seen.output()).toContain(option);
    }
  });
});

describe('--state', () => {
  test('keeps ID scope, keys, token and devices from run to run, also past a sudden end', async () => {
    const file = join(folder, 'state.json');
    const first = await startWorkbench('cloud', '--state', file);
    expect((await first.operator('POST', '/_emu/devices', { deviceId: 'kept' })).status).toBe(201);
    // What was acknowledged is kept, without a moment to wait for.
    await first.kill();
    const second = await startWorkbench('cloud', '--state', file);
    const { ports: _first, ...kept } = first.ready;
    expect(second.ready).toMatchObject(kept);
    expect((await second.operator('GET', '/_emu/devices/kept')).status).toBe(200);
    expect((await second.operator('POST', '/_emu/devices', { deviceId: 'last-moment' })).status).toBe(201);
    await second.stop();
    expect(await readFile(file, 'utf8')).toContain('"last-moment"');
  });

  test.each([
    ['{"half":', 'it is not JSON'],
    ['{"schema":99}', 'it was not written by this program'],
  ])('ends with code 1 for a file that holds %s, and leaves it', async (text, reason) => {
    const file = join(folder, 'broken.json');
    await writeFile(file, text);
    const seen = cloud('--json', '--state', file);
    expect(await seen.ended).toBe(1);
    expect(seen.errors()).toContain(reason);
    expect(await readFile(file, 'utf8')).toBe(text);
  });
});

describe('a state file that cannot be had', () => {
  test('is said once, with code 1, before any port is opened', async () => {
    await writeFile(join(folder, 'no-folder'), '');
    const seen = cloud('--json', '--state', join(folder, 'no-folder', 'deeper', 'x.json'));
    expect(await seen.ended).toBe(1);
    expect(seen.errors().match(/cannot be used/g)).toHaveLength(1);
    expect(seen.output()).toBe('');
  });

  test('is said with code 1 when another server keeps its cloud there', async () => {
    const file = join(folder, 'shared.json');
    const first = await startWorkbench('cloud', '--state', file);
    const seen = cloud('--json', '--state', file);
    expect(await seen.ended).toBe(1);
    expect(seen.errors()).toContain('another Device Workbench');
    expect(seen.output()).toBe('');
    await first.stop();
    const again = await startWorkbench('cloud', '--state', file);
    expect(again.ready.idScope).toBe(first.ready.idScope);
    await again.stop();
  });
});

describe('npm start', () => {
  let place: string;
  beforeEach(async () => {
    place = await mkdtemp(join(folder, 'place-'));
  });
  const env = () => ({ ...process.env, XDG_STATE_HOME: place, HOME: place, LOCALAPPDATA: place });
  const start = (...options: string[]): Run =>
    run(process.execPath, [READY, 'start', '--port', '0', ...options], { env: env() });

  async function endOf(seen: Run, signal: NodeJS.Signals): Promise<void> {
    seen.child.kill(signal);
    await seen.ended;
  }

  test.each(['SIGINT', 'SIGKILL'] as const)('keeps its cloud from run to run, also past %s', async (signal) => {
    const first = start('--json');
    const { ports: _first, ...kept } = await first.ready;
    await endOf(first, signal);
    const second = start('--json');
    expect(await second.ready).toMatchObject(kept);
    expect(second.errors()).not.toContain('kept');
  });

  test('keeps it for its owner alone, and says where', async () => {
    const seen = start();
    await vi.waitFor(() => expect(seen.output()).toContain('Ctrl-C'), { timeout: 20_000 });
    const file = /^Kept in +(.*)$/m.exec(seen.output())?.[1] ?? '';
    expect(file).toBe(defaultStateFile({ platform: process.platform, environment: env(), home: place }));
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(file))).mode & 0o777).toBe(0o700);
    await endOf(seen, 'SIGINT');
    expect(await readdir(dirname(file))).toEqual(['cloud.json']);
  });

  test('runs a second time at once without keeping anything, says so, and leaves the first one its cloud', async () => {
    const first = start('--json');
    const { ports: _first, ...kept } = await first.ready;
    const second = start('--json');
    expect((await second.ready).idScope).not.toBe(kept.idScope);
    expect(second.errors()).toContain('another Device Workbench');
    await endOf(second, 'SIGINT');
    await endOf(first, 'SIGINT');
    expect(await start('--json').ready).toMatchObject(kept);
  });

  test('keeps nothing with --fresh, and leaves what is kept', async () => {
    const kept = start('--json');
    const { idScope } = await kept.ready;
    await endOf(kept, 'SIGINT');
    const fresh = start('--json', '--fresh');
    expect((await fresh.ready).idScope).not.toBe(idScope);
    await endOf(fresh, 'SIGINT');
    expect((await start('--json').ready).idScope).toBe(idScope);
  });

  test('runs where nothing can be kept, and says so once', async () => {
    await rm(place, { recursive: true });
    await writeFile(place, '');
    const seen = start('--json');
    await seen.ready;
    expect(seen.errors().match(/is not kept this time/g)).toHaveLength(1);
  });
});

describe('npm run cloud without --state', () => {
  test('keeps nothing', async () => {
    const place = await mkdtemp(join(folder, 'cloud-'));
    const env = { ...process.env, XDG_STATE_HOME: place, HOME: place, LOCALAPPDATA: place };
    const seen = run(process.execPath, [READY, 'cloud', '--json', '--port', '0'], { env });
    await seen.ready;
    expect(await readdir(place)).toEqual([]);
  });
});

describe('the end', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s comes within a second, past open connections',
    async (signal) => {
      const seen = cloud('--json');
      const ready = await seen.ready;
      const headers = { authorization: ready.operatorToken };
      const events = await fetch(`http://localhost:${ready.ports.http}/_emu/events`, { headers });
      const socket = new WebSocket(`ws://localhost:${ready.ports.http}/$iothub/websocket`, 'mqtt');
      await new Promise((resolve) => socket.once('open', resolve));
      const began = performance.now();
      seen.child.kill(signal);
      expect(await seen.ended).toBe(0);
      expect(performance.now() - began).toBeLessThan(1000);
      await events.body?.cancel().catch(() => undefined);
    },
  );

  test.each(['SIGTERM', 'SIGKILL'] as const)('comes when npm is ended by %s', async (signal) => {
    const seen = run('npm', ['run', '--silent', 'cloud', '--', '--json', '--port', '0']);
    const ready = await seen.ready;
    expect(await answers(ready)).toBe(true);
    seen.child.kill(signal);
    await hasEnded(ready);
  });

  test('comes when the program that started it is ended', async () => {
    const seen = run(process.execPath, ['-e', launcher('inherit', false)]);
    const ready = await seen.ready;
    seen.child.kill('SIGKILL');
    await hasEnded(ready);
  });

  test('does not come with its starter when it was started to run on', async () => {
    const seen = run(process.execPath, ['-e', `${launcher('inherit', true)} child.unref(); console.log(child.pid);`]);
    const ready = await seen.ready;
    const id = Number(/^\d+$/m.exec(seen.output())?.[0]);
    seen.child.kill('SIGKILL');
    // Two looks of the watch, and a little more: there is no event for what does not happen.
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(await answers(ready)).toBe(true);
    process.kill(id, 'SIGTERM');
    await hasEnded(ready);
  });
});

/** A program that starts the cloud and stays. */
function launcher(stdio: string, detached: boolean): string {
  const args = JSON.stringify([READY, 'cloud', '--json', '--port', '0']);
  return `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ${args}, { stdio: '${stdio}', detached: ${detached} });
    setInterval(() => {}, 1000);
  `;
}
