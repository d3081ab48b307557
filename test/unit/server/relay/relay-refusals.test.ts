import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Lookup } from '#server/relay/checked-lookup';
import {
  closeOf,
  openTestRelay,
  openTestTarget,
  ORIGIN,
  outcomeOf,
  TOKEN,
  type DialOptions,
  type TestRelay,
  type TestTarget,
} from './open-test-relay.ts';

const HUB = 'my-hub.azure-devices.net:8883';
/** Every name leads to an address at which nothing can be reached from here (RFC 5737), but is checked first. */
const asked: string[] = [];
const lookup: Lookup = (host, _options, callback) => {
  asked.push(host);
  callback(Object.assign(new Error('nowhere'), { code: 'ENOTFOUND' }), []);
};

let target: TestTarget;
let relay: TestRelay;
beforeAll(async () => {
  target = await openTestTarget();
  relay = await openTestRelay({ named: [target.address], lookup });
});
afterAll(async () => {
  await relay.dispose();
  await target.dispose();
});

const status = (options: DialOptions) => outcomeOf(relay.dial({ to: HUB, ...options }));

describe('a WebSocket is refused', () => {
  test('without an origin, as a program sends it that is no browser', async () => {
    expect(await status({ origin: null })).toBe(403);
  });

  test.each([
    'https://evil.example',
    'null',
    '',
    'http://app.example',
    'https://app.example:8443',
    'https://app.example.evil.example',
    'https://sub.app.example',
    'https://APP.example',
    `${ORIGIN}/`,
    `${ORIGIN}, ${ORIGIN}`,
  ])('from a page of another origin: %j', async (origin) => {
    expect(await status({ origin })).toBe(403);
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    '10.0.0.5',
    'localhost:80:80',
    '[::2]',
    '127.0.0.1.nip.example',
  ])('by another name of the relay, as a page sends it that had its own name led here: %s', async (host) => {
    expect(await status({ host })).toBe(421);
  });

  test.each(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', 'LOCALHOST'])(
    'never by a name of its own: %s',
    async (host) => {
      expect(await status({ host: `${host}:${relay.port}` })).toBe('open');
    },
  );

  test('without a token', async () => {
    expect(await status({ protocols: ['tcp'] })).toBe(401);
  });

  test.each([
    'another-token-of-this-test-456789',
    TOKEN.slice(0, -1),
    `${TOKEN}x`,
    TOKEN.toUpperCase(),
    'x'.repeat(4000),
  ])('with another token', async (token) => {
    expect(await status({ protocols: ['tcp', `tok.${token}`] })).toBe(401);
  });

  test('with a right token behind a wrong one', async () => {
    expect(await status({ protocols: ['tcp', 'tok.wrong', `tok.${TOKEN}`] })).toBe(401);
  });

  test('with a token in its address, where logs would show it', async () => {
    expect(await status({ protocols: ['tcp'], query: `to=${HUB}&token=${TOKEN}` })).toBe(401);
  });

  test('without the sub-protocol for bytes', async () => {
    expect(await status({ protocols: [`tok.${TOKEN}`] })).toBe(400);
  });
});

describe('a target is refused', () => {
  test.each([
    ['a link-local address, where clouds keep the credentials of machines', '169.254.169.254:80'],
    ['a link-local address at the port of MQTT', '169.254.169.254:8883'],
    ['a service of this machine', 'localhost:22'],
    ['this machine by its address', '127.0.0.1:8883'],
    ['this machine by IPv6', '[::1]:8883'],
    ['this machine by IPv6 without brackets', '::1:8883'],
    ['an IPv4 address in IPv6', '[::ffff:127.0.0.1]:8883'],
    ['an IPv4 address in IPv6, in hexadecimal', '[::ffff:7f00:1]:8883'],
    ['the unspecified address', '[::]:8883'],
    ['a decimal address', '2130706433:8883'],
    ['a hexadecimal address', '0x7f000001:8883'],
    ['an octal address', '0177.0.0.1:8883'],
    ['a short address', '127.1:8883'],
    ['a host that begins as Azure’s', 'evil.azure-devices.net.evil.example:8883'],
    ['a host that ends as Azure’s without a dot', 'evilazure-devices.net:8883'],
    ['the domain of Azure itself', 'azure-devices.net:8883'],
    ['a deeper name', 'a.b.azure-devices.net:8883'],
    ['an empty name', '.azure-devices.net:8883'],
    ['a label too long', `${'a'.repeat(64)}.azure-devices.net:8883`],
    ['another port of a hub', 'x.azure-devices.net:22'],
    ['HTTPS of a hub', 'x.azure-devices.net:443'],
    ['a longer port', 'x.azure-devices.net:88830'],
    ['a port with a zero before it', 'x.azure-devices.net:08883'],
    ['no port', 'x.azure-devices.net'],
    ['a port without a number', 'x.azure-devices.net:'],
    ['two ports', 'x.azure-devices.net:8883:8883'],
    ['a user before the host', 'a@b.azure-devices.net:8883'],
    ['a user that is Azure’s host', 'x.azure-devices.net:8883@evil.example:8883'],
    ['upper case', 'X.azure-devices.net:8883'],
    ['a dot at the end', 'x.azure-devices.net.:8883'],
    ['a path behind it', 'x.azure-devices.net:8883/'],
    ['a fragment in it', 'evil.example#x.azure-devices.net:8883'],
    ['a blank before it', ' x.azure-devices.net:8883'],
    ['a blank behind it', 'x.azure-devices.net:8883 '],
    ['a line end', 'x.azure-devices.net:8883\n'],
    ['two lines', 'evil.example:22\nx.azure-devices.net:8883'],
    ['an end of text', 'evil.example\0.azure-devices.net:8883'],
    ['a backslash', 'evil.example\\.azure-devices.net:8883'],
    ['letters that look like Azure’s', 'x.аzure-devices.net:8883'],
    ['a dot of another script', 'x。azure-devices.net:8883'],
    ['letters that become others', 'x.azure-devıces.net:8883'],
    ['another top-level domain', 'x.azure-devices.de:8883'],
    ['nothing', ''],
  ])('when it is %s: %j', async (_what, to) => {
    expect(await status({ to })).toBe(403);
  });

  test.each([
    ['encoded twice', `to=${encodeURIComponent(encodeURIComponent(HUB))}`],
    ['with an encoded end of text', `to=${HUB}%00`],
    ['with an encoded line end', `to=evil.example%0d%0a${HUB}`],
    ['with bytes that are no text', `to=%ff${HUB}`],
    ['with a plus for a blank', `to=+${HUB}`],
    ['twice, of which one is good', `to=${HUB}&to=evil.example:8883`],
    ['twice, in the other order', `to=evil.example:8883&to=${HUB}`],
    ['under another name', `target=${HUB}`],
    ['not at all', ''],
  ])('when it is asked for %s', async (_how, query) => {
    expect(await status({ query })).toBe(403);
  });

  test('in another spelling than the operator’s', async () => {
    for (const to of [target.address.replace('127.0.0.1', 'localhost'), target.address.replace('127.0.0.1', '127.1')]) {
      expect(await status({ to })).toBe(403);
    }
    expect(await status({ to: target.address })).toBe('open');
  });

  test('when it is one of Azure’s and the relay is not for these', async () => {
    const other = await openTestRelay({ azure: false, named: [target.address] });
    expect(await outcomeOf(other.dial({ to: HUB }))).toBe(403);
    expect(await outcomeOf(other.dial({ to: target.address }))).toBe('open');
    await other.dispose();
  });

  test('and nobody is asked for its address', () => {
    expect(asked.every((host) => host === 'my-hub.azure-devices.net')).toBe(true);
  });
});

test.each([
  HUB,
  'global.azure-devices-provisioning.net:8883',
  'my-dps.azure-devices-provisioning.net:8883',
  'hub.azure-devices.cn:8883',
  'hub.azure-devices.us:8883',
  'global.azure-devices-provisioning.cn:8883',
  'global.azure-devices-provisioning.us:8883',
  `${'a'.repeat(63)}.azure-devices.net:8883`,
])('a hub or DPS of any of Azure’s clouds is taken: %s', async (to) => {
  const client = relay.dial({ to });
  const closed = closeOf(client);
  expect(await outcomeOf(client)).toBe('open');
  expect(client.protocol).toBe('tcp');
  expect(await closed).toEqual({ code: 4001, reason: 'ENOTFOUND' });
});

test('refusals are told without a token, and without what was asked for', async () => {
  const other = await openTestRelay();
  await outcomeOf(other.dial({ to: HUB, origin: 'https://evil.example' }));
  await outcomeOf(other.dial({ to: 'evil.example:1' }));
  expect(other.events).toEqual([
    { kind: 'refused', refusal: 'origin', remote: '127.0.0.1', origin: 'https://evil.example' },
    { kind: 'refused', refusal: 'target', remote: '127.0.0.1', origin: ORIGIN },
  ]);
  await other.dispose();
});
