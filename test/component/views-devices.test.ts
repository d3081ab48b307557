import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { makeNewDevice, NO_COUNTERS } from '../support/fake-device-host.ts';
import type { FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench } from './support/workbench.ts';

/** Three devices: one connected, one refused, one that was never started. */
async function addThree({ devices }: FakeServices): Promise<void> {
  for (const name of ['boiler', 'gate', 'pump']) await devices.add(makeNewDevice(name));
  devices.show('1', {
    state: { kind: 'online', hub: 'lab-hub', deviceId: 'boiler', since: 0 },
    counters: { ...NO_COUNTERS, telemetrySent: 1234 },
    sparkline: [1, 2, 3],
  });
  devices.show('2', {
    state: { kind: 'refused', reason: makeFinding('dps/disabled', { said: {} }) },
  });
}

describe('the list of devices', () => {
  test('an empty one offers one big button and says what it will do', async () => {
    const bench = await openWorkbench();
    await bench.eventually(() => bench.text().includes('Talk to a cloud in a minute'));
    expect(bench.findAll('.btn.primary').map((button) => button.innerText.trim())).toEqual([
      'Try it with the local cloud',
    ]);
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('one click makes a device in the local cloud, starts it and opens its telemetry', async () => {
    const bench = await openWorkbench();
    await bench.press('button', 'Try it with the local cloud');
    await bench.eventually(() => location.hash === '#/devices/1/telemetry');
    expect(bench.services.devices.calls).toContain('start 1');
    await bench.eventually(() => /^thermostat-[a-z0-9]{4}$/.test(bench.find('h1').innerText));
    await bench.eventually(() => bench.byRole('tab', 'Telemetry').getAttribute('aria-selected') === 'true');
  });

  test('when the local cloud cannot be reached, the page says so and stays', async () => {
    const bench = await openWorkbench('#/', (services) => {
      services.setWorkbench(() => Promise.resolve({ cloud: null }));
      services.operators.tab.setFailure(new WorkbenchError('cloud/unreachable', { where: 'tab' }));
    });
    await bench.press('button', 'Try it with the local cloud');
    await bench.eventually(() => bench.text().includes('The local cloud does not answer'));
    expect(bench.byRole('button', 'Try it with the local cloud')).toBeTruthy();
    await bench.press('button', 'Dismiss');
    expect(bench.text()).not.toContain('The local cloud does not answer');
  });

  test('rows say state, hub and credential, and a failure its reason in place', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.eventually(() => bench.text().includes('3 devices, 1 connected'));
    await bench.eventually(() => bench.text().includes('1,234'));
    const rows = bench.findAll('.table-row').slice(1);
    expect(rows.map((row) => row.querySelector('.status')?.textContent.trim())).toEqual([
      'Connected',
      'Refused',
      'Not started',
    ]);
    await bench.eventually(() => rows[1]?.querySelector('.device-reason'));
    expect(rows[1]?.querySelector('.device-reason')?.textContent).toBe('The enrollment is switched off');
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('the filter and the search stand in the address, and / goes to the search', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.eventually(() => bench.host.querySelector('.table'));
    await userEvent.click(bench.byRole('radio', 'Failing').closest('label') as HTMLElement);
    await bench.eventually(() => location.hash === '#/devices?show=failing');
    expect(bench.findAll('.device-name').map((name) => name.innerText)).toEqual(['gate']);
    await userEvent.keyboard('/');
    await userEvent.keyboard('nothing');
    await bench.eventually(() => location.hash === '#/devices?show=failing&find=nothing');
    expect(bench.text()).toContain('No device matches');
    await bench.press('button', 'Show all devices');
    expect(bench.findAll('.device-name')).toHaveLength(3);
  });

  test('removing offers Undo before it asks anything', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.press('button', 'Actions for boiler');
    await bench.press('menuitem', 'Remove');
    await bench.eventually(() => bench.findAll('.device-name').length === 2);
    await bench.eventually(() => bench.text().includes('boiler was removed'));
    await bench.press('button', 'Undo');
    await bench.eventually(() => bench.findAll('.device-name').length === 3);
    // It ran before, so it runs again.
    expect(bench.services.devices.calls.at(-1)).toBe('start 4');
  });

  test('a list that cannot be read says why and can be asked for again', async () => {
    const bench = await openWorkbench('#/', ({ devices }) =>
      devices.fail('watchList', new WorkbenchError('vault/blocked', {})),
    );
    await bench.eventually(() => bench.host.querySelector('.notice.err'));
    expect(bench.byRole('button', 'Try again')).toBeTruthy();
  });

  test('on a phone nothing is cut off, and the colours are in the heading’s menu', async () => {
    await page.viewport(390, 844);
    const bench = await openWorkbench('#/devices', addThree);
    await bench.eventually(() => bench.host.querySelector('.table'));
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    await bench.press('button', 'Menu');
    await bench.press('menuitem', 'Dark colours');
    expect(bench.services.seen).toEqual(['prefer theme dark']);
    expect(await complaints(bench.host)).toEqual([]);
  });
});

describe('the frame', () => {
  test('an address that names no place says so', async () => {
    const bench = await openWorkbench('#/attic');
    await bench.eventually(() => bench.text().includes('Nothing is here'));
    await bench.press('link', 'Go to your devices');
    await bench.eventually(() => bench.text().includes('Talk to a cloud in a minute'));
  });

  test('going to another page moves the focus to its heading and names the tab', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.press('link', 'boiler');
    await bench.eventually(() => document.title === 'boiler – Device Workbench');
    await bench.eventually(() => document.activeElement?.tagName === 'H1' && document.activeElement);
    expect((document.activeElement as HTMLElement).innerText).toBe('boiler');
  });

  test('the palette finds a device and goes there', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.eventually(() => bench.host.querySelector('.table'));
    await userEvent.keyboard('{Control>}k{/Control}');
    await bench.eventually(() => document.activeElement?.getAttribute('role') === 'combobox');
    await userEvent.keyboard('pump{Enter}');
    await bench.eventually(() => location.hash === '#/devices/3');
  });

  test('the palette stops a device that runs', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.eventually(() => bench.host.querySelector('.table'));
    await userEvent.keyboard('{Control>}k{/Control}');
    await bench.eventually(() => document.activeElement?.getAttribute('role') === 'combobox');
    await userEvent.keyboard('stop boiler{Enter}');
    await bench.eventually(() => bench.services.devices.calls.includes('stop 1'));
  });

  test('? lists the keys, and N adds a device', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.eventually(() => bench.host.querySelector('.table'));
    await userEvent.keyboard('?');
    await bench.eventually(() => bench.text().includes('Find a command or a device'));
    await userEvent.keyboard('{Escape}');
    await bench.eventually(() => bench.host.querySelector('dialog[open]') === null);
    await userEvent.keyboard('n');
    await bench.eventually(() => bench.text().includes('What do you have?'));
  });

  test('what nobody foresaw is told as our mistake, with a report to copy', async () => {
    const bench = await openWorkbench('#/devices', async (services) => {
      await addThree(services);
      services.devices.fail('stop', new RangeError('out of paper'));
    });
    await bench.press('button', 'Actions for boiler');
    await bench.press('menuitem', 'Stop');
    await bench.eventually(() => bench.text().includes('This is our mistake'));
    await bench.press('button', 'Copy Report');
    expect(bench.services.seen.at(-1)).toMatch(/^copy Device Workbench 1\.2\.3[^]*RangeError: out of paper/);
  });

  test('a change of state is said to a screen reader once', async () => {
    const bench = await openWorkbench('#/devices', addThree);
    await bench.eventually(() => bench.host.querySelector('.table'));
    await bench.services.clock.advance(2000);
    bench.services.devices.show('1', { state: { kind: 'stopped' } });
    await bench.services.clock.advance(2000);
    await settle(bench.host);
    const said = bench.findAll('p.sr[role=status]').map((region) => region.textContent.trim());
    expect(said).toContain('boiler: Stopped');
  });
});
