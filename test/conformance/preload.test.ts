import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { PRELOAD } from './sdk-process.ts';
import { makeTlsFolder } from './tls-folder.ts';

let server: WorkbenchServer;
beforeAll(async () => {
  server = await startWorkbench('cloud', '--https-port', '0', '--tls-dir', makeTlsFolder());
});
afterAll(() => server?.stop());

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program of a few lines under the preload. */
function run(source: string, environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', PRELOAD, '--input-type=module', '-e', source], {
    env: {
      ...process.env,
      DEVICE_WORKBENCH_HTTPS_PORT: String(server.ready.ports.https),
      DEVICE_WORKBENCH_CA: server.ready.ca ?? '',
      ...environment,
    },
  });
  const texts = { output: '', errors: '' };
  child.stdout.on('data', (part: Buffer) => (texts.output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (texts.errors += part.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...texts })));
}

test.each([
  ['https', `import https from 'node:https'; https.get(url, (r) => r.resume().on('end', () => say(r.statusCode)));`],
  [
    'https by name',
    `import { get } from 'node:https'; get(url, (r) => r.resume().on('end', () => say(r.statusCode)));`,
  ],
  ['fetch', `say((await fetch(url)).status);`],
  [
    'tls by name',
    `import { connect } from 'node:tls';
     const socket = connect(443, new URL(url).host, () => { say(socket.authorized ? 200 : 0); socket.destroy(); });`,
  ],
])('a program that uses %s for an Azure name reaches the local cloud', async (_way, source) => {
  const url = 'https://my-hub.azure-devices.net/';
  const ended = await run(`const url = '${url}'; const say = (what) => console.log(what); ${source}`);
  expect(ended).toEqual({ code: 0, output: '200\n', errors: '' });
});

test('a port that is not served is refused in words, and Azure is not reached', async () => {
  const source = `import tls from 'node:tls';
    tls.connect(8883, 'my-hub.azure-devices.net').on('error', (error) => console.log(error.message));`;
  expect((await run(source)).output).toContain('DEVICE_WORKBENCH_MQTTS_PORT');
});

test('a CA that cannot be read ends the program with words before it starts', async () => {
  const ended = await run(`console.log('started')`, { DEVICE_WORKBENCH_CA: '/nowhere/ca.pem' });
  expect(ended.code).toBe(2);
  expect(ended.output).toBe('');
  expect(ended.errors).toContain('/nowhere/ca.pem');
});
