import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import { DEFAULT_SETTINGS } from '#cloud/settings';
import { answerDevices, makeCloudDevice } from '../support/fake-device-list.ts';
import type { FakeOperator } from '../support/fake-operator.ts';
import { createFakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const HUBS = ['localhost', 'hub-2.localhost'];
const NOW = createFakeServices().clock.now();
const SLOW = { id: 'one', kind: 'latency', deviceId: null, times: null, until: NOW + 90_000, milliseconds: 500 };
const REFUSE = { id: 'two', kind: 'refuse', deviceId: 'gate', times: 3, until: null, service: 'hub', returnCode: 5 };

function layDown(operator: FakeOperator, faults: readonly object[], changed: object = {}): void {
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: '0ne', hubs: HUBS, settings: { faults } });
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
  operator.answer('GET /_emu/attempts', 200, { value: [] });
  operator.answer('GET /_emu/settings', 200, {
    settings: { ...DEFAULT_SETTINGS, ...changed },
    defaults: DEFAULT_SETTINGS,
  });
  answerDevices(operator, [makeCloudDevice('gate', {})]);
  operator.answer('PATCH /_emu/settings', 200, {});
}

async function openSettings(faults: readonly object[] = [], changed: object = {}): Promise<Workbench> {
  const bench = await openWorkbench('#/cloud?at=server&tab=settings', ({ operators }) => {
    layDown(operators.node, faults, changed);
  });
  await bench.eventually(() => bench.host.querySelector('#setting-autoApprove'));
  return bench;
}

const sent = ({ services }: Workbench): unknown[] =>
  services.operators.node.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ method, url, body }) => [method, url, body === undefined ? undefined : JSON.parse(body)]);

describe('the settings of a cloud', () => {
  test('are shown with what is usual, and with what was changed', async () => {
    const bench = await openSettings([], { oversizeTwinStatus: 413, telemetryKept: 50 });
    expect(bench.text()).toContain('2 settings are not as usual');
    expect(bench.findAll('.setting .tag')).toHaveLength(2);
    expect(bench.find<HTMLSelectElement>('#setting-oversizeTwinStatus').selectedOptions[0]?.label).toBe('413');
    expect(bench.find('#setting-oversizeTwinStatus').innerText).toContain('400 (usual)');
    expect(bench.find<HTMLInputElement>('#setting-telemetryKept').value).toBe('50');
    expect(bench.text()).toContain('Usual: 200.');
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('are changed at once: a switch, a choice of numbers, a number, and names', async () => {
    const bench = await openSettings();
    await userEvent.click(bench.find('#setting-autoApprove'));
    await userEvent.selectOptions(bench.find('#setting-disabledDeviceCode'), '3');
    await userEvent.fill(bench.find('#setting-clockSkewSeconds'), '-3600');
    await userEvent.keyboard('{Tab}');
    await userEvent.fill(bench.find('#setting-otherHubHosts'), 'a.example.com, b.example.com');
    await userEvent.keyboard('{Tab}');
    await settle(bench.host);
    expect(sent(bench)).toEqual([
      ['PATCH', '/_emu/settings', { autoApprove: false }],
      ['PATCH', '/_emu/settings', { disabledDeviceCode: 3 }],
      ['PATCH', '/_emu/settings', { clockSkewSeconds: -3600 }],
      ['PATCH', '/_emu/settings', { otherHubHosts: ['a.example.com', 'b.example.com'] }],
    ]);
  });

  test('a number that cannot be is said at its field, and is not sent', async () => {
    const bench = await openSettings();
    await userEvent.fill(bench.find('#setting-issuedCertificateDays'), '6');
    await userEvent.keyboard('{Tab}');
    await settle(bench.host);
    expect(bench.find('#setting-issuedCertificateDays-error').innerText).toContain('from 7 to 90');
    expect(sent(bench)).toEqual([]);
    await userEvent.fill(bench.find('#setting-issuedCertificateDays'), '7');
    await settle(bench.host);
    expect(bench.findAll('.field-error')).toEqual([]);
  });

  test('a switch that the cloud did not heed goes back, and why is said', async () => {
    const bench = await openSettings();
    bench.services.operators.node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    await userEvent.click(bench.find('#setting-autoApprove'));
    await bench.eventually(() => bench.host.querySelector('dw-cloud-settings-tab [role=alert]'));
    expect(bench.find<HTMLInputElement>('#setting-autoApprove').checked).toBe(true);
  });

  test('are all set back together', async () => {
    const bench = await openSettings([], { oversizeTwinStatus: 413, strictHost: false });
    await bench.press('button', 'Set all back');
    await bench.eventually(() => bench.text().includes('Every setting is as usual again'));
    expect(sent(bench)).toEqual([['PATCH', '/_emu/settings', { strictHost: true, oversizeTwinStatus: 400 }]]);
  });

  test('follow what another operator changes', async () => {
    const bench = await openSettings();
    layDown(bench.services.operators.node, [], { autoApprove: false });
    bench.services.operators.node.tell({ type: 'settings' });
    await bench.services.clock.advance(400);
    await bench.eventually(() => !bench.find<HTMLInputElement>('#setting-autoApprove').checked);
  });

  test('all devices are moved to the other hub, after it was said what that means', async () => {
    const bench = await openSettings();
    bench.services.operators.node.answer('POST /_emu/move', 200, { moved: 2, hub: HUBS[1] });
    await bench.press('button', 'Move all');
    await bench.eventually(() => bench.text().includes('Move all devices to hub-2.localhost?'));
    expect(sent(bench)).toEqual([]);
    await userEvent.click(bench.find('dialog[open] .btn.primary'));
    await bench.eventually(() => bench.text().includes('2 devices moved to hub-2.localhost'));
    expect(sent(bench)).toEqual([['POST', '/_emu/move', { to: 'hub-2.localhost' }]]);
  });
});

test('one device is moved from the menu of its page', async () => {
  const bench = await openWorkbench('#/cloud?at=server&device=gate&part=messages', ({ operators }) => {
    layDown(operators.node, []);
    operators.node.answer('POST /_emu/devices/gate/move', 200, { id: 'gate', assignedHub: HUBS[1] });
  });
  await bench.press('button', 'More actions');
  await bench.press('menuitem', 'Move to the other hub');
  await bench.eventually(() => bench.text().includes('gate was moved'));
  expect(sent(bench)).toEqual([['POST', '/_emu/devices/gate/move', undefined]]);
});

test('a cloud is made new after it was said what is lost, and the room shows the new one', async () => {
  const bench = await openSettings([], { autoApprove: false });
  bench.services.operators.node.answer('POST /_emu/reset', 204);
  await bench.press('button', 'Reset this cloud');
  await bench.eventually(() => bench.text().includes('Reset the cloud of this server?'));
  expect(await complaints(bench.host)).toEqual([]);
  expect(sent(bench)).toEqual([]);
  layDown(bench.services.operators.node, []);
  await userEvent.click(bench.find('dialog[open] .btn.danger'));
  bench.services.operators.node.tell({ type: 'reset' });
  await bench.eventually(() => bench.text().includes('This cloud is new'));
  await bench.eventually(() => bench.find<HTMLInputElement>('#setting-autoApprove').checked);
});

describe('faults on purpose', () => {
  test('are listed with whom they are for and what is left of them', async () => {
    const bench = await openSettings([SLOW, REFUSE]);
    const list = bench.findAll('.cloud-fault').map(({ innerText }) => innerText.replaceAll('\n', ' '));
    expect(list[0]).toContain('For every device, what the cloud sends comes late: for 2 minutes more.');
    expect(list[1]).toContain('For gate, CONNECT is refused: 3 times more.');
    expect(await complaints(bench.host)).toEqual([]);
    bench.services.operators.node.answer('DELETE /_emu/faults/two', 204);
    await bench.press('button', 'Stop: For gate');
    await bench.eventually(() => bench.text().includes('The fault was stopped'));
    expect(sent(bench)).toEqual([['DELETE', '/_emu/faults/two', undefined]]);
  });

  test('are said on every part of the room and on a device’s page, with a way to stop them', async () => {
    const bench = await openSettings([SLOW, REFUSE]);
    const banner = (): string => bench.host.querySelector<HTMLElement>('.notice.warn')?.innerText ?? '';
    for (const hash of ['#/cloud?at=server', '#/cloud?at=server&tab=attempts', '#/cloud?at=server&device=gate']) {
      location.hash = hash;
      await bench.eventually(() => bench.router.route.get().room === 'cloud' && location.hash === hash);
      await bench.eventually(() => banner().includes('2 faults on purpose are on'));
    }
    expect(await complaints(bench.host)).toEqual([]);
    await bench.press('link', 'Show them');
    await bench.eventually(() => bench.host.querySelector('.cloud-fault'));
    bench.services.operators.node.answer('DELETE /_emu/faults', 204);
    layDown(bench.services.operators.node, []);
    await bench.press('button', 'Stop all');
    bench.services.operators.node.tell({ type: 'settings' });
    await bench.services.clock.advance(400);
    await bench.eventually(() => banner() === '');
    expect(document.activeElement).toBe(bench.find('h1'));
  });

  test('begin with what belongs to their kind, for one device, a number of times', async () => {
    const bench = await openSettings();
    bench.services.operators.node.answer('POST /_emu/faults', 200, {});
    await bench.press('button', 'Begin a fault');
    expect(await complaints(bench.host)).toEqual([]);
    await userEvent.selectOptions(bench.find('#fault-kind'), 'dps-error');
    await userEvent.selectOptions(bench.find('#fault-status'), '503');
    await userEvent.fill(bench.find('#fault-retryAfterSeconds'), 'x');
    await userEvent.click(bench.byRole('radio', 'One device').closest('label') as HTMLElement);
    await userEvent.click(bench.byRole('radio', 'A number of times').closest('label') as HTMLElement);
    await userEvent.fill(bench.find('#fault-times'), '2');
    await userEvent.click(bench.find('dialog[open] [type=submit]'));
    await bench.eventually(() => document.activeElement === bench.find('#fault-retryAfterSeconds'));
    expect(bench.find('#fault-device-error').innerText).toContain('Give the device’s ID.');
    await userEvent.fill(bench.find('#fault-retryAfterSeconds'), '7');
    await userEvent.fill(bench.find('#fault-device'), 'gate');
    await userEvent.keyboard('{Enter}');
    await bench.eventually(() => bench.text().includes('The fault is on'));
    expect(sent(bench)).toEqual([
      ['POST', '/_emu/faults', { kind: 'dps-error', deviceId: 'gate', times: 2, status: 503, retryAfterSeconds: 7 }],
    ]);
  });

  test('are folded on a phone, each group until it is pressed', async () => {
    await page.viewport(390, 844);
    const bench = await openSettings([]);
    const groups = bench.findAll('dw-cloud-settings-tab details');
    expect(groups.map((group) => group.matches('[open]'))).toEqual(groups.map(() => false));
    const first = bench.find('dw-cloud-settings-tab summary');
    await userEvent.click(first);
    await bench.eventually(() => groups[0]?.matches('[open]'));
    expect(groups.length).toBeGreaterThan(3);
    expect(groups[1]?.matches('[open]')).toBe(false);
  });

  test.each(['light', 'dark'] as const)('fit a phone, %s', async (theme) => {
    // So tall that the bar at the bottom covers nothing.
    await page.viewport(390, 8000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openSettings([SLOW, REFUSE]);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    expect(await complaints(bench.host)).toEqual([]);
  });
});
