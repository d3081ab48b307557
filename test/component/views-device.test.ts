import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { makeFinding } from '#core/errors/workbench-error';
import type { DeviceDetail } from '#core/ports/device-host';
import type { TraceEntry } from '#core/trace/trace-entry';
import { makeDetail, makeNewDevice, NO_COUNTERS } from '../support/fake-device-host.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const GROUP_KEY = btoa('g'.repeat(64));
const DEVICE_KEY = btoa('d'.repeat(32));
const ONLINE = { kind: 'online', hub: 'lab-hub.azure-devices.net', deviceId: 'boiler', since: 0 } as const;

/** Opens one tab of one device, which shows `part`. */
async function openTab(tab: string, part: Partial<DeviceDetail>, secret = 'group-key' as 'group-key' | 'device-key') {
  const bench = await openWorkbench(`#/devices/1${tab === '' ? '' : `/${tab}`}`, async ({ devices }) => {
    const primaryKey = secret === 'group-key' ? GROUP_KEY : DEVICE_KEY;
    await devices.add(makeNewDevice('boiler', { kind: secret, primaryKey }));
    devices.show('1', part);
  });
  await bench.eventually(() => bench.host.querySelector('[role=tabpanel]'));
  return bench;
}

const selectedTab = (bench: Workbench): string | undefined =>
  bench.host.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.dataset['id'];
const callsOf = (bench: Workbench): readonly string[] =>
  bench.services.devices.calls.filter((call) => !call.startsWith('watch'));

describe('one device', () => {
  test.each([
    [{ kind: 'idle' }, 'connection'],
    [{ kind: 'refused', reason: makeFinding('dps/disabled', { said: {} }) }, 'connection'],
    [ONLINE, 'telemetry'],
    [{ kind: 'connecting', hub: 'h' }, 'connection'],
  ] as const)('that is %o opens with the tab that says most', async (state, tab) => {
    const bench = await openTab('', { state });
    expect(selectedTab(bench)).toBe(tab);
    bench.services.devices.show('1', { state: { kind: 'stopped' } });
    await settle(bench.host);
    expect(selectedTab(bench)).toBe(tab);
  });

  test('that was removed meanwhile says so', async () => {
    const bench = await openWorkbench('#/devices/nobody');
    await bench.eventually(() => bench.text().includes('This device is not here'));
  });

  test('its tabs are moved through by arrows and stand in the address', async () => {
    const bench = await openTab('telemetry', { state: ONLINE });
    bench.byRole('tab', 'Telemetry').focus();
    await userEvent.keyboard('{ArrowRight}');
    await bench.eventually(() => location.hash === '#/devices/1/properties');
    expect(document.activeElement?.textContent.trim()).toBe('Properties');
  });

  test('of a connection string with a gateway shows the hub and the gateway', async () => {
    const bench = await openWorkbench('#/devices/1/connection', async ({ devices }) => {
      const device = makeNewDevice('leaf', { kind: 'device-key', primaryKey: DEVICE_KEY });
      const route = {
        kind: 'hub',
        hubHost: 'lab.example',
        deviceId: 'leaf',
        gatewayHostName: 'edge.plant.lan',
      } as const;
      await devices.add({ ...device, record: { ...device.record, route } });
    });
    await bench.eventually(() => bench.text().includes('edge.plant.lan'));
    expect(bench.text()).toMatch(/Hub\s*lab\.example/);
    expect(bench.text()).toMatch(/Gateway\s*edge\.plant\.lan/);
  });

  test('says on every tab that a group key was not kept, and offers to enter it', async () => {
    const bench = await openTab('telemetry', { state: ONLINE, warning: makeFinding('device/group-key-not-kept', {}) });
    expect(bench.text()).toContain('The group key works, but was not kept');
    location.hash = '#/devices/1/connection';
    await bench.eventually(() => bench.byRole('button', 'Enter the key'));
    await bench.press('button', 'Enter the key');
    await bench.eventually(() => location.hash === '#/devices/1/credentials');
  });

  test('is stopped and started by one button', async () => {
    const bench = await openTab('connection', { state: ONLINE });
    await bench.press('button', 'Stop');
    await bench.eventually(() => bench.byRole('button', 'Start'));
    await bench.press('button', 'Start');
    expect(callsOf(bench)).toEqual(['add', 'stop 1', 'start 1']);
  });

  test('counts down to its next try, and can be told to try now', async () => {
    const reason = makeFinding('socket/unreachable', { address: 'wss://h', causes: [] });
    const bench = await openTab('connection', {
      state: { kind: 'waiting', until: Date.UTC(2026, 0, 5, 9, 10, 23), attempt: 2, reason },
    });
    expect(bench.text()).toContain('Trying again in 12 s');
    await bench.press('button', 'Try now');
    expect(callsOf(bench)).toContain('start 1');
  });

  test.each(['connection', 'telemetry', 'properties', 'commands', 'messages', 'trace', 'credentials'])(
    'nothing is against its tab %s, on a desk and on a phone',
    async (tab) => {
      const bench = await openTab(tab, {
        state: ONLINE,
        steps: [{ kind: 'preflight', startedAt: 0, tookMs: 4, outcome: 'done', detail: '' }],
        checks: [{ check: 'tls', result: 'passed' }],
        preflight: [{ check: 'clock', result: 'cannot-know' }],
        twin: { desired: { t: 1 }, desiredVersion: 2, reported: {}, reportedVersion: 1, readAt: 0 },
        commands: [{ at: 0, name: 'reboot', request: '', status: 404, response: '{"a":1}' }],
        messages: [{ at: 0, kind: 'message', messageId: 'm', properties: { a: 'b' }, body: 'hello' }],
      });
      expect(await complaints(bench.host)).toEqual([]);
      // So tall that the bar at the bottom covers nothing: what it covers comes up by scrolling.
      await page.viewport(390, 3000);
      await settle(bench.host);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
      document.documentElement.dataset['theme'] = 'dark';
      expect(await complaints(bench.host)).toEqual([]);
    },
  );
});

describe('its connection', () => {
  const refused = makeFinding('dps/unauthorized', {
    said: { errorCode: 401002, trackingId: 'track-me', message: 'Unauthorized' },
    causes: [
      { cause: 'group-key-used-as-device-key', weight: 'likely' },
      { cause: 'wrong-id-scope', weight: 'possible' },
    ],
    mayBeGroupKey: true,
  });

  test('when it is refused: what is known, the causes in order, and the service’s own words to copy', async () => {
    const bench = await openTab('connection', { state: { kind: 'refused', reason: refused } });
    await bench.eventually(() => bench.text().includes('DPS did not accept the key'));
    expect(bench.findAll('.notice-cause').map((cause) => cause.innerText.replace(/\s+/g, ' ').trim())).toEqual([
      'A group key used as a device key Likely',
      'The ID scope is another one',
    ]);
    await userEvent.click(bench.find('.finding-details summary'));
    await bench.press('button', 'Copy Tracking ID');
    await bench.eventually(() => bench.services.seen.includes('copy track-me'));
    expect(bench.text()).toContain('401002');
  });

  test('“Try it as a group key” does that, once pressed', async () => {
    const bench = await openTab('connection', { state: { kind: 'refused', reason: refused } });
    await bench.press('button', 'Try it as a group key');
    expect(callsOf(bench)).toContain('startAsGroupKey 1');
  });

  test('a device that runs in another tab calls that tab', async () => {
    const reason = makeFinding('device/running-elsewhere', { name: 'boiler' });
    const bench = await openTab('connection', { state: { kind: 'refused', reason } });
    const action = await bench.eventually(() =>
      bench.host.querySelector<HTMLElement>('dw-finding-notice .actions button'),
    );
    await userEvent.click(action);
    expect(bench.services.seen).toContain('call boiler');
  });

  test('shows every step with its time, the service’s checks and our own, each with a word', async () => {
    const bench = await openTab('connection', {
      state: { kind: 'provisioning', step: 'assigning', dpsHost: 'dps' },
      steps: [
        { kind: 'preflight', startedAt: 0, tookMs: 4, outcome: 'done', detail: '' },
        { kind: 'dps-socket', startedAt: 4, tookMs: 120, outcome: 'done', detail: 'wss://dps/' },
        { kind: 'dps-assigned', startedAt: Date.now(), outcome: 'running', detail: 'operation 7' },
      ],
      checks: [
        { check: 'identity', result: 'service-does-not-say' },
        { check: 'permission', result: 'not-reached' },
      ],
      preflight: [
        { check: 'clock', result: 'cannot-know' },
        { check: 'id', result: 'doubtful', finding: makeFinding('id/upper-case', { lower: 'boiler' }) },
      ],
    });
    const text = bench.text();
    for (const words of ['120 ms', 'wss://dps/', 'operation 7', 'The service does not say', 'Not reached'])
      expect(text).toContain(words);
    expect(text).toContain('Cannot know');
    expect(text).toContain('The ID has capital letters');
  });
});

describe('its telemetry', () => {
  test('figures, a chart of what came before and what comes, and the pace', async () => {
    const bench = await openTab('telemetry', {
      state: ONLINE,
      counters: { ...NO_COUNTERS, telemetrySent: 48_201, roundTripMs: 41.2, errors: 6 },
      intervalMs: 1000,
    });
    for (const figure of ['48,201', '41', '6']) expect(bench.text()).toContain(figure);
    const now = Date.now() / 1000;
    const push = (times: number[], values: number[]): void =>
      bench.services.devices.pushTelemetry('1', [
        { name: 'temperature', times: Float64Array.from(times), values: Float64Array.from(values) },
      ]);
    await bench.eventually(() => bench.services.devices.calls.includes('watchTelemetry 1'));
    await settle(bench.host);
    push([now - 2, now - 1], [20, 21]);
    await bench.eventually(() => bench.host.querySelector('dw-chart canvas'));
    push([now], [22.5]);
    await bench.eventually(() => bench.text().includes('22.5'));
    await userEvent.selectOptions(bench.find('#interval'), '5000');
    await bench.eventually(() => bench.services.devices.calls.includes('setInterval 1 5000'));
  });

  test('on the way to the first message, the steps stand where the chart will be', async () => {
    const bench = await openTab('telemetry', {
      state: { kind: 'connecting', hub: 'h' },
      steps: [{ kind: 'hub-socket', startedAt: Date.now(), outcome: 'running', detail: 'wss://h/' }],
    });
    expect(bench.find('.chart-waiting').innerText).toContain('Open a connection to the hub');
  });

  test('one message by hand goes out with its body and properties', async () => {
    const bench = await openTab('telemetry', { state: ONLINE });
    await userEvent.fill(bench.find('#send-body'), '{"alarm":true}');
    await bench.press('button', 'Add a property');
    expect(document.activeElement?.id).toBe('send-property-name-0');
    await userEvent.keyboard('level');
    await userEvent.fill(bench.find('#send-property-value-0'), 'high');
    await bench.press('button', 'Send');
    await bench.eventually(() =>
      bench.services.devices.calls.includes('sendTelemetry 1 {"alarm":true} {"level":"high"}'),
    );
    await bench.eventually(() => bench.text().includes('the hub acknowledged it'));
  });
});

describe('the telemetry of a quiet device', () => {
  const { record } = makeDetail({ ...makeNewDevice('boiler').record, id: '1', keyKind: 'group-key', createdAt: 0 });
  const QUIET = { state: ONLINE, record: { ...record, behaviour: 'quiet' } } as const;

  test.each(['light', 'dark'])('says that it sends nothing by itself, in %s colours', async (theme) => {
    await page.viewport(390, 4000);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openTab('telemetry', QUIET);
    expect(bench.find('.empty').innerText).toContain('This device sends nothing by itself');
    expect(bench.findAll('#interval')).toEqual([]);
    expect(bench.text()).not.toContain('Sends every');
    expect(bench.find('dw-chart').checkVisibility()).toBe(false);
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('leads to a message, in which nothing is made up', async () => {
    const bench = await openTab('telemetry', QUIET);
    await bench.press('button', 'Write a message');
    expect(document.activeElement?.id).toBe('send-body');
    expect(bench.find<HTMLTextAreaElement>('#send-body').value).toBe('{}');
    await userEvent.fill(bench.find('#send-body'), '{"pressure":3}');
    await bench.press('button', 'Send');
    await bench.eventually(() => bench.services.devices.calls.includes('sendTelemetry 1 {"pressure":3} {}'));
  });

  test('becomes a chart with the first number that somebody sends', async () => {
    const bench = await openTab('telemetry', QUIET);
    await bench.eventually(() => bench.services.devices.calls.includes('watchTelemetry 1'));
    await settle(bench.host);
    const times = Float64Array.of(Date.now() / 1000);
    bench.services.devices.pushTelemetry('1', [{ name: 'pressure', times, values: Float64Array.of(3) }]);
    await bench.eventually(() => (bench.host.querySelector('dw-chart canvas')?.clientWidth ?? 0) > 100);
    expect(bench.findAll('.empty')).toEqual([]);
    expect(bench.findAll('#interval')).toEqual([]);
  });

  test('is the same when it was never started, and its commands are answered with 501', async () => {
    const bench = await openTab('telemetry', { ...QUIET, state: { kind: 'idle' } });
    expect(bench.text()).toContain('This device sends nothing by itself');
    await bench.press('tab', 'Commands');
    await bench.eventually(() => bench.text().includes('It answers every command with status 501.'));
  });
});

describe('its properties, commands and messages', () => {
  test('desired beside reported, with what the device answered', async () => {
    const bench = await openTab('properties', {
      state: ONLINE,
      twin: {
        desired: { target: 500 },
        desiredVersion: 4,
        reported: { target: { value: 20, ac: 400, av: 4, ad: 'too hot' }, serial: 'A1' },
        reportedVersion: 9,
        readAt: 0,
      },
    });
    const text = bench.text();
    for (const words of ['Desired version 4, reported version 9', 'Refused', 'too hot', 'Only reported'])
      expect(text).toContain(words);
  });

  test('that a service has no twin is said while the device is connected to it', async () => {
    const steps = [{ kind: 'twin', startedAt: 0, tookMs: 60_000, outcome: 'failed', detail: '' }] as const;
    const bench = await openTab('properties', { state: ONLINE, steps });
    await bench.eventually(() => bench.text().includes('The service gave no twin'));
    bench.services.devices.show('1', { state: { kind: 'stopped' } });
    await bench.eventually(() => bench.text().includes('The twin has not been read yet'));
  });

  test('a patch of reported properties must be an object, and is sent as it is', async () => {
    const bench = await openTab('properties', {
      state: ONLINE,
      twin: { desired: {}, desiredVersion: 1, reported: {}, reportedVersion: 1, readAt: 0 },
    });
    await userEvent.fill(bench.find('#report-patch'), '[1]');
    expect(bench.byRole('button', 'Report')).toHaveProperty('disabled', true);
    await userEvent.fill(bench.find('#report-patch'), '{"serial":"A1"}');
    await bench.press('button', 'Report');
    await bench.eventually(() => bench.services.devices.calls.includes('report 1 {"serial":"A1"}'));
  });

  test('answered commands stand newest first with request, status and response', async () => {
    const bench = await openTab('commands', {
      state: ONLINE,
      commands: [
        { at: 1000, name: 'first', request: '{"a":1}', status: 200, response: '{"b":2}' },
        { at: 2000, name: 'second', request: '', status: 404, response: '' },
      ],
    });
    expect(bench.findAll('.log-name').map((name) => name.innerText)).toEqual(['second', 'first']);
    expect(bench.text()).toContain('getMaxMinReport');
    expect(bench.text()).toContain('Status 404');
  });

  test.each([
    [{ kind: 'tab' }, '#/cloud?at=browser&device=boiler'],
    [{ kind: 'node', origin: 'http://localhost:8080' }, '#/cloud?at=server&device=boiler'],
    [{ kind: 'node', origin: 'http://localhost:9090' }, undefined],
    [{ kind: 'azure' }, undefined],
  ] as const)('a device of the cloud %o is asked for a command there: %s', async (cloud, href) => {
    const bench = await openWorkbench('#/devices/1/commands', async ({ devices }) => {
      const device = makeNewDevice('boiler');
      await devices.add({ ...device, record: { ...device.record, cloud } });
      devices.show('1', { commands: [] });
    });
    await bench.eventually(() => bench.text().includes('No command came yet'));
    const link = (): string | undefined =>
      bench.find('[role=tabpanel]').querySelector('a.btn')?.getAttribute('href') ?? undefined;
    expect(link()).toBe(href);
    bench.services.devices.show('1', {
      commands: [{ at: 1, name: 'reboot', request: '', status: 200, response: '' }],
    });
    await bench.eventually(() => bench.text().includes('Status 200'));
    expect(link()).toBe(href);
  });

  test('messages and offline commands are told apart', async () => {
    const bench = await openTab('messages', {
      state: ONLINE,
      messages: [
        {
          at: 1000,
          kind: 'message',
          messageId: 'm-1',
          properties: { '$.mid': 'm-1', level: 'high' },
          body: 'hello',
        },
        { at: 2000, kind: 'offline-command', messageId: 'm-2', properties: {}, body: '' },
      ],
    });
    expect(bench.findAll('.log .tag').map((tag) => tag.innerText)).toEqual(['Offline command', 'Message']);
    const [, message] = bench.findAll('.log > li');
    expect(message?.innerText).toMatch(/hello[^]*m-1[^]*high[^]*System properties$/);
    await userEvent.click(bench.find('.log summary'));
    expect(message?.innerText).toMatch(/\$\.mid\s+m-1$/);
  });
});

describe('its trace', () => {
  const rows = (first: number, count: number): TraceEntry[] =>
    Array.from({ length: count }, (_, index) => ({
      number: first + index,
      at: 1000 * (first + index),
      direction: index % 2 === 0 ? ('sent' as const) : ('received' as const),
      service: 'hub' as const,
      type: index % 2 === 0 ? 'PUBLISH' : 'PUBACK',
      words: index === 3 ? 'desired properties, version 7' : `row ${first + index}`,
      topic: '',
      bytes: 10,
      body: index === 0 ? `SharedAccessKey=${DEVICE_KEY}` : '',
      fields: [],
      failed: false,
    }));

  async function openTrace(address = 'trace'): Promise<Workbench> {
    const bench = await openTab(address, { state: ONLINE });
    await bench.eventually(() => bench.services.devices.calls.includes('watchTrace 1'));
    bench.services.devices.pushTrace('1', { rows: rows(1, 10), dropped: 0, restarted: true });
    await bench.eventually(() => bench.text().includes('10 rows'));
    return bench;
  }

  test('says how much it holds and how much is kept', async () => {
    const bench = await openTrace();
    expect(bench.text()).toContain('10 rows; the newest 100,000 rows are kept.');
  });

  test.each([
    [1440, 900],
    [1440, 1400],
    [390, 844],
  ])('ends above the end of a window of %d by %d, which need not be scrolled', async (width, height) => {
    await page.viewport(width, height);
    const bench = await openTrace();
    const end = (): number => bench.find('.trace-count').getBoundingClientRect().bottom;
    const free = width < 600 ? bench.find('.shell-nav').getBoundingClientRect().height : 0;
    await bench.eventually(() => end() <= height - free && end() > height - free - 80);
    const { bottom } = bench.find('.trace-frame').getBoundingClientRect();
    await bench.eventually(() => bench.findAll('.trace-row').at(-1)!.getBoundingClientRect().bottom <= bottom + 1);
  });

  test('is filtered by direction, type and words, and the filter stands in the address', async () => {
    const bench = await openTrace();
    await userEvent.selectOptions(bench.find('#trace-direction'), 'received');
    await bench.eventually(() => bench.text().includes('5 of 10 rows'));
    await userEvent.fill(bench.find('#find-packet'), 'version 7');
    await bench.eventually(() => bench.text().includes('1 of 10 rows'));
    expect(location.hash).toBe('#/devices/1/trace?way=received&find=version+7');
    await bench.press('button', 'Show all rows');
    await bench.eventually(() => bench.text().includes('10 rows;'));
  });

  test('opens with the filter that the address names', async () => {
    const bench = await openTab('trace?type=PUBACK', { state: ONLINE });
    await bench.eventually(() => bench.services.devices.calls.includes('watchTrace 1'));
    bench.services.devices.pushTrace('1', { rows: rows(1, 10), dropped: 0, restarted: true });
    await bench.eventually(() => bench.text().includes('5 of 10 rows'));
  });

  test('holds still and says how many wait', async () => {
    const bench = await openTrace();
    await bench.press('button', 'Hold still');
    bench.services.devices.pushTrace('1', { rows: rows(11, 3), dropped: 0, restarted: false });
    await bench.press('button', 'Go on, 3 new');
    await bench.eventually(() => bench.text().includes('13 rows'));
  });

  test('is saved without keys, and cleared', async () => {
    const bench = await openTrace();
    await bench.press('button', 'Export');
    const saved = bench.services.seen.at(-1) ?? '';
    expect(saved).toContain('desired properties, version 7');
    expect(saved).not.toContain(DEVICE_KEY);
    await bench.press('button', 'More for the trace');
    await bench.press('menuitem', 'Clear the trace');
    await bench.eventually(() => bench.text().includes('Cleared. New packets appear here.'));
    expect(bench.text()).toContain('Pick a row to see the whole packet.');
  });
});

describe('its keys', () => {
  test('are not in the page until they are shown by a press', async () => {
    const bench = await openTab('credentials', { state: ONLINE });
    expect(bench.services.devices.calls).not.toContain('reveal 1');
    await bench.press('button', 'Show Group key');
    await bench.eventually(() => bench.text().includes(GROUP_KEY));
    await bench.press('button', 'Show Group key');
    expect(bench.host.innerHTML).not.toContain(GROUP_KEY);
  });

  test('the connection string can be copied without being shown', async () => {
    const bench = await openTab('credentials', { state: ONLINE }, 'device-key');
    await bench.press('button', 'Copy Connection string');
    const copied = `copy HostName=lab-hub.azure-devices.net;DeviceId=boiler;SharedAccessKey=${DEVICE_KEY}`;
    await bench.eventually(() => bench.services.seen.includes(copied));
    expect(bench.host.innerHTML).not.toContain(DEVICE_KEY);
  });

  test('can be replaced, and the device starts anew with them', async () => {
    const bench = await openTab('credentials', { state: ONLINE }, 'device-key');
    await bench.press('button', 'Replace the keys');
    await bench.press('button', 'Replace');
    expect(document.activeElement?.id).toBe('replace-primaryKey');
    const other = btoa('n'.repeat(32));
    await userEvent.fill(bench.find('#replace-primaryKey'), other);
    await bench.press('button', 'Replace');
    await bench.eventually(() => callsOf(bench).includes('replaceSecret 1'));
    expect(callsOf(bench).slice(-3)).toEqual(['stop 1', 'replaceSecret 1', 'start 1']);
    expect(await bench.services.devices.reveal('1')).toEqual({ kind: 'device-key', primaryKey: other });
  });
});
