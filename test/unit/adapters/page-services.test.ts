import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createBrowserClipboard } from '#adapters/clipboard/browser-clipboard';
import { createLocalPreferences } from '#adapters/preferences/local-preferences';
import { createBroadcastTabs } from '#adapters/tabs/broadcast-tabs';
import { createWorkbenchReader } from '#adapters/workbench/fetch-workbench';
import { createOperatorToken } from '#adapters/workbench/operator-token';
import { VERSION } from '#core/version';
import { createFakeOperator } from '../../support/fake-operator.ts';
import { SERVER_CLOUD } from '../../support/fake-services.ts';

describe('the clipboard', () => {
  test('writes, and what the browser forbids has a name', async () => {
    const written: string[] = [];
    await createBrowserClipboard({ clipboard: { writeText: async (text) => void written.push(text) } }).write('a');
    expect(written).toEqual(['a']);
    const denied = { clipboard: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } };
    await expect(createBrowserClipboard(denied).write('a')).rejects.toMatchObject({ code: 'clipboard/denied' });
  });

  test('a page without one (on plain HTTP) says the same', async () => {
    await expect(createBrowserClipboard({}).write('a')).rejects.toMatchObject({ code: 'clipboard/denied' });
  });
});

describe('preferences', () => {
  test('are kept under a name of ours', () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (name: string) => kept.get(name) ?? null, setItem: kept.set.bind(kept) };
    const preferences = createLocalPreferences(() => storage);
    expect(preferences.read('theme')).toBeUndefined();
    preferences.write('theme', 'dark');
    expect(kept).toEqual(new Map([['device-workbench.theme', 'dark']]));
    expect(preferences.read('theme')).toBe('dark');
  });

  test('last as long as the page where the browser keeps nothing', () => {
    const preferences = createLocalPreferences(() => {
      throw new DOMException('blocked', 'SecurityError');
    });
    preferences.write('theme', 'dark');
    expect(preferences.read('theme')).toBe('dark');
  });
});

describe('other tabs', () => {
  test('hear the name of the device that is looked for, until they stop listening', async () => {
    const [here, there] = [new BroadcastChannel('call-test'), new BroadcastChannel('call-test')];
    const heard: string[] = [];
    const next = new Promise<void>((resolve) => {
      const stop = createBroadcastTabs(there).onCall((name) => {
        heard.push(name);
        stop();
        resolve();
      });
    });
    createBroadcastTabs(here).callOut('boiler');
    await next;
    expect(heard).toEqual(['boiler']);
    here.close();
    there.close();
  });
});

/** A server that answers `/workbench.json` with a text. */
const serverSaying =
  (body: string, status = 200): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, { status }));

describe('what the server says of its cloud and its relay', () => {
  test('is read as it is', async () => {
    const relay = { token: 'a-token-of-this-start', path: '/relay' };
    const read = createWorkbenchReader(serverSaying(JSON.stringify({ cloud: SERVER_CLOUD, relay })));
    expect(await read()).toEqual({ cloud: SERVER_CLOUD, relay });
  });

  test.each([
    ['a static copy', '{"cloud":null,"relay":null}', 200],
    ['an older server', '{"cloud":null}', 200],
    ['a relay without a token', '{"cloud":null,"relay":{"path":"/relay"}}', 200],
    ['a page of another kind', '<!doctype html>', 200],
    ['a host that is not ours to answer', '{}', 421],
    ['a cloud without a key', JSON.stringify({ cloud: { ...SERVER_CLOUD, primaryKey: 1 } }), 200],
  ])('is that there is neither, for %s', async (_name, body, status) => {
    expect(await createWorkbenchReader(serverSaying(body, status))()).toEqual({ cloud: null, relay: null });
  });

  test('that no server answers has a name', async () => {
    const read = createWorkbenchReader(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(read()).rejects.toMatchObject({ code: 'cloud/no-server' });
  });
});

describe('the operator’s token', () => {
  const request = { method: 'GET', url: '/_emu/cloud', headers: {} } as const;

  test('is read once, and again when the server was started anew', async () => {
    let reads = 0;
    const token = createOperatorToken(async () => ({ cloud: { ...SERVER_CLOUD, operatorToken: `token ${++reads}` } }));
    expect([await token.read(), await token.read()]).toEqual(['token 1', 'token 1']);
    const operator = createFakeOperator();
    operator.answer('GET /_emu/cloud', 401);
    expect((await token.renewing(operator).request(request)).status).toBe(401);
    expect(operator.requests).toHaveLength(2);
    expect(await token.read()).toBe('token 2');
  });

  test('is asked for anew after the stream of events ended', async () => {
    let reads = 0;
    const token = createOperatorToken(async () => ({ cloud: { ...SERVER_CLOUD, operatorToken: `token ${++reads}` } }));
    await token.read();
    const operator = createFakeOperator();
    const ends: string[] = [];
    token.renewing(operator).follow(
      () => undefined,
      (reason) => ends.push(reason),
    );
    operator.endStreams();
    expect(ends).toEqual(['ended']);
    expect(await token.read()).toBe('token 2');
  });

  test('cannot be had from a server that is gone', async () => {
    const token = createOperatorToken(() => Promise.reject(new TypeError('gone')));
    await expect(token.read()).rejects.toMatchObject({ code: 'cloud/unreachable', facts: { where: 'server' } });
  });
});

test('the version that reports carry is that of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});
