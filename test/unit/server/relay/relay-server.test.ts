import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createSystemClock } from '#adapters/clock/system-clock';
import { openTlsIdentity } from '#server/certificates';
import { createRelayLog } from '#server/relay/relay-log';
import { parseRelayArguments } from '#server/relay/relay-arguments';
import { runRelay } from '#server/relay/run-relay';
import { makeTerminal } from '#server/terminal';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { closeOf, openingOf, openTestTarget, ORIGIN, outcomeOf, TOKEN, type TestTarget } from './open-test-relay.ts';

let folder: string;
let target: TestTarget;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-relay-'));
  await writeFile(join(folder, 'token'), `${TOKEN}\n`);
  target = await openTestTarget((socket) => socket.pipe(socket));
});
afterAll(async () => {
  await target.dispose();
  await rm(folder, { recursive: true, force: true });
});

const opened: { dispose(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.dispose();
});

async function open(...argv: string[]) {
  const printed: string[] = [];
  const said: string[] = [];
  const clock = createSystemClock();
  const server = await runRelay({
    options: parseRelayArguments(['--origin', ORIGIN, '--port', '0', '--allow', target.address, ...argv]),
    clock,
    terminal: makeTerminal({ write: (text) => printed.push(text) }, { write: (text) => said.push(text) }),
  });
  opened.push(server);
  return { server, printed, said };
}

function dial(address: string, token: string, headers: Record<string, string> = {}, options: object = {}): WebSocket {
  const page = new WebSocket(`${address}?to=${target.address}`, ['tcp', `tok.${token}`], {
    headers: { origin: ORIGIN, ...headers },
    ...options,
  });
  page.on('error', () => undefined);
  opened.push({ dispose: () => page.terminate() });
  return page;
}

const statusOf = (port: number, path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, agent: false }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });

describe('a relay alone', () => {
  test('says where it is, and a token that is new each time', async () => {
    const [one, other] = [await open(), await open()];
    expect(one.printed.join('')).toContain(`ws://localhost:${one.server.port}/relay`);
    expect(one.printed.join('')).toContain(one.server.token);
    expect(one.printed.join('')).toContain(ORIGIN);
    expect(one.printed.join('')).toContain(target.address);
    expect(one.server.token).not.toBe(other.server.token);
    expect(await outcomeOf(dial(one.server.addresses[0], one.server.token))).toBe('open');
    expect(await outcomeOf(dial(one.server.addresses[0], other.server.token))).toBe(401);
  });

  test('takes the token of a file, and does not say it', async () => {
    const { server, printed, said } = await open('--token-file', join(folder, 'token'));
    expect(await outcomeOf(dial(server.addresses[0], TOKEN))).toBe('open');
    expect([...printed, ...said].join('')).not.toContain(TOKEN);
    const json = await open('--token-file', join(folder, 'token'), '--json');
    expect(JSON.parse(json.printed.join(''))).toEqual({
      addresses: [`ws://localhost:${json.server.port}/relay`],
      port: json.server.port,
      path: '/relay',
      token: null,
      origins: [ORIGIN],
      azure: true,
      targets: [target.address],
    });
  });

  test('says in one line of JSON what a script needs', async () => {
    const { server, printed } = await open('--json', '--no-azure');
    expect(JSON.parse(printed.join(''))).toMatchObject({ token: server.token, azure: false });
    expect(printed.join('').trim()).not.toContain('\n');
  });

  test('is known by the names that it was given, and by no other', async () => {
    const { server } = await open('--host', 'relay.example', '--host', 'other.example');
    expect(server.addresses).toEqual([
      `ws://relay.example:${server.port}/relay`,
      `ws://other.example:${server.port}/relay`,
    ]);
    const own = `ws://127.0.0.1:${server.port}/relay`;
    for (const host of ['relay.example', 'RELAY.example:443', 'other.example', 'localhost']) {
      expect(await outcomeOf(dial(own, server.token, { host }))).toBe('open');
    }
    expect(await outcomeOf(dial(own, server.token, { host: 'evil.example' }))).toBe(421);
  });

  test('is known by the address that it listens at', async () => {
    const { server } = await open('--bind', '127.0.0.1');
    expect(server.addresses).toEqual([`ws://127.0.0.1:${server.port}/relay`]);
    expect(await outcomeOf(dial(server.addresses[0], server.token))).toBe('open');
  });

  test('does not answer to a request without a name', async () => {
    const { server } = await open();
    const socket = connect(server.port, '127.0.0.1');
    opened.push({ dispose: () => socket.destroy() });
    const answer = new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.write(`GET /relay?to=${target.address} HTTP/1.0\r\nauthorization: Bearer ${server.token}\r\n\r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.[01] 421 /);
  });

  test('serves nothing else: no page, no cloud', async () => {
    const { server } = await open();
    for (const path of ['/', '/workbench.json', '/relay/authority.pem', '/api/devices', '/_emu/cloud', '/relay/']) {
      expect(await statusOf(server.port, path)).toBe(404);
    }
    const page = dial(`ws://localhost:${server.port}/$iothub/websocket`, server.token);
    expect(await outcomeOf(page)).toBe(404);
  });

  test('brings 1 MiB there and back', async () => {
    const { server } = await open();
    const page = dial(server.addresses[0], server.token);
    await openingOf(page);
    const sent = Buffer.alloc(1_048_576, 'relay');
    const parts: Buffer[] = [];
    const back = new Promise<Buffer>((resolve) => {
      page.on('message', (data: Buffer) => {
        parts.push(data);
        const whole = Buffer.concat(parts);
        if (whole.length === sent.length) resolve(whole);
      });
    });
    for (let at = 0; at < sent.length; at += 65_536) page.send(sent.subarray(at, at + 65_536));
    expect((await back).equals(sent)).toBe(true);
  });

  test('has no more connections than it may', async () => {
    const { server } = await open('--max', '1');
    expect(await outcomeOf(dial(server.addresses[0], server.token))).toBe('open');
    expect(await outcomeOf(dial(server.addresses[0], server.token))).toBe(429);
  });

  test('ends a silent connection after the time that it was given', async () => {
    const { server } = await open('--idle', '1');
    expect(await closeOf(dial(server.addresses[0], server.token))).toEqual({ code: 4003, reason: '1' });
  });

  test('serves wss with certificates of its own', async () => {
    const tls = join(folder, 'tls');
    const { caFile } = await openTlsIdentity(tls, ['localhost'], Date.now());
    const files = ['--tls-cert', join(tls, 'server.pem'), '--tls-key', join(tls, 'server-key.pem')];
    const { server, printed } = await open(...files);
    expect(server.addresses).toEqual([`wss://localhost:${server.port}/relay`]);
    expect(printed.join('')).not.toContain('reverse proxy');
    const page = dial(server.addresses[0], server.token, {}, { ca: await readFile(caFile) });
    expect(await outcomeOf(page)).toBe('open');
  });

  test.each([
    ['a token file that is not there', ['--token-file', 'not-there'], 'terminal/input-file'],
    ['a token file without a token', ['--token-file', 'short'], 'relay/token-form'],
    ['certificates that are not there', ['--tls-cert', 'not-there', '--tls-key', 'short'], 'terminal/input-file'],
    ['certificates that are none', ['--tls-cert', 'short', '--tls-key', 'short'], 'terminal/option-value'],
  ])('does not begin with %s', async (_what, argv, code) => {
    await writeFile(join(folder, 'short'), 'short');
    const inFolder = argv.map((word) => (word.startsWith('--') ? word : join(folder, word)));
    await expect(open(...inFolder)).rejects.toMatchObject({ code });
  });

  test('tells of each connection what went over it in numbers, and nothing of what it was', async () => {
    const { server, printed, said } = await open();
    const page = dial(server.addresses[0], server.token);
    const closed = closeOf(page);
    await openingOf(page);
    const back = new Promise((resolve) => page.once('message', resolve));
    page.send(Buffer.from('payload-of-this-test'));
    await back;
    page.close(1000);
    await closed;
    await outcomeOf(dial(server.addresses[0], 'another-token-of-a-page'));
    await server.dispose();
    const log = said.join('');
    expect(log).toContain(`127.0.0.1 to ${target.address}, 0 seconds, 20 bytes there and 20 bytes back.`);
    expect(log).toContain('Refused (token): 127.0.0.1, a page of https://app.example.');
    for (const secret of ['payload', server.token, 'another-token']) expect(log).not.toContain(secret);
    expect(printed.join('').split(server.token)).toHaveLength(2);
  });
});

test('refusals are said once in ten seconds for each reason, and how many there were', async () => {
  const said: string[] = [];
  const clock = createFakeClock();
  const log = createRelayLog((text) => said.push(text), clock);
  const refused = (refusal: 'origin' | 'token', origin = ORIGIN) =>
    log({ kind: 'refused', refusal, remote: '192.0.2.1', origin });
  for (let n = 0; n < 1000; n += 1) refused('origin');
  refused('token', '');
  await clock.advance(10_000);
  refused('origin', 'x'.repeat(100_000));
  expect(said).toEqual([
    'Refused (origin): 192.0.2.1, a page of https://app.example.',
    'Refused (token): 192.0.2.1.',
    `Refused (origin): 192.0.2.1, a page of ${'x'.repeat(300)}, and 999 more since the last time.`,
  ]);
});
