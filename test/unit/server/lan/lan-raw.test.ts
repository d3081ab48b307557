import { readFile } from 'node:fs/promises';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeCloud, OPERATOR } from '../fake-cloud.ts';
import { cookieOf, LAN_ADDRESS, openTestLan, type TestLan } from './open-test-lan.ts';

const cloud = createFakeCloud();
let lan: TestLan;
let host: string;
let cookie: string;
beforeAll(async () => {
  lan = await openTestLan(cloud);
  ({ host } = new URL(lan.origin));
  cookie = cookieOf(await lan.pair(lan.token));
});
afterAll(() => lan.dispose());

/** Sends lines as they stand; gives all that comes until the server has ended the connection. */
async function send(...lines: string[]): Promise<string> {
  const ca = await readFile(lan.server.lan?.caFile ?? '');
  const port = Number(new URL(lan.origin).port);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: LAN_ADDRESS, port, ca, servername: '' }, () =>
      socket.write([...lines, '', ''].join('\r\n')),
    );
    let got = '';
    socket.on('data', (data: Buffer) => (got += data.toString()));
    socket.on('close', () => resolve(got));
    socket.on('error', reject);
  });
}

const statusesOf = (answers: string): number[] =>
  [...answers.matchAll(/HTTP\/1\.1 (\d+) /g)].map(([, status]) => Number(status));

const LAST = 'Connection: close';
const CHUNKED = 'Transfer-Encoding: chunked';

describe('a request as no browser sends it', () => {
  test.each<[string, () => string[], number]>([
    ['for another host in its target', () => ['GET https://evil.example/_emu/cloud HTTP/1.1', `Host: ${host}`], 401],
    [
      'for our host in its target alone',
      () => [`GET https://${host}/workbench.json HTTP/1.1`, 'Host: evil.example', `Cookie: ${cookie}`],
      421,
    ],
    [
      'of two hosts, ours behind',
      () => ['GET /workbench.json HTTP/1.1', 'Host: evil.example', `Host: ${host}`, `Cookie: ${cookie}`],
      421,
    ],
    [
      'whose host a proxy is said to have changed',
      () => ['GET /workbench.json HTTP/1.1', 'Host: evil.example', `X-Forwarded-Host: ${host}`, `Cookie: ${cookie}`],
      421,
    ],
    ['of HTTP/1.0, which names no host', () => ['GET /workbench.json HTTP/1.0', `Cookie: ${cookie}`], 421],
    [
      'of two origins',
      () => [
        'DELETE /_emu/devices HTTP/1.1',
        `Host: ${host}`,
        `Origin: ${lan.origin}`,
        'Origin: https://evil.example',
        `Cookie: ${cookie}`,
        `Authorization: ${OPERATOR}`,
      ],
      403,
    ],
    [
      'of two lengths',
      () => ['POST /pair HTTP/1.1', `Host: ${host}`, `Origin: ${lan.origin}`, 'Content-Length: 4', CHUNKED, '', '0'],
      400,
    ],
    [
      'for a protocol that is none of ours',
      () => ['GET /workbench.json HTTP/1.1', `Host: ${host}`, 'Upgrade: h2c', `Cookie: ${cookie}`],
      403,
    ],
    [
      'to be sent back as it is',
      () => ['TRACE /workbench.json HTTP/1.1', `Host: ${host}`, `Origin: ${lan.origin}`, `Cookie: ${cookie}`],
      405,
    ],
    ['for everything', () => ['OPTIONS * HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`], 403],
  ])('%s is refused', async (_how, make, status) => {
    const before = cloud.requests.length;
    const [target = '', ...headers] = make();
    const connection = headers.some((header) => header.startsWith('Upgrade')) ? 'Connection: upgrade' : LAST;
    const answers = await send(target, connection, ...headers);
    expect(statusesOf(answers)).toEqual([status]);
    expect(answers).not.toContain(OPERATOR);
    expect(cloud.requests.length).toBe(before);
  });

  test('to lead through to somewhere else gets no answer', async () => {
    expect(await send('CONNECT localhost:8883 HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`)).toBe('');
  });

  test('behind one that is let in is judged by itself', async () => {
    const paired = ['GET /workbench.json HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`, ''];
    const answers = await send(...paired, 'GET /_emu/cloud HTTP/1.1', `Host: ${host}`, LAST);
    expect(statusesOf(answers)).toEqual([200, 401]);
  });

  test('behind an upgrade that was refused is not read', async () => {
    const upgrade = ['GET /$iothub/websocket HTTP/1.1', `Host: ${host}`, 'Connection: upgrade', 'Upgrade: websocket'];
    const behind = ['GET /workbench.json HTTP/1.1', `Host: ${host}`, `Cookie: ${cookie}`];
    const answers = await send(...upgrade, `Origin: ${lan.origin}`, '', ...behind);
    expect(statusesOf(answers)).toEqual([401]);
    expect(answers).not.toContain(OPERATOR);
  });

  test('with a cookie of our name that somebody else has set beside ours is let in all the same', async () => {
    const [name = ''] = cookie.split('=');
    const cookies = [`Cookie: ${name}=wrong`, `Cookie: ${cookie}`];
    const answers = await send('GET /workbench.json HTTP/1.1', `Host: ${host}`, ...cookies, LAST);
    expect(statusesOf(answers)).toEqual([200]);
    expect(answers).toContain(OPERATOR);
  });
});
