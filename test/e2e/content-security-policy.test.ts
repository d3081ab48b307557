import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser, type OpenedBrowser, type Tab } from '../support/browser.ts';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

let server: WorkbenchServer;
let browser: OpenedBrowser;
let tab: Tab;

beforeAll(async () => {
  server = await startWorkbench('start', '--allow-host', 'hub.example.org');
  // No name may be looked up: the requests fail for want of a network, never because of the policy.
  browser = await openBrowser({ flags: ['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost'] });
  tab = await browser.openTab(server.origin);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** Primes a host and opens its WebSocket as a device does; both are expected to fail for want of a network. */
async function tryToReach(host: string): Promise<string[]> {
  const before = tab.violations.length;
  await tab.page.evaluate(async (name) => {
    await fetch(`https://${name}/`, { mode: 'no-cors' }).catch(() => undefined);
    await new Promise<void>((resolve) => {
      // A socket that the policy forbids never tells of its end.
      document.addEventListener('securitypolicyviolation', () => resolve(), { once: true });
      const socket = new WebSocket(`wss://${name}/$iothub/websocket?iothub-no-client-cert=true`, 'mqtt');
      socket.onclose = () => resolve();
    });
  }, host);
  return tab.violations.slice(before);
}

test.each([
  'global.azure-devices-provisioning.net',
  'global.azure-devices-provisioning.cn',
  'global.azure-devices-provisioning.us',
  'my-hub.azure-devices.net',
  'my-hub.azure-devices.cn',
  'my-hub.azure-devices.us',
  'hub.example.org',
])('the policy lets a device prime and dial %s', async (host) => {
  expect(await tryToReach(host)).toEqual([]);
});

test('the policy keeps the page from any other host', async () => {
  const before = tab.violations.length;
  await tryToReach('elsewhere.example.org');
  // The page's reports arrive after the call that caused them.
  await expect
    .poll(() => tab.violations.slice(before))
    .toEqual([
      expect.stringMatching(/^connect-src https:\/\/elsewhere\.example\.org/),
      expect.stringMatching(/^connect-src wss:\/\/elsewhere\.example\.org/),
    ]);
});

test('the policy is sent as a header alone, with Trusted Types, and the page starts without a violation', async () => {
  const response = await fetch(server.origin);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toMatch(/unsafe-/);
  expect(await response.text()).not.toContain('http-equiv');
  expect(tab.uncaught).toEqual([]);
});
