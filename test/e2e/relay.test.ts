import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { startRelay, type StartedRelay } from '../support/relay-process.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let echo: Server;
let relay: StartedRelay;
let target: string;
let browser: OpenedBrowser;
let tab: Tab;

beforeAll(async () => {
  server = await startWorkbench('start');
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  target = `127.0.0.1:${(echo.address() as AddressInfo).port}`;
  relay = await startRelay('--no-azure', '--allow', target, '--origin', server.origin);
  browser = await openBrowser();
  tab = await browser.openTab(server.origin);
});

afterAll(async () => {
  await browser?.close();
  await relay?.stop();
  echo?.close();
  await server?.stop();
});

/** Opens a WebSocket in the page; gives what came back for a byte that was sent, or that it did not open. */
const tryRelay = (address: string, token: string): Promise<string> =>
  tab.page.evaluate(
    ([url, secret]) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(url ?? '', ['tcp', `tok.${secret}`]);
        socket.binaryType = 'arraybuffer';
        socket.onopen = () => socket.send(new Uint8Array([7]));
        socket.onmessage = ({ data }) => resolve(`${socket.protocol} ${new Uint8Array(data as ArrayBuffer).join()}`);
        socket.onclose = ({ code }) => resolve(`closed ${code}`);
      }),
    [address, token],
  );

/** Asks in the page why a WebSocket was refused; gives the answer, or that the page cannot read it. */
const askWhy = (address: string, token: string): Promise<string> =>
  tab.page.evaluate(
    async ([url, secret]) => {
      const headers = { authorization: `Bearer ${secret}` };
      const answer = await fetch(url?.replace('ws', 'http') ?? '', { headers, credentials: 'omit' }).catch(
        () => undefined,
      );
      return answer === undefined ? 'unreadable' : answer.text();
    },
    [address, token],
  );

test('a page of the list has its bytes relayed, and is told why it is refused', async () => {
  const address = `${relay.address}?to=${target}`;
  expect(await tryRelay(address, relay.token)).toBe('tcp 7');
  expect(await tryRelay(address, 'another-token-of-a-page')).toBe('closed 1006');
  expect(await askWhy(address, 'another-token-of-a-page')).toBe('{"refused":"token"}');
  expect(await askWhy(`${relay.address}?to=localhost:22`, relay.token)).toBe('{"refused":"target"}');
  expect(await askWhy(address, relay.token)).toBe('{"refused":null}');
  expect(tab.violations).toEqual([]);
});

test('a page that is not on the list cannot use the relay, and cannot read why', async () => {
  const other = await startRelay('--no-azure', '--allow', target, '--origin', 'https://app.example');
  const address = `${other.address}?to=${target}`;
  expect(await tryRelay(address, other.token)).toBe('closed 1006');
  expect(await askWhy(address, other.token)).toBe('unreadable');
  await other.stop();
});

test('the own relay answers to its page', async () => {
  const { relay: own } = (await (await fetch(`${server.origin}/workbench.json`)).json()) as {
    relay: { token: string; path: string };
  };
  const address = `${server.origin.replace('http', 'ws')}${own.path}?to=`;
  expect(await askWhy(`${address}localhost:8883`, own.token)).toBe('{"refused":null}');
  expect(await askWhy(`${address}localhost:22`, own.token)).toBe('{"refused":"target"}');
});
