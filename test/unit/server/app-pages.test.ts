import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeCloud } from './fake-cloud.ts';
import { openTestServer, type TestServer } from './open-test-server.ts';

const META = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">`;
const SCRIPT = `console.log('${'workbench '.repeat(200)}');\n`;

const WORKER = '(function(){})();\n';

let app: string;
let server: TestServer;
beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'workbench-app-'));
  await mkdir(join(app, 'assets'));
  await writeFile(join(app, 'index.html'), `<!doctype html><head>${META}<title>app</title></head>`);
  await writeFile(join(app, 'assets', 'page-1a2b3c.js'), SCRIPT);
  await writeFile(join(app, 'manifest.webmanifest'), '{}');
  await writeFile(join(app, 'workbench.json'), '{"cloud":null,"relay":null}');
  await writeFile(join(app, 'sw.js'), WORKER);
  server = await openTestServer(createFakeCloud(), ['start', '--allow-host', 'hub.example.org'], app);
});
afterAll(async () => {
  await server.dispose();
  await rm(app, { recursive: true, force: true });
});

describe('the page', () => {
  test.each(['/', '/index.html', '/?from=start'])('is at %s, with its policy as a header alone', async (path) => {
    const answer = await server.ask(path);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain('wss://hub.example.org');
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(answer.text).toBe('<!doctype html><head><title>app</title></head>');
  });

  test('is sent with the headers that keep it to itself, and the time', async () => {
    const { headers } = await server.ask('/');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
    expect(Math.abs(Date.parse(headers.date ?? '') - Date.now())).toBeLessThan(5000);
  });

  test('is not sent again to a browser that has it', async () => {
    const first = await server.ask('/');
    const again = await server.ask('/', { headers: { 'if-none-match': first.headers.etag ?? '' } });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
    const changed = await server.ask('/', { headers: { 'if-none-match': '"other"' } });
    expect(changed.status).toBe(200);
  });

  test('lives at localhost: requests for its addresses are sent there with path and query', async () => {
    const atAddress = await server.ask('/a?b=c', { headers: { host: `127.0.0.1:${server.ports.http}` } });
    expect(atAddress.status).toBe(308);
    expect(atAddress.headers.location).toBe(`http://localhost:${server.ports.http}/a?b=c`);
    const atSixth = await server.ask('/', { headers: { host: `[::1]:${server.ports.http}` } });
    expect(atSixth.headers.location).toBe(`http://localhost:${server.ports.http}/`);
    expect((await server.ask('/', { headers: { host: '127.0.0.2' } })).status).toBe(200);
  });
});

describe('a script', () => {
  test('carries the policy too, for workers, and is kept for good', async () => {
    const { headers, text } = await server.ask('/assets/page-1a2b3c.js');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['cache-control']).toContain('immutable');
    expect(text).toBe(SCRIPT);
  });

  test('is compressed for those who ask', async () => {
    const answer = await server.ask('/assets/page-1a2b3c.js', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(answer.body).toString()).toBe(SCRIPT);
  });

  test.each([
    ['GZIP ; q=0.5', 'gzip'],
    ['br;q=1, *;q=0.001', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip;q=0.000', undefined],
    ['br, gzipped', undefined],
  ])('for "%s" is sent as %s', async (accepted, coding) => {
    const answer = await server.ask('/assets/page-1a2b3c.js', { headers: { 'accept-encoding': accepted } });
    expect(answer.headers['content-encoding']).toBe(coding);
  });

  test('can be asked for without its body', async () => {
    const { headers, body } = await server.ask('/assets/page-1a2b3c.js', { method: 'HEAD' });
    expect(Number(headers['content-length'])).toBe(SCRIPT.length);
    expect(body).toHaveLength(0);
  });
});

describe('nothing else can be had', () => {
  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/..\\..\\package.json',
    '/assets/',
    '/assets',
    '/%',
    '/missing.js',
    '//etc/passwd',
    '/index.html%00',
  ])('%s is not found', async (path) => {
    expect((await server.ask(path)).status).toBe(404);
  });

  test('files are read, never written', async () => {
    expect((await server.ask('/', { method: 'POST', body: 'x' })).status).toBe(405);
  });
});

test('the manifest has a type of its own', async () => {
  expect((await server.ask('/manifest.webmanifest')).headers['content-type']).toContain('application/manifest+json');
});

describe('the service worker', () => {
  test('is asked for anew each time, and says in front under which policy it was sent', async () => {
    const { headers, text } = await server.ask('/sw.js');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(text).toMatch(/^self\.SERVED_UNDER="[0-9a-f]{12}";\n/);
    expect(text.endsWith(WORKER)).toBe(true);
  });

  test('is another script under another policy, and the same one under the same', async () => {
    const allowed = (...hosts: string[]) => ['start', ...hosts.flatMap((host) => ['--allow-host', host])];
    const scripts: string[] = [];
    for (const hosts of [[], ['other.example.org'], ['hub.example.org']]) {
      const one = await openTestServer(createFakeCloud(), allowed(...hosts), app);
      scripts.push((await one.ask('/sw.js')).text);
      await one.dispose();
    }
    expect(new Set(scripts).size).toBe(3);
    expect(scripts[2]).toBe((await server.ask('/sw.js')).text);
  });
});

describe('/workbench.json', () => {
  test('tells the app of this server’s cloud, in place of the file that static copies ship', async () => {
    const { headers, text } = await server.ask('/workbench.json');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(JSON.parse(text)).toEqual({
      cloud: {
        host: 'localhost',
        idScope: '0ne0FAKE000',
        groupId: 'SAS-IoT-Devices',
        primaryKey: 'cHJpbWFyeQ==',
        operatorToken: 'Bearer operator',
      },
      relay: { token: expect.stringMatching(/^[\w-]{43}$/), path: '/relay' },
    });
  });

  test('is only read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const { status, text } = await server.ask('/workbench.json', { method });
      expect([method, status]).toEqual([method, 405]);
      expect(text).not.toContain('operatorToken');
    }
  });

  test('is not told to a page of another name (DNS rebinding)', async () => {
    const answer = await server.ask('/workbench.json', { headers: { host: 'evil.example:8080' } });
    expect(answer.status).toBe(421);
    expect(answer.text).not.toContain('operator');
  });
});

test('without a built app, start says so and serves the cloud', async () => {
  const bare = await openTestServer(createFakeCloud(), ['start'], join(app, 'assets'));
  expect(bare.said.join('')).toContain('npm run build');
  expect(bare.servesApp).toBe(false);
  expect((await bare.ask('/')).text).toContain('local cloud');
  await bare.dispose();
});
