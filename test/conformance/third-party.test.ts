import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { makeTlsFolder } from './tls-folder.ts';

const HUB = 'workbench-hub.azure-devices.net';
const DEVICE = 'mosquitto-1';

const exists = (program: string): boolean => spawnSync(program, ['--help']).error === undefined;
const hasMosquitto = exists('mosquitto_pub');
const hasOpenssl = exists('openssl');

let server: WorkbenchServer;
let key: string;
beforeAll(async () => {
  const tls = ['--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder()];
  server = await startWorkbench('cloud', '--host', HUB, ...tls);
  const added = await server.operator('POST', '/_emu/devices', { deviceId: DEVICE });
  const { connectionString } = added.body as { connectionString: string };
  key = /SharedAccessKey=(.+)$/.exec(connectionString)?.[1] ?? '';
});
afterAll(() => server?.stop());

interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function run(program: string, args: readonly string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(program, args);
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    child.stderr.on('data', (part: Buffer) => (text += part.toString()));
    child.on('close', (code) => resolve({ code, text }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** A hub token as Microsoft's documentation makes it, apart from our own code. */
function makeToken(keyBase64: string, expiresInSeconds = 600): string {
  const resource = encodeURIComponent(`${HUB}/devices/${DEVICE}`);
  const expiry = Math.floor(Date.now() / 1000) + expiresInSeconds;
  const mac = createHmac('sha256', Buffer.from(keyBase64, 'base64')).update(`${resource}\n${expiry}`);
  return `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(mac.digest('base64'))}&se=${expiry}`;
}

describe('mosquitto’s client', () => {
  const args = (token: string, more: readonly string[]): string[] => [
    '-h',
    '127.0.0.1',
    '-p',
    String(server.ready.ports.mqtts),
    '--cafile',
    server.ready.ca ?? '',
    '-V',
    'mqttv311',
    '-i',
    DEVICE,
    '-u',
    `${HUB}/${DEVICE}/?api-version=2021-04-12`,
    '-P',
    token,
    ...more,
  ];
  const publish = (token: string): Promise<Ended> =>
    run('mosquitto_pub', args(token, ['-q', '1', '-t', `devices/${DEVICE}/messages/events/`, '-m', '{"t":1}']));

  test.skipIf(!hasMosquitto)('sends telemetry over TLS with a token of its own making', async () => {
    expect(await publish(makeToken(key))).toEqual({ code: 0, text: '' });
    const { body } = await server.operator('GET', `/_emu/devices/${DEVICE}/telemetry?top=1`);
    expect(body).toMatchObject({ value: [{ body: { t: 1 } }] });
  });

  test.skipIf(!hasMosquitto)('receives a message', async () => {
    const topic = `devices/${DEVICE}/messages/devicebound/#`;
    const received = run('mosquitto_sub', args(makeToken(key), ['-q', '1', '-C', '1', '-W', '10', '-t', topic]));
    const path = `/_emu/devices/${DEVICE}`;
    await vi.waitFor(async () => expect((await server.operator('GET', path)).body).toMatchObject({ connected: true }));
    await server.operator('POST', `${path}/messages`, { body: 'over to you' });
    expect(await received).toEqual({ code: 0, text: 'over to you\n' });
  });

  test.skipIf(!hasMosquitto)('is refused with “not authorised” for an ended token and for another key', async () => {
    for (const token of [makeToken(key, -900), makeToken(Buffer.alloc(32).toString('base64'))]) {
      const { code, text } = await publish(token);
      expect(code).not.toBe(0);
      expect(text).toMatch(/not authori[sz]ed/i);
    }
  });

  test.skipIf(!hasMosquitto)('does not connect to a server whose CA it was not given', async () => {
    const strangers = args(makeToken(key), ['-t', 'x', '-m', 'x']).map((arg) =>
      arg === server.ready.ca ? '/etc/ssl/certs/ca-certificates.crt' : arg,
    );
    expect((await run('mosquitto_pub', strangers)).code).not.toBe(0);
  });
});

describe('openssl’s client', () => {
  const connect = (port: number | null, more: readonly string[]): Promise<Ended> =>
    run('openssl', [
      's_client',
      '-connect',
      `127.0.0.1:${port}`,
      '-CAfile',
      server.ready.ca ?? '',
      '-verify_return_error',
      ...more,
    ]);

  test.skipIf(!hasOpenssl).each(['-tls1_2', '-tls1_3'])(
    'finds a good certificate over %s at both TLS ports',
    async (version) => {
      for (const port of [server.ready.ports.mqtts, server.ready.ports.https]) {
        const { text } = await connect(port, ['-servername', HUB, '-verify_hostname', HUB, version]);
        expect(text).toContain('Verify return code: 0 (ok)');
      }
    },
  );

  test.skipIf(!hasOpenssl)('is asked for a certificate, and served without one', async () => {
    const { text } = await connect(server.ready.ports.mqtts, ['-tls1_2', '-msg']);
    expect(text).toMatch(/CertificateRequest/);
    expect(text).toContain('Verify return code: 0 (ok)');
  });
});
