import { X509Certificate } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DIALECTS } from '#cloud/rest/router';
import { makeLeaf } from '../../../support/openssl.ts';
import { createFakeCloud, OPERATOR } from '../fake-cloud.ts';
import { APP_FILES, cookieOf, LAN_ADDRESS, openTestLan, type LanAsk, type TestLan } from './open-test-lan.ts';

const cloud = createFakeCloud();
let lan: TestLan;
let cookie: string;
beforeAll(async () => {
  lan = await openTestLan(cloud);
  cookie = cookieOf(await lan.pair(lan.token));
});
afterAll(() => lan.dispose());

/** Every route of every service, from the router itself: a new one is judged here as soon as it is there. */
const ROUTES = DIALECTS.flatMap(({ routes }) => routes).map(({ method, path }) => ({
  method,
  path: path.replace(/:[a-z]+\*?/gi, 'some-name'),
}));

/** What `start` answers beside the services and the app's own files. */
const OWN_PATHS = ['/relay', '/relay?to=localhost:8883', '/relay/authority.pem'].map((path) => ({
  method: 'GET',
  path,
}));

function listSecrets(): string[] {
  const { operatorToken, enrollmentGroups, serviceConnectionString } = cloud.describe();
  const keys = enrollmentGroups.flatMap(({ primaryKey = '', secondaryKey = '' }) => [primaryKey, secondaryKey]);
  return [operatorToken, serviceConnectionString, ...keys, lan.token, cookie.split('=')[1] ?? ''];
}

async function expectRefusal(status: readonly number[], path: string, ask: LanAsk): Promise<void> {
  const before = cloud.requests.length;
  const answer = await lan.ask(path, ask);
  const shown = `${ask.method ?? 'GET'} ${path}`;
  expect(status, shown).toContain(answer.status);
  expect(cloud.requests.length, shown).toBe(before);
  const told = `${answer.text}${JSON.stringify(answer.headers)}`;
  for (const secret of listSecrets()) expect(told.includes(secret), shown).toBe(false);
}

const connectTo = (host: string, port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, host, () => {
      socket.destroy();
      resolve('connected');
    });
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code));
  });

describe('whoever is not paired', () => {
  test('gets the files of the app', async () => {
    for (const [name, text] of Object.entries(APP_FILES)) {
      const { status, text: sent } = await lan.ask(`/${name}`);
      expect(status, name).toBe(200);
      expect(sent.endsWith(text), name).toBe(true);
    }
    expect((await lan.ask('/')).status).toBe(200);
  });

  test('is told of no cloud and no relay, as by a static copy', async () => {
    const answer = await lan.ask('/workbench.json');
    expect(JSON.parse(answer.text)).toEqual({ cloud: null, relay: null });
  });

  test('is refused every route of every service, even with the operator’s token, and the relay', async () => {
    expect(ROUTES.length).toBeGreaterThan(200);
    for (const { method, path } of [...ROUTES, ...OWN_PATHS]) {
      const own: Record<string, string> = method === 'GET' ? {} : { origin: lan.origin };
      await expectRefusal([401], path, { method, headers: { ...own, authorization: OPERATOR } });
    }
  });

  test.each(['/', '/index.html', '/workbench.json', '/authority.crt', '/nothing', '/_emu/cloud', '/pair'])(
    'changes nothing at %s, by any method',
    async (path) => {
      for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', ...(path === '/pair' ? [] : ['POST'])]) {
        await expectRefusal([401, 404, 405], path, { method, headers: { origin: lan.origin } });
      }
    },
  );

  test.each(['/%5Femu/cloud', '//_emu/cloud', '/_EMU/cloud', '/relay/', '/relay%2Fauthority.pem', '/%77orkbench.json'])(
    'finds no way round by the spelling %s',
    async (path) => {
      const before = cloud.requests.length;
      const { status, text } = await lan.ask(path);
      expect([200, 401, 404]).toContain(status);
      if (status === 200) expect(JSON.parse(text)).toEqual({ cloud: null, relay: null });
      expect(cloud.requests.length).toBe(before);
    },
  );

  test.each([
    ['/$iothub/websocket', 'mqtt'],
    ['/', 'mqtt'],
    ['/mqtt', 'mqtt'],
    ['/relay?to=localhost:8883', 'tcp'],
    ['/anything', 'mqtt'],
  ])('opens no WebSocket at %s', async (path, protocol) => {
    const before = cloud.links.length;
    expect((await lan.dial(path, [protocol], { origin: lan.origin }))[1]).toBe(401);
    expect(cloud.links.length).toBe(before);
  });

  test.each([
    ['another', `__Host-device-workbench-0=x`],
    ['none of its own', 'x'],
    ['an empty one', ''],
    ['the right one under another name', () => `other=${cookie.split('=')[1]}`],
    ['the token itself', () => `${cookie.split('=')[0]}=${lan.token}`],
  ])('is not known by a cookie: %s', async (_which, made) => {
    const header = typeof made === 'string' ? made : made();
    await expectRefusal([401], '/_emu/cloud', { headers: { cookie: header, authorization: OPERATOR } });
  });

  test('gets the certificate to trust, in the form that phones install', async () => {
    const { status, headers, body } = await lan.ask('/authority.crt');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/x-x509-ca-cert');
    const found = new X509Certificate(body);
    expect(found.raw.equals(body)).toBe(true);
    expect(found.fingerprint256).toBe(lan.server.lan?.fingerprint);
    expect((await lan.ask('/authority.crt', { method: 'HEAD' })).body).toHaveLength(0);
  });
});

describe('pairing', () => {
  test('gives a cookie that scripts cannot read and other pages do not bring, for as long as the browser is open', async () => {
    const answer = await lan.pair(lan.token);
    expect(answer.status).toBe(204);
    const [set = ''] = answer.headers['set-cookie'] ?? [];
    expect(set).toMatch(/^__Host-device-workbench-\d+=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict$/);
    expect(set).not.toContain(lan.token);
  });

  test.each([
    ['another token', { body: '{"token":"AAAAAAAAAAAAAAAAAAAAAAAAAAA"}' }, 401],
    ['an empty token', { body: '{"token":""}' }, 401],
    ['no token', { body: '{}' }, 400],
    ['no JSON', { body: 'token' }, 400],
    ['a list', { body: '["token"]' }, 400],
    ['more than a token', { body: `{"token":"${'A'.repeat(2000)}"}` }, 413],
    ['another method', { method: 'GET' }, 405],
  ])('takes %s for what it is', async (_what, ask, status) => {
    const asked = { method: 'POST', headers: { origin: lan.origin }, ...ask };
    const answer = await lan.ask('/pair', asked);
    expect(answer.status).toBe(status);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('lets the browser in: keys, services, relay and WebSockets', async () => {
    const told = JSON.parse((await lan.ask('/workbench.json', { headers: { cookie } })).text) as {
      cloud: { operatorToken: string };
      relay: { token: string };
    };
    expect(told.cloud.operatorToken).toBe(OPERATOR);
    const asked = await lan.ask('/_emu/cloud', { headers: { cookie, authorization: OPERATOR } });
    expect(asked.status).toBe(200);
    expect(cloud.requests.at(-1)).toMatchObject({ url: '/_emu/cloud', origin: lan.origin });
    const own = { cookie, origin: lan.origin };
    expect((await lan.dial('/$iothub/websocket', ['mqtt'], own))[1]).toBe('open');
    expect((await lan.dial('/relay?to=localhost:8883', ['tcp', `tok.${told.relay.token}`], own))[1]).toBe('open');
    expect((await lan.ask('/relay/authority.pem', { headers: { cookie } })).text).toContain('BEGIN CERTIFICATE');
  });

  test('has no cookie go further than the listener', async () => {
    await lan.ask('/_emu/cloud', { headers: { cookie: `a=b; ${cookie}`, authorization: OPERATOR } });
    expect(cloud.requests.at(-1)?.headers['cookie']).toBeUndefined();
  });

  test('opens this listener alone: relay and pairing of the loopback port are others', async () => {
    const { port } = new URL(lan.origin);
    const other = (await lan.server.ask('/workbench.json')).text;
    const told = (await lan.ask('/workbench.json', { headers: { cookie } })).text;
    const tokenOf = (text: string) => (JSON.parse(text) as { relay: { token: string } }).relay.token;
    expect(tokenOf(told)).not.toBe(tokenOf(other));
    expect((await lan.server.ask('/pair', { method: 'POST', body: '{}' })).status).toBe(405);
    expect((await lan.server.ask('/authority.crt')).status).toBe(404);
    expect(Number(port)).not.toBe(lan.server.ports.http);
  });
});

describe('a page of somebody else', () => {
  const strangers = [
    'https://evil.example',
    'null',
    `http://${LAN_ADDRESS}`,
    `https://${LAN_ADDRESS}`,
    'https://vm.lan',
  ];

  test('is refused every route, even with the cookie', async () => {
    for (const { method, path } of [...ROUTES, ...OWN_PATHS]) {
      await expectRefusal([403], path, { method, headers: { cookie, origin: 'https://evil.example' } });
    }
  });

  test.each(strangers)('is one of origin %s', async (origin) => {
    for (const path of ['/', '/workbench.json', '/_emu/cloud', '/relay']) {
      await expectRefusal([403], path, { headers: { cookie, origin } });
    }
  });

  test('cannot pair, even with the token', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, {}]) {
      await expectRefusal([403], '/pair', { method: 'POST', headers, body: JSON.stringify({ token: lan.token }) });
    }
  });

  test('changes nothing when it does not say whose it is', async () => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      await expectRefusal([403], '/_emu/devices', { method, headers: { cookie, authorization: OPERATOR } });
    }
  });

  test.each([...strangers, undefined])('opens no WebSocket, of origin %s', async (origin) => {
    const headers: Record<string, string> = origin === undefined ? { cookie } : { cookie, origin };
    for (const path of ['/$iothub/websocket', '/relay?to=localhost:8883']) {
      expect((await lan.dial(path, ['mqtt', 'tcp'], headers))[1]).toBe(403);
    }
  });

  test('of another of our names is somebody else too', async () => {
    const [, byName = ''] = lan.server.lan?.origins ?? [];
    await expectRefusal([403], '/_emu/cloud', { headers: { cookie, origin: byName, authorization: OPERATOR } });
  });
});

describe('whoever calls us by another name', () => {
  const hosts = () => {
    const { port } = new URL(lan.origin);
    return [
      `evil.example:${port}`,
      `localhost:${port}`,
      `127.0.0.1:${port}`,
      `192.168.1.20:${port}`,
      LAN_ADDRESS,
      `${LAN_ADDRESS}:1`,
      `${LAN_ADDRESS}.evil.example:${port}`,
      `x@${LAN_ADDRESS}:${port}`,
    ];
  };

  test('is sent away from every route', async () => {
    const host = `evil.example:${new URL(lan.origin).port}`;
    for (const { method, path } of [...ROUTES, ...OWN_PATHS]) {
      await expectRefusal([421], path, { method, headers: { host, cookie, origin: `https://${host}` } });
    }
  });

  test('is sent away from the app, pairing and WebSockets, whatever the name is', async () => {
    for (const host of hosts()) {
      for (const path of ['/', '/workbench.json', '/authority.crt', '/_emu/cloud']) {
        await expectRefusal([421], path, { headers: { host, cookie } });
      }
      await expectRefusal([421], '/pair', {
        method: 'POST',
        headers: { host },
        body: JSON.stringify({ token: lan.token }),
      });
      const headers = { host, cookie, origin: `https://${host}` };
      expect((await lan.dial('/$iothub/websocket', ['mqtt'], headers))[1]).toBe(421);
    }
  });

  test('is answered by the name of multicast DNS, in any case', async () => {
    const [, byName] = lan.server.lan?.origins ?? [];
    if (byName === undefined) return;
    const host = new URL(byName).host.toUpperCase();
    expect((await lan.ask('/', { headers: { host } })).status).toBe(200);
    expect((await lan.ask('/_emu/cloud', { headers: { host } })).status).toBe(401);
  });
});

describe('the listener itself', () => {
  test('asks nobody for a certificate: one that a client has is not sent', async () => {
    const { certificatePem: cert, keyPem: key } = await makeLeaf({ cn: 'device' });
    const headers = { cookie, authorization: OPERATOR };
    expect((await lan.ask('/_emu/cloud', { headers, identity: { cert, key } })).status).toBe(200);
    expect(cloud.requests.at(-1)?.peerChain).toBeUndefined();
  });

  test('is not at the loopback addresses, and the loopback port not at its address', async () => {
    const { port } = new URL(lan.origin);
    expect(await connectTo('127.0.0.1', Number(port))).toBe('ECONNREFUSED');
    expect(await connectTo(LAN_ADDRESS, lan.server.ports.http)).toBe('ECONNREFUSED');
    expect(await connectTo(LAN_ADDRESS, Number(port))).toBe('connected');
  });

  test('names its own secure WebSockets in the policy, for browsers in which "self" is HTTPS alone', async () => {
    const { headers } = await lan.ask('/');
    expect(headers['content-security-policy']).toContain(` wss://${new URL(lan.origin).host} `);
  });
});

test('without a relay, a paired browser is told of none', async () => {
  const other = await openTestLan(cloud, '--no-relay');
  const paired = cookieOf(await other.pair(other.token));
  const told = await other.ask('/workbench.json', { headers: { cookie: paired } });
  expect(JSON.parse(told.text)).toMatchObject({ cloud: { operatorToken: OPERATOR }, relay: null });
  // What an earlier start let in is a stranger to the next.
  expect(other.token).not.toBe(lan.token);
  const strange = await other.ask('/workbench.json', { headers: { cookie } });
  expect(JSON.parse(strange.text)).toEqual({ cloud: null, relay: null });
  await other.dispose();
});
