import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';
import { makeTlsFolder } from './tls-folder.ts';

let server: WorkbenchServer;
let before: string;
beforeAll(async () => {
  server = await startWorkbench('cloud', '--https-port', '0', '--mqtts-port', '0', '--tls-dir', makeTlsFolder());
  await server.operator('PUT', '/api/devices/there', {});
  before = await lookAround();
});
afterAll(() => server?.stop());
/** Whatever was thrown at it, the cloud is as it was, and answers. */
afterEach(async () => expect(await lookAround()).toBe(before));

async function lookAround(): Promise<string> {
  const paths = ['/api/devices', '/api/enrollmentGroups', '/_emu/cloud'];
  const answers = await Promise.all(paths.map((path) => server.operator('GET', path)));
  return JSON.stringify(answers.map(({ status, body }) => ({ status, body })));
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Sends a request as it is written: no client of our own would let such a one out. Status 0: closed without a word. */
function sendRaw(head: readonly string[], body: string | Buffer = ''): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(server.ready.ports.http, '127.0.0.1');
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString('latin1')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text }));
    socket.write(Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'));
    socket.write(body);
  });
}

const get = (path: string, ...headers: string[]) =>
  sendRaw([`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers]);
const asOperator = () => `Authorization: ${server.ready.operatorToken}`;
const put = (path: string, body: string | Buffer, ...headers: string[]) =>
  sendRaw(
    [`PUT ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', `Content-Length: ${body.length}`, ...headers],
    body,
  );

describe('bodies', () => {
  test.each([
    '/api/devices/large',
    '/enrollmentGroups/large',
    '/devices/large',
    '/0ne00000000/registrations/a/register',
  ])('of 10 MB are not read to their end at %s', async (path) => {
    const { status } = await put(path, Buffer.alloc(10_000_000, 0x20), asOperator());
    expect([413, 0]).toContain(status);
  });

  test.each(['/api/devices/deep', '/enrollmentGroups/deep', '/devices/deep', '/_emu/faults/deep'])(
    'nested 400,000 levels deep are refused at %s',
    async (path) => {
      for (const [open, close] of [
        ['[', ']'],
        ['{"a":', '}'],
      ] as const) {
        const levels = open === '[' ? 400_000 : 140_000;
        const deep = `${open.repeat(levels)}1${close.repeat(levels)}`;
        const { status } = await put(path, deep, asOperator());
        expect([400, 401]).toContain(status);
      }
    },
  );

  test('that say more than they are, or less, change nothing', async () => {
    const { status } = await put('/api/devices/half', '{"displayName":', asOperator());
    expect(status).toBe(400);
    const twoLengths = ['PUT /api/devices/smuggled HTTP/1.1', 'Host: localhost', 'Content-Length: 2'];
    expect((await sendRaw([...twoLengths, 'Transfer-Encoding: chunked', asOperator()], '0\r\n\r\n')).status).toBe(400);
    expect((await sendRaw([...twoLengths, 'Content-Length: 4', asOperator()], '{}{}')).status).toBe(400);
  });
});

describe('paths', () => {
  test.each([
    '/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/../../../etc/passwd',
    '/api/..%2f..%2f..%2fetc%2fpasswd',
    '//etc/passwd',
    '/\\..\\..\\etc\\passwd',
    '/%00',
    '/api/devices/%00',
    '/api/devices/%ff%fe',
    '/api/devices/%',
    '/api/devices/%c0%af',
    '/api/devices/__proto__',
    '/api/devices/constructor/properties',
    `/api/devices/${'a'.repeat(8000)}`,
    `/${'a/'.repeat(4000)}`,
    '*',
    'http://elsewhere.example/api/devices/%00',
  ])('%s lead to nothing, with a token or without', async (path) => {
    for (const headers of [[], [asOperator()]]) {
      const { status, text } = await get(path, ...headers);
      expect([400, 401, 404, 405, 421], text.slice(0, 200)).toContain(status);
      expect(text).not.toContain('root:');
    }
  });

  test('that are longer than a header may be are refused', async () => {
    // The answer may be lost with the connection, on which more was sent than was read.
    expect([0, 431]).toContain((await get(`/api/devices/${'a'.repeat(100_000)}`)).status);
  });

  test.each(['/api/devices', '/API/devices', '/%61pi/devices', '/_emu/cloud', '/%5femu/cloud', '/./api/devices'])(
    '%s of the operator answers to no foreign Host, not even with the token',
    async (path) => {
      for (const host of ['evil.example', 'localhost.evil.example', 'evil.example:80', '127.0.0.1.evil.example', '']) {
        const { status, text } = await sendRaw([
          `GET ${path} HTTP/1.1`,
          `Host: ${host}`,
          'Connection: close',
          asOperator(),
        ]);
        expect([400, 421], `${host}: ${text.slice(0, 100)}`).toContain(status);
      }
    },
  );
});

describe('forged tokens', () => {
  const forge = (): readonly string[] => {
    const { operatorToken } = server.ready;
    const cut = operatorToken.slice(0, -1);
    const late = `&se=${Math.floor(Date.now() / 1000) + 3600}`;
    const signature = encodeURIComponent(Buffer.alloc(32, 1).toString('base64'));
    return [
      '',
      ' ',
      cut,
      `${operatorToken}x`,
      operatorToken.toLowerCase(),
      operatorToken.replace(/sig=[^&]*/, `sig=${signature}`),
      `SharedAccessSignature sr=localhost&sig=${signature}${late}&skn=iothubowner`,
      `SharedAccessSignature sr=localhost&sig=${signature}${late}&skn=provisioningserviceowner`,
      `SharedAccessSignature sr=localhost&sig=${late}&skn=iothubowner`,
      `SharedAccessSignature ${'sr=a&'.repeat(2000)}sig=x`,
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`,
      `Basic ${Buffer.from('admin:admin').toString('base64')}`,
      'SharedAccessSignature sr=%&sig=%&se=-1&skn=%00',
    ];
  };

  test.each(['/api/devices/forged', '/_emu/faults/forged', '/enrollmentGroups/forged', '/devices/forged'])(
    'open nothing at %s, and nothing of them is in the log',
    async (path) => {
      for (const token of forge()) {
        const { status, text } = await put(path, '{"kind":"half-open"}', `Authorization: ${token}`);
        expect([401, 400, 431], `${token.slice(0, 60)}: ${text.slice(0, 100)}`).toContain(status);
      }
      const log = JSON.stringify((await server.operator('GET', '/_emu/attempts?top=1000')).body);
      const secrets = [server.ready.operatorToken, server.ready.serviceConnectionString.split('SharedAccessKey=')[1]];
      for (const secret of [...secrets, ...forge().filter((token) => token.length > 40)]) {
        expect(log).not.toContain(secret);
      }
    },
  );
});

describe('many connections that never become one', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  /** The first bytes of a ClientHello that never ends. */
  const HALF_HELLO = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03]);

  test('hold up no device and no operator: 300 half-open handshakes, 100 requests without an end', async () => {
    const { http, https, mqtts } = server.ready.ports;
    for (let n = 0; n < 400; n += 1) {
      const port = n < 100 ? http : n % 2 === 0 ? (https ?? 0) : (mqtts ?? 0);
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(n < 100 ? 'GET /api/devices HTTP/1.1\r\nHost: localhost\r\nX-Never:' : HALF_HELLO);
      sockets.push(socket);
    }
    const device = connectTls({ host: '127.0.0.1', port: mqtts ?? 0, rejectUnauthorized: false });
    sockets.push(device);
    await new Promise<void>((resolve, reject) => device.once('secureConnect', resolve).once('error', reject));
    expect((await server.operator('GET', '/api/devices/there')).status).toBe(200);
  });
});
