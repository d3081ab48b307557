import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { judgeVisitor } from '#server/lan/lan-gate';

const OWN = 'https://192.168.1.20:8443';
const rules = {
  origins: () => [OWN, 'https://bench-7.local:8443', 'https://[fd00::7]:8443'],
  isPaired: (cookies: string | undefined) => cookies === 'good',
};
const judge = (method: string, headers: Record<string, string>, isUpgrade = false) =>
  judgeVisitor(rules, { method, headers } as unknown as IncomingMessage, isUpgrade);

const HOST = '192.168.1.20:8443';

test.each([
  ['a client of HTTP/1.0 that names no host', 'GET', {}, 'foreign-host'],
  ['another port', 'GET', { host: '192.168.1.20' }, 'foreign-host'],
  ['a page that reads its own server', 'GET', { host: HOST, cookie: 'good' }, 'paired'],
  ['the same without a cookie', 'GET', { host: HOST }, 'unpaired'],
  ['a name in capital letters', 'HEAD', { host: 'BENCH-7.local:8443', cookie: 'good' }, 'paired'],
  ['an address of IPv6', 'GET', { host: '[fd00::7]:8443', cookie: 'good' }, 'paired'],
  ['a page that changes something', 'POST', { host: HOST, origin: OWN, cookie: 'good' }, 'paired'],
  ['a change without an origin', 'POST', { host: HOST, cookie: 'good' }, 'foreign-origin'],
  ['a preflight', 'OPTIONS', { host: HOST, origin: 'https://evil.example', cookie: 'good' }, 'foreign-origin'],
  ['a method that nobody knows', 'SEARCH', { host: HOST, cookie: 'good' }, 'foreign-origin'],
  ['an origin beside the own one', 'GET', { host: HOST, origin: `${OWN}, https://evil.example` }, 'foreign-origin'],
  ['plain HTTP', 'GET', { host: HOST, origin: 'http://192.168.1.20:8443' }, 'foreign-origin'],
] as const)('%s', (_who, method, headers, visitor) => {
  expect(judge(method, headers)).toBe(visitor);
});

test('an upgrade, which is a GET, has to say its origin all the same', () => {
  expect(judge('GET', { host: HOST, cookie: 'good' }, true)).toBe('foreign-origin');
  expect(judge('GET', { host: HOST, origin: OWN, cookie: 'good' }, true)).toBe('paired');
  expect(judge('GET', { host: HOST, origin: OWN }, true)).toBe('unpaired');
});
