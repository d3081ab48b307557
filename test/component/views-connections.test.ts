import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import { makeReal } from '../support/kept-certificates.ts';
import type { FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const ADDRESS = 'wss://relay.example.com/relay';
const TOKEN = 'token-of-sixteen-and-more';
const authority = (await makeReal({ role: 'root', commonName: 'Broker Root' })).certificate.facts;
const device = (await makeReal({ role: 'self-signed', commonName: 'boiler-1' })).certificate.facts;
const pemOf = (base64: string): string => `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;

async function openRoom(
  prepare: (services: FakeServices) => Promise<void> | void = () => undefined,
): Promise<Workbench> {
  const bench = await openWorkbench('#/connections', prepare);
  await bench.eventually(() => bench.host.querySelector('.roots li'));
  await settle(bench.host);
  return bench;
}

const ofServer = ({ devices }: FakeServices): void =>
  devices.showConnections({ relay: { kind: 'server', address: 'ws://localhost:8080/relay' } });
const withoutRelay = ({ devices }: FakeServices): void =>
  devices.showConnections({ relay: { kind: 'none', address: undefined } });

async function nameRelay(bench: Workbench, address = ADDRESS, token = TOKEN): Promise<void> {
  await bench.press('button', 'Name another relay');
  await userEvent.fill(bench.find('#relay-address'), address);
  await userEvent.fill(bench.find('#relay-token'), token);
  await bench.press('button', 'Use this relay');
}

async function give(bench: Workbench, text: string): Promise<void> {
  await bench.press('button', 'Add a root');
  await bench.eventually(() => bench.host.querySelector('dialog[open] #root-source'));
  await userEvent.fill(bench.find('#root-source'), text);
  await settle(bench.host);
}

const rowsOf = (bench: Workbench, label: string): string[] =>
  bench.findAll(`[aria-labelledby=${label}] bdi`).map((name) => name.innerText);

describe.each([
  ['phone', 390],
  ['desktop', 1440],
] as const)('on a %s', (_, width) => {
  test.each(['light', 'dark'])('axe has nothing against the room in %s colours', async (theme) => {
    await page.viewport(width, 2400);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openRoom(async (services) => {
      ofServer(services);
      await services.devices.trustRoot(pemOf(authority.derBase64));
    });
    await bench.press('button', 'Name another relay');
    await userEvent.click(bench.find('.relay-sees summary'));
    await settle(bench.host);
    expect(await complaints(bench.find('dw-connections-view'))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });

  test('axe has nothing against what is shown before a root is trusted', async () => {
    await page.viewport(width, 1400);
    const bench = await openRoom();
    await give(bench, pemOf(authority.derBase64));
    await bench.eventually(() => bench.text().includes('This is what you are about to trust'));
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width);
  });
});

describe('the way to the room', () => {
  test('is in the menu of the app and among the commands', async () => {
    const bench = await openWorkbench();
    await bench.press('button', 'Menu');
    await bench.press('menuitem', 'Connections');
    await bench.eventually(() => location.hash === '#/connections');
    await bench.eventually(() => document.title === 'Connections – Device Workbench');
    bench.router.go({ room: 'devices', filter: 'all', find: '' });
    await userEvent.keyboard('{Control>}k{/Control}');
    await bench.eventually(() => bench.host.querySelector('dw-palette dialog[open], dw-palette [open]'));
    await userEvent.keyboard('connections{Enter}');
    await bench.eventually(() => location.hash === '#/connections');
  });

  test('what cannot be read is said, and asked for again by a press', async () => {
    const bench = await openWorkbench('#/connections', ({ devices }) => {
      devices.fail('watchConnections', new WorkbenchError('vault/full', {}));
    });
    await bench.eventually(() => bench.find('dw-connections-view').querySelector('.notice.err'));
    expect(bench.byRole('button', 'Try again')).toBeDefined();
  });
});

describe('the relay', () => {
  test('of this page’s server is named, and tested by a press', async () => {
    const bench = await openRoom(ofServer);
    expect(bench.find('.relay-state').innerText).toContain('Of this page’s server');
    // Nothing is said to work before it was tried.
    expect(bench.host.querySelector('.relay-state .status.online')).toBeNull();
    expect(bench.find('dw-relay-card').innerText).toContain('ws://localhost:8080/relay');
    await bench.press('button', 'Test it');
    await bench.eventually(() => bench.text().includes('The relay works'));
    expect(bench.host.querySelector('.relay-state .status.online')).not.toBeNull();
    expect(bench.services.devices.calls).toContain('testRelay');
  });

  test('that refuses says why', async () => {
    const bench = await openRoom((services) => {
      ofServer(services);
      services.devices.fail('testRelay', new WorkbenchError('relay/token', { address: 'ws://localhost:8080/relay' }));
    });
    await bench.press('button', 'Test it');
    await bench.eventually(() => bench.text().includes('The relay does not take this token'));
  });

  test('that answers, and cannot reach Azure from where it runs, is not said to be broken', async () => {
    const facts = { address: 'ws://localhost:8080/relay', target: 'global.azure-devices-provisioning.net:8883' };
    const bench = await openRoom((services) => {
      ofServer(services);
      services.devices.fail(
        'testRelay',
        new WorkbenchError('relay/target-unreachable', { ...facts, reason: 'ENOTFOUND' }),
      );
    });
    await bench.press('button', 'Test it');
    await bench.eventually(() => bench.text().includes('The relay answers, but Azure is not reached over it'));
    expect(bench.text()).toContain('ENOTFOUND');
    expect(bench.host.querySelector('.relay-state .status.failed')).toBeNull();
  });

  test('that is not there can be neither tested nor forgotten, and says what that means', async () => {
    const bench = await openRoom(withoutRelay);
    expect(bench.find('.relay-state').innerText).toContain('No relay');
    expect(bench.find('.relay-state').innerText).toContain('npm start');
    expect(bench.findAll('dw-relay-card .actions button').map((one) => one.innerText.trim())).toEqual([
      'Name another relay',
    ]);
  });

  test('can be another one, and this page’s own again', async () => {
    const bench = await openRoom(withoutRelay);
    await nameRelay(bench);
    await bench.eventually(() => bench.find('.relay-state').innerText.includes('A relay that was named here'));
    expect(bench.host.querySelector('#relay-address')).toBeNull();
    expect(bench.services.devices.calls).toContain(`useRelay ${ADDRESS}`);
    // Whoever names one wants to know whether it works.
    await bench.eventually(() => bench.text().includes('The relay works'));
    expect(bench.host.innerHTML).not.toContain(TOKEN);
    await bench.press('button', 'Use this page’s own again');
    await bench.eventually(() => bench.find('.relay-state').innerText.includes('No relay'));
  });

  test.each([
    ['address', new WorkbenchError('relay/address-form', { found: 'relay' })],
    ['token', new WorkbenchError('relay/token-form', {})],
  ])('whose %s cannot be one says so at the field, until it is typed anew', async (name, error) => {
    const bench = await openRoom(({ devices }) => devices.fail('useRelay', error));
    await nameRelay(bench);
    await bench.eventually(() => bench.host.querySelector(`#relay-${name}-error`));
    await bench.eventually(() => document.activeElement?.id === `relay-${name}`);
    await userEvent.type(bench.find(`#relay-${name}`), 'x');
    await settle(bench.host);
    expect(bench.host.querySelector(`#relay-${name}-error`)).toBeNull();
  });

  test('that cannot be reached is not taken, and what was typed stays', async () => {
    const bench = await openRoom((services) => {
      withoutRelay(services);
      services.devices.fail('useRelay', new WorkbenchError('relay/unreachable', { address: ADDRESS }));
    });
    await nameRelay(bench);
    await bench.eventually(() => bench.text().includes('The relay could not be reached'));
    expect(bench.find<HTMLInputElement>('#relay-address').value).toBe(ADDRESS);
    await bench.press('button', 'Cancel');
    expect(bench.host.querySelector('#relay-address')).toBeNull();
  });

  test('is open about what it can see', async () => {
    const bench = await openRoom(ofServer);
    await userEvent.click(bench.find('.relay-sees summary'));
    const lists = bench.findAll('.relay-sees ul').map((list) => list.innerText);
    expect(lists[0]).toContain('how many bytes');
    expect(lists[1]).toContain('private key, which never leaves this browser');
  });
});

describe('the trusted roots', () => {
  test('are named, those that are built in too, and revocation is not kept quiet about', async () => {
    const bench = await openRoom();
    expect(rowsOf(bench, 'built-in-roots')).toHaveLength(4);
    expect(rowsOf(bench, 'built-in-roots')).toContain('DigiCert Global Root G2');
    expect(bench.text()).toContain('Revocation lists are not checked');
  });

  test('take another one only after it was shown', async () => {
    await page.viewport(390, 844);
    const bench = await openRoom();
    await give(bench, pemOf(authority.derBase64));
    await bench.eventually(() => bench.find('dialog[open]').innerText.includes(authority.sha256Thumbprint));
    const foot = bench.find('.dialog-foot').getBoundingClientRect().top;
    await bench.eventually(() => bench.find('.root-review').getBoundingClientRect().bottom <= foot + 1);
    expect(bench.services.devices.calls).not.toContain('trustRoot');
    await bench.press('button', 'Trust it');
    await bench.eventually(() => rowsOf(bench, 'added-roots').includes('Broker Root'));
    expect(bench.host.querySelector('dialog[open]')).toBeNull();
  });

  test.each([
    ['nothing', '', 'Choose the file, or paste the certificate.'],
    ['no certificate', 'hello', 'BEGIN CERTIFICATE'],
    ['the certificate of a device', pemOf(device.derBase64), 'boiler-1'],
  ])('do not take %s', async (_what, text, said) => {
    const bench = await openRoom();
    await give(bench, text);
    await bench.press('button', 'Trust it');
    await bench.eventually(() => bench.find('#root-source-error').innerText.includes(said));
    expect(bench.services.devices.calls).not.toContain('trustRoot');
  });

  test('forget one by a press, and take that back by another', async () => {
    const bench = await openRoom(async ({ devices }) => void (await devices.trustRoot(pemOf(authority.derBase64))));
    await bench.press('button', 'Forget Broker Root');
    await bench.eventually(() => rowsOf(bench, 'added-roots').length === 0);
    expect(document.activeElement?.textContent?.trim()).toBe('Add a root');
    await bench.press('button', 'Undo');
    await bench.eventually(() => rowsOf(bench, 'added-roots').includes('Broker Root'));
  });
});
