import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import type { CloudGroup } from '#app/cloud-groups';
import type { CloudDevice } from '#app/cloud-devices';
import type { CloudAttempt } from '#app/cloud-operator';
import { EMPTY_SHELF, sampleCertificate, sampleFacts } from '../support/certificate-samples.ts';
import { answerDevices, makeCloudDevice } from '../support/fake-device-list.ts';
import { makeNewDevice } from '../support/fake-device-host.ts';
import type { FakeOperator } from '../support/fake-operator.ts';
import { SERVER_CLOUD, type FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const CONNECTION_STRING = `HostName=localhost;DeviceId=bench;SharedAccessKey=${btoa('b'.repeat(32))}`;

const REFUSED: CloudAttempt = {
  at: 2000,
  service: 'dps',
  identity: 'gate',
  outcome: 'refused',
  code: 401002,
  reason: 'It signed with the group key itself.',
  remedy: 'Derive the device key from it.',
  road: 'websocket',
  remote: '127.0.0.1',
};
const DEVICES = [
  makeCloudDevice('boiler', {
    connected: true,
    modelId: 'dtmi:com:example:Thermostat;1',
    connectedSince: 0,
    lastActivityAt: 0,
    lastTelemetry: { at: 0, body: { temperature: 21.5 }, properties: { level: 'high' } },
    desired: { target: 23 },
    reported: { target: { value: 23 } },
  }),
  makeCloudDevice('gate', { status: 'blocked', refusals: 4 }),
  makeCloudDevice('bench', { source: 'hub', status: 'unassociated' }),
];

const GROUPS: readonly CloudGroup[] = [
  { id: 'SAS-IoT-Devices', displayName: 'Sensors', enabled: true, type: 'iot', autoApprove: true, devices: 3 },
  {
    id: 'edges',
    displayName: 'Gateways',
    enabled: false,
    type: 'iotEdge',
    autoApprove: false,
    issuesCertificates: false,
    devices: 0,
  },
];
const SECONDARY_KEY = btoa('s'.repeat(64));

function layDown(operator: FakeOperator, devices: readonly CloudDevice[], attempts: readonly CloudAttempt[]): void {
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: SERVER_CLOUD.idScope });
  answerDevices(operator, devices);
  for (const { id } of devices) {
    const own = attempts.filter(({ identity }) => identity === id);
    operator.answer(`GET /_emu/devices/${encodeURIComponent(id)}/attempts`, 200, { value: own });
  }
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: GROUPS });
  operator.answer('GET /_emu/attempts', 200, { value: attempts });
  operator.answer('GET /_emu/devices/bench/connection-string', 200, { connectionString: CONNECTION_STRING });
  operator.answer('GET /api/enrollmentGroups/SAS-IoT-Devices', 200, {
    attestation: { symmetricKey: { primaryKey: SERVER_CLOUD.primaryKey, secondaryKey: SECONDARY_KEY } },
  });
}

const prepare = ({ operators }: FakeServices): void => {
  layDown(operators.node, DEVICES, [
    REFUSED,
    { ...REFUSED, at: 1000, outcome: 'accepted', identity: 'boiler', code: null },
  ]);
  layDown(operators.tab, [], []);
};

async function openCloud(query = '', more: (services: FakeServices) => Promise<void> | void = () => undefined) {
  const bench = await openWorkbench(`#/cloud${query}`, async (services) => {
    prepare(services);
    await more(services);
  });
  await bench.eventually(() =>
    bench.host.querySelector(
      '[role=tabpanel] :is(.long-row, .empty, .cloud-groups, .attempt), [role=tabpanel] :is(dw-chart, form, .card), .notice, .empty',
    ),
  );
  return bench;
}

const bodiesOf = ({ services }: Workbench, method: string): unknown[] =>
  services.operators.node.requests
    .filter((request) => request.method === method)
    .map(({ url, body }) => [url, body === undefined ? undefined : JSON.parse(body)]);

describe('the cloud as its operator sees it', () => {
  test('is the server’s when there is one: who is connected, what they sent, who was refused', async () => {
    const bench = await openCloud();
    expect(bench.text()).toContain('The local cloud of this server');
    expect(bench.text()).toContain(SERVER_CLOUD.idScope);
    expect(bench.text().match(/ws:\/\/localhost:8080\S*/g)).toEqual([
      'ws://localhost:8080/$iothub/websocket',
      'ws://localhost:8080/$iothub/websocket',
    ]);
    expect(bench.byRole('tab', 'Attempts').innerText).toBe('Attempts, 1 refused');
    expect(bench.findAll('.long-row').map((row) => row.querySelector('.status')?.textContent.trim())).toEqual([
      'Connected',
      'Never connected',
      'Never connected',
    ]);
    expect(bench.findAll('.long-row .tag').map(({ textContent }) => textContent)).toEqual([
      'Provisioned',
      'Blocked',
      '4 refused',
      'Unassociated',
    ]);
    expect(bench.text()).toContain('{"temperature":21.5}');
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('is the browser’s when the page is a static copy, and nothing is chosen then', async () => {
    const bench = await openCloud('', (services) => services.setWorkbench(() => Promise.resolve({ cloud: null })));
    expect(bench.text()).toContain('The local cloud in this browser');
    expect(bench.findAll('input[name=cloud-place]')).toEqual([]);
    expect(bench.text()).toContain('No device has joined yet');
  });

  test('the other cloud is one press away, and its address can be kept', async () => {
    const bench = await openCloud();
    await userEvent.click(bench.byRole('radio', 'This browser').closest('label') as HTMLElement);
    await bench.eventually(() => location.hash === '#/cloud?at=browser');
    await bench.eventually(() => bench.text().includes('No device has joined yet'));
    expect(bench.services.operators.node.followers).toBe(0);
  });

  test('a certificate is named as a way to join, with where to make one', async () => {
    const bench = await openCloud();
    expect(bench.find('.join-certificate').innerText).toContain('over the relay of this server');
    await bench.press('link', 'Make a certificate');
    await bench.eventually(() => location.hash === '#/certificates/devices');
  });

  test('the group key is shown by a press, and only then', async () => {
    const bench = await openCloud();
    expect(bench.host.innerHTML).not.toContain(SERVER_CLOUD.primaryKey);
    await bench.press('button', 'Show Group key');
    await bench.eventually(() => bench.text().includes(SERVER_CLOUD.primaryKey));
  });

  test('refused attempts are told with their true reason and what to do', async () => {
    const bench = await openCloud('?tab=attempts');
    await bench.eventually(() => bench.text().includes('It signed with the group key itself.'));
    expect(bench.text()).toContain('Derive the device key from it.');
    expect(bench.text()).toContain('Code 401002');
    await userEvent.click(bench.byRole('radio', 'Accepted').closest('label') as HTMLElement);
    await settle(bench.host);
    expect(bench.findAll('.attempt')).toHaveLength(1);
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('an event brings the new state by itself', async () => {
    const bench = await openCloud();
    layDown(bench.services.operators.node, [...DEVICES, makeCloudDevice('newcomer')], []);
    bench.services.operators.node.tell({ type: 'device', deviceId: 'newcomer', change: 'added' });
    await bench.services.clock.advance(400);
    await bench.eventually(() => bench.text().includes('newcomer'));
  });

  test('when its stream ends, what was seen stays, and the page says that it is not live', async () => {
    const bench = await openCloud();
    bench.services.operators.node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    bench.services.operators.node.endStreams();
    await bench.eventually(() => bench.text().includes('Not live. Connecting again in 1 s'));
    expect(bench.text()).toContain('boiler');
    bench.services.operators.node.setFailure(undefined);
    await bench.press('button', 'Try now');
    await bench.eventually(() => bench.text().includes('Live'));
  });

  test('one that cannot be reached says why, and offers the other', async () => {
    const bench = await openCloud('?at=server', ({ operators }) =>
      operators.node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' })),
    );
    await bench.eventually(() => bench.text().includes('The local cloud does not answer'));
    await bench.press('button', 'Show the cloud in this browser');
    await bench.eventually(() => bench.text().includes('No device has joined yet'));
  });
});

describe('a server that is gone', () => {
  const gone = (services: FakeServices): void => {
    services.setWorkbench(() => Promise.reject(new WorkbenchError('cloud/no-server', {})));
    services.operators.node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
  };

  test('is said to be silent, with the choice kept, when it was there before', async () => {
    const bench = await openWorkbench('#/', prepare);
    await bench.eventually(() => bench.app.serverCloud.sight.get() === 'there');
    gone(bench.services);
    location.hash = '#/cloud';
    await bench.eventually(() => bench.text().includes('The local cloud does not answer'));
    await userEvent.click(bench.byRole('radio', 'This browser').closest('label') as HTMLElement);
    await bench.eventually(() => bench.text().includes('This server does not answer'));
    expect(bench.text()).toContain('No device has joined yet');
    expect(bench.findAll('input[name=cloud-place]')).toHaveLength(2);
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('is not forgotten by those who have devices in its cloud, and is shown when it is back', async () => {
    const bench = await openWorkbench('#/cloud', async (services) => {
      prepare(services);
      gone(services);
      const device = makeNewDevice('boiler');
      const record = { ...device.record, cloud: { kind: 'node', origin: 'http://localhost:8080' } } as const;
      await services.devices.add({ ...device, record });
    });
    await bench.eventually(() => bench.text().includes('The local cloud does not answer'));
    bench.services.operators.node.setFailure(undefined);
    await bench.press('button', 'Try now');
    await bench.eventually(() => bench.text().includes('Live'));
    expect(bench.app.serverCloud.sight.get()).toBe('there');
  });
});

describe('one device of the cloud', () => {
  const openDevice = (id: string, part = 'telemetry', more?: (services: FakeServices) => Promise<void> | void) =>
    openCloud(`?device=${id}&part=${part}`, more);

  test('forms come filled for the thermostat that the app makes, and empty for any other device', async () => {
    const bench = await openDevice('boiler', 'commands');
    expect(bench.find<HTMLInputElement>('#command-name').value).toBe('getMaxMinReport');
    location.hash = '#/cloud?device=gate&part=commands';
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent.includes('gate'));
    await bench.eventually(() => bench.find<HTMLInputElement>('#command-name').value === '');
    location.hash = '#/cloud?device=gate&part=properties';
    await bench.eventually(() => bench.host.querySelector('#desired-name'));
    expect(bench.find<HTMLInputElement>('#desired-name').value).toBe('');
    expect(bench.byRole('button', 'Set').hasAttribute('disabled')).toBe(true);
    location.hash = '#/cloud?device=boiler&part=properties';
    await bench.eventually(() => bench.find<HTMLInputElement>('#desired-name').value === 'targetTemperature');
  });

  test('a desired property is set by name and JSON value, also in a component', async () => {
    const bench = await openDevice('boiler', 'properties');
    bench.services.operators.node.answer('PATCH /api/devices/boiler/properties', 202, {});
    await userEvent.fill(bench.find('#desired-name'), 'room.target');
    await userEvent.fill(bench.find('#desired-value'), '{"low":1}');
    await bench.press('button', 'Set');
    await bench.eventually(() => bench.text().includes('room.target was set'));
    expect(bodiesOf(bench, 'PATCH')).toEqual([
      ['/api/devices/boiler/properties', { room: { __t: 'c', target: { low: 1 } } }],
    ]);
    await userEvent.fill(bench.find('#desired-value'), '{');
    expect(bench.byRole('button', 'Set')).toHaveProperty('disabled', true);
  });

  test('a command is run, and its status and answer are shown', async () => {
    const bench = await openDevice('boiler', 'commands');
    const answer = { responseCode: 404, response: { message: 'no such command' } };
    bench.services.operators.node.answer('POST /api/devices/boiler/commands/reboot', 201, answer);
    await userEvent.fill(bench.find('#command-name'), 'reboot');
    await userEvent.fill(bench.find('#command-request'), '{"delay":3}');
    await bench.press('button', 'Run');
    await bench.eventually(() => bench.text().includes('The device answered with status 404'));
    expect(bench.text()).toContain('no such command');
    expect(bodiesOf(bench, 'POST')).toEqual([
      ['/api/devices/boiler/commands/reboot', { request: { delay: 3 }, responseTimeout: 30 }],
    ]);
  });

  test('a command that is not answered in time says so with its remedy', async () => {
    const bench = await openDevice('boiler', 'commands');
    const error = { error: { code: 'GatewayTimeout', message: 'late' } };
    bench.services.operators.node.answer('POST /api/devices/boiler/commands/getMaxMinReport', 504, error);
    await bench.press('button', 'Run');
    await bench.eventually(() => bench.text().includes('The device did not answer the command'));
  });

  const OFFLINE = { error: { code: 'DeviceConnectionClosedRemotely', message: 'The device hung up.' } };
  const RUN = 'POST /api/devices/boiler/commands/getMaxMinReport';

  test('what was not done is said beside its button, aloud and in sight, until the next try', async () => {
    const bench = await openDevice('boiler', 'commands');
    bench.services.operators.node.answer(RUN, 404, OFFLINE);
    bench.byRole('button', 'Run').scrollIntoView({ block: 'end' });
    await bench.press('button', 'Run');
    const said = await bench.eventually(() => bench.host.querySelector('dw-run-command-form [role=alert]'));
    expect(said.textContent).toContain('The device is not connected');
    expect(bench.findAll('.notices')).toEqual([]);
    await bench.eventually(() => said.getBoundingClientRect().bottom <= window.innerHeight);
    expect(said.getBoundingClientRect().top).toBeGreaterThanOrEqual(0);
    expect(await complaints(bench.host)).toEqual([]);
    bench.services.operators.node.answer(RUN, 201, { responseCode: 200, response: null });
    await bench.press('button', 'Run');
    await bench.eventually(() => bench.text().includes('The device answered with status 200'));
    expect(bench.findAll('.notice.err')).toEqual([]);
  });

  test('what was not done for one device is not said on the page of another, nor in another room', async () => {
    const bench = await openDevice('boiler', 'commands');
    bench.services.operators.node.answer(RUN, 404, OFFLINE);
    await bench.press('button', 'Run');
    await bench.eventually(() => bench.host.querySelector('dw-run-command-form .notice.err'));
    location.hash = '#/cloud?device=gate&part=commands';
    await bench.eventually(() => bench.host.querySelector('h1')?.textContent.includes('gate'));
    await settle(bench.host);
    expect(bench.findAll('.notice.err')).toEqual([]);
    location.hash = '#/devices';
    await bench.eventually(() => bench.host.querySelector('dw-devices-view'));
    expect(bench.findAll('.notice.err')).toEqual([]);
  });

  test('a property name that the cloud does not take is told why at the name, which gets the focus', async () => {
    const bench = await openDevice('boiler', 'properties');
    const error = { error: { code: 'InvalidBody', message: 'The name “my temp” holds a forbidden character.' } };
    bench.services.operators.node.answer('PATCH /api/devices/boiler/properties', 400, error);
    await userEvent.fill(bench.find('#desired-name'), 'my temp');
    await bench.press('button', 'Set');
    await bench.eventually(() => bench.find('#desired-name-error').innerText.includes(error.error.message));
    await bench.eventually(() => document.activeElement === bench.find('#desired-name'));
    expect(bench.findAll('.notice.err')).toEqual([]);
    await userEvent.fill(bench.find('#desired-name'), 'temp');
    await settle(bench.host);
    expect(bench.findAll('.field-error')).toEqual([]);
  });

  test('a value that the cloud does not take is told why beside the button', async () => {
    const bench = await openDevice('boiler', 'properties');
    const error = { error: { code: 'InvalidBody', message: 'An array holds null.' } };
    bench.services.operators.node.answer('PATCH /api/devices/boiler/properties', 400, error);
    await userEvent.fill(bench.find('#desired-value'), '[null]');
    await bench.press('button', 'Set');
    const said = await bench.eventually(() => bench.host.querySelector('dw-set-desired-form [role=alert]'));
    expect(said.textContent).toContain('An array holds null.');
    expect(bench.findAll('.field-error')).toEqual([]);
  });

  test.each([
    ['', 'The message waits in the hub until bench connects, for 1 hour at most'],
    ['diagnose', 'The command waits in the hub until bench connects, for 1 hour at most'],
  ])('for a device that is not connected, what is sent (%j) waits, and that is said', async (command, words) => {
    const bench = await openDevice('bench', 'messages');
    bench.services.operators.node.answer('POST /_emu/devices/bench/messages', 201, { messageId: 'm' });
    await userEvent.fill(bench.find('#cloud-message-command'), command);
    await bench.press('button', 'Send');
    await bench.eventually(() => bench.text().includes(words));
  });

  test('a message goes with its properties and its end, or as an offline command', async () => {
    const bench = await openDevice('boiler', 'messages');
    bench.services.operators.node.answer('POST /_emu/devices/boiler/messages', 201, { messageId: 'm' });
    await userEvent.fill(bench.find('#cloud-message-body'), 'plain text');
    await userEvent.selectOptions(bench.find('#cloud-message-expiry'), '60');
    await userEvent.fill(bench.find('#cloud-message-command'), 'diagnose');
    await bench.press('button', 'Send');
    await bench.eventually(() => bench.text().includes('The message is on its way'));
    expect(bodiesOf(bench, 'POST')).toEqual([
      [
        '/_emu/devices/boiler/messages',
        { body: 'plain text', properties: {}, expirySeconds: 60, methodName: 'diagnose' },
      ],
    ]);
  });

  test('has the focus on its heading, before it is read and after', async () => {
    const bench = await openCloud();
    const { node } = bench.services.operators;
    node.answer('GET /_emu/devices/boiler', 500, { error: { code: 'Internal', message: 'Out of order.' } });
    await bench.press('link', 'boiler');
    await bench.eventually(() => bench.text().includes('Out of order.'));
    await bench.eventually(() => document.activeElement?.textContent === 'boiler');
    answerDevices(node, DEVICES);
    // Unlike a press, this leaves the focus where it is.
    bench.byRole('button', 'Try again').click();
    await bench.eventually(() => bench.text().includes('Messages as they came'));
    expect(document.activeElement).toBe(bench.find('h1'));
  });

  test.each([
    ['blocked', 'Unblock', 'unblock', 'gate may connect again'],
    ['waiting', 'Approve', 'approve', 'gate is approved: it is let in when it registers again'],
    ['provisioned', 'Block', 'block', 'gate was blocked and disconnected'],
  ] as const)('one that is %s has the button %s, and says what its status means', async (status, label, verb, said) => {
    const bench = await openDevice('gate', 'connection', ({ operators }) =>
      layDown(operators.node, [makeCloudDevice('gate', { status })], []),
    );
    expect(bench.text()).toContain(uiCloudWords.status.words[status]);
    expect(bench.text()).toContain(uiCloudWords.status.hints[status]);
    bench.services.operators.node.answer(`POST /_emu/devices/gate/${verb}`, 200, {});
    await bench.press('button', label);
    await bench.eventually(() => bench.text().includes(said));
    expect(bodiesOf(bench, 'POST')).toEqual([[`/_emu/devices/gate/${verb}`, undefined]]);
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('is reset from its menu; one that was added by hand cannot be, and a module has no status of its own', async () => {
    const bench = await openDevice('boiler');
    bench.services.operators.node.answer('POST /_emu/devices/boiler/reset', 200, {});
    await bench.press('button', 'More actions');
    await bench.press('menuitem', 'Reset');
    await bench.eventually(() => bench.text().includes('boiler was reset: it has to register again'));
    const module = makeCloudDevice('bench/mod', { source: 'hub' });
    layDown(bench.services.operators.node, [...DEVICES, module], []);
    bench.services.operators.node.tell({ type: 'device', deviceId: 'bench/mod', change: 'added' });
    await bench.services.clock.advance(400);
    for (const [id, labels] of [
      ['bench', ['Remove from this cloud']],
      ['bench/mod', ['Remove from this cloud']],
    ] as const) {
      location.hash = `#/cloud?device=${encodeURIComponent(id)}`;
      await bench.eventually(() => bench.host.querySelector('h1')?.textContent.trim() === id);
      await bench.press('button', 'More actions');
      expect(bench.findAll('#cloud-device-menu [role=menuitem]').map((item) => item.innerText.trim())).toEqual(labels);
      await userEvent.keyboard('{Escape}');
    }
    expect(bench.findAll('.page-status .tag')).toEqual([]);
  });

  test('can be blocked in the list, from the menu of its row', async () => {
    const bench = await openCloud();
    bench.services.operators.node.answer('POST /_emu/devices/boiler/block', 200, {});
    await bench.press('button', 'More actions for boiler');
    await bench.press('menuitem', 'Block');
    await bench.eventually(() => bench.text().includes('boiler was blocked and disconnected'));
    expect(bodiesOf(bench, 'POST')).toEqual([['/_emu/devices/boiler/block', undefined]]);
  });

  test('is removed only after the question, because that cannot be undone', async () => {
    const bench = await openDevice('gate');
    bench.services.operators.node.answer('DELETE /api/devices/gate', 204);
    await bench.press('button', 'More actions');
    await bench.press('menuitem', 'Remove from this cloud');
    await bench.eventually(() => bench.text().includes('Remove gate from this cloud?'));
    expect(bodiesOf(bench, 'DELETE')).toEqual([]);
    bench.services.operators.node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.find('dialog[open]').querySelector('.notice.err'));
    bench.services.operators.node.setFailure(undefined);
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => location.hash === '#/cloud');
    const asked = ['/api/devices/gate', undefined];
    expect(bodiesOf(bench, 'DELETE')).toEqual([asked, asked]);
  });

  test('one of our own virtual devices is a link away', async () => {
    const bench = await openDevice('boiler', 'telemetry', async ({ devices }) => {
      const device = makeNewDevice('boiler');
      await devices.add({
        ...device,
        record: { ...device.record, cloud: { kind: 'node', origin: 'http://localhost:8080' } },
      });
    });
    await bench.press('link', 'Open the virtual device');
    await bench.eventually(() => location.hash === '#/devices/1');
  });

  test('one that this cloud does not know says so', async () => {
    const bench = await openDevice('nobody');
    await bench.eventually(() => bench.text().includes('This cloud does not know the device'));
  });
});

describe('the parts of the page of one device', () => {
  const BOILER = DEVICES[0] as CloudDevice;
  const openPart = (part: string, device: Partial<CloudDevice> = {}, more?: (operator: FakeOperator) => void) =>
    openCloud(`?device=boiler&part=${part}`, ({ operators }) => {
      layDown(operators.node, [{ ...BOILER, ...device }], [REFUSED, { ...REFUSED, identity: 'boiler' }]);
      operators.node.answer('GET /api/devices/boiler/credentials', 200, {
        idScope: SERVER_CLOUD.idScope,
        symmetricKey: { primaryKey: SERVER_CLOUD.primaryKey, secondaryKey: SECONDARY_KEY },
      });
      more?.(operators.node);
    });

  test.each(['telemetry', 'properties', 'commands', 'messages', 'connection', 'attempts'])(
    '%s says which cloud it is, has nothing against it, and fits a phone',
    async (part) => {
      const bench = await openPart(part);
      expect(bench.text()).toContain('In the local cloud of this server.');
      expect(await complaints(bench.host)).toEqual([]);
      await page.viewport(390, 844);
      await settle(bench.host);
      expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    },
  );

  test('are a press away, and stand in the address', async () => {
    const bench = await openPart('telemetry');
    await bench.press('tab', 'Connection');
    await bench.eventually(() => location.hash === '#/cloud?device=boiler&part=connection');
    await bench.press('link', 'Cloud');
    await bench.eventually(() => location.hash === '#/cloud');
  });

  test('telemetry: every message as it came, the newest first, with what the reader holds still staying', async () => {
    const bench = await openPart('telemetry');
    const tell = async (t: number): Promise<void> => {
      const said = { type: 'telemetry', deviceId: 'boiler', at: 1000 + t, body: { t }, properties: { unit: 'C' } };
      bench.services.operators.node.tell(said);
      await bench.services.clock.advance(400);
      await settle(bench.host);
    };
    const shown = (): string[] => bench.findAll('.raw-body').map(({ innerText }) => innerText);
    await tell(1);
    expect(shown()).toEqual(['{"t":1}', '{"temperature":21.5}']);
    await bench.eventually(() => bench.host.querySelector('.chart-name')?.textContent === 'temperature');
    await bench.press('button', 'Hold still');
    await tell(2);
    expect(shown()).toEqual(['{"t":1}', '{"temperature":21.5}']);
    expect(bench.text()).toContain('1 came since');
    await bench.press('button', 'Go on');
    expect(shown()).toEqual(['{"t":2}', '{"t":1}', '{"temperature":21.5}']);
    await userEvent.click(bench.find('.raw-line'));
    await bench.eventually(() => bench.find('.raw-open').innerText.includes('unit'));
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('properties: wanted and said side by side, with the device’s answer', async () => {
    const bench = await openPart('properties', {
      desired: { target: 23, limit: 9, mode: 'eco' },
      desiredVersion: 4,
      reported: {
        target: { value: 23, ac: 200, av: 4, ad: 'done' },
        limit: { value: 5, ac: 400, av: 4 },
        serial: 'A1',
      },
    });
    const states = bench
      .findAll('.table-row')
      .map((row) => [row.querySelector('.mono')?.textContent, row.querySelector('.tag')?.textContent]);
    expect(states.slice(1)).toEqual([
      ['target', 'In step'],
      ['limit', 'Refused'],
      ['mode', 'Not answered'],
      ['serial', 'Only reported'],
    ]);
    expect(bench.text()).toContain('Acknowledged version 4 with 200');
  });

  test('commands and messages: what was run, and what waits', async () => {
    const command = {
      id: 'c',
      name: 'reboot',
      at: 1000,
      request: { delay: 3 },
      response: { ok: true },
      responseCode: 200,
    };
    const message = {
      messageId: 'm-1',
      body: 'wake up',
      properties: { 'method-name': 'diagnose', 'iothub-ack': 'none' },
      enqueuedAt: 1000,
      expiresAt: 2000,
      deliveryCount: 0,
    };
    const bench = await openPart('commands', {}, (operator) => {
      operator.answer('GET /_emu/devices/boiler/commands', 200, { value: [command] });
      operator.answer('GET /_emu/devices/boiler/messages', 200, { value: [message] });
    });
    for (const words of ['reboot', 'Status 200', '"delay"', '"ok"']) expect(bench.text()).toContain(words);
    await bench.press('tab', 'Messages');
    for (const words of ['diagnose', 'Offline command', 'wake up', 'm-1', 'Not sent yet'])
      expect(bench.text()).toContain(words);
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('connection: keys are shown by a press alone, and so is the code, which is IoT Central’s', async () => {
    const bench = await openPart('connection');
    for (const words of [SERVER_CLOUD.idScope, 'boiler', 'Sensors', 'Symmetric key'])
      expect(bench.text()).toContain(words);
    expect(bench.host.innerHTML).not.toContain(SERVER_CLOUD.primaryKey);
    expect(bench.services.seen).toEqual([]);
    await bench.press('button', 'Show Primary key');
    await bench.eventually(() => bench.text().includes(SERVER_CLOUD.primaryKey));
    expect(bench.findAll('.qr-image')).toEqual([]);
    await bench.press('button', 'Show the code');
    await bench.eventually(() => bench.find('[aria-label="QR code of boiler"]'));
    const drawn = JSON.parse(atob((bench.services.seen[0] ?? '').replace('draw L ', ''))) as object;
    expect(Object.entries(drawn)).toEqual([
      ['deviceId', 'boiler'],
      ['scopeId', SERVER_CLOUD.idScope],
      ['deviceKey', SERVER_CLOUD.primaryKey],
    ]);
    expect(bench.find('.qr-dark').getAttribute('d')).toBe('M4 4h1v1h-1zM5 5h1v1h-1z');
    expect(await complaints(bench.host)).toEqual([]);
    await bench.press('button', 'Hide the code');
    expect(bench.findAll('.qr-image')).toEqual([]);
  });

  test.each([
    ['a certificate', { authentication: { type: 'selfSigned', primaryThumbprint: 'AB12' } }, 'AB12'],
    ['an authority', { authentication: { type: 'certificateAuthority' } }, 'A certificate of a known authority'],
  ] as const)('connection: a device with %s has neither keys nor a code', async (_name, part, said) => {
    const bench = await openPart('connection', part);
    expect(bench.text()).toContain(said);
    expect(bench.findAll('dw-secret, dw-qr-code')).toEqual([]);
  });

  test('connection: the code leads to the provisioning service, so what was added to the hub by hand has none', async () => {
    const bench = await openPart('connection', { source: 'hub', registrationId: null });
    expect(bench.findAll('dw-qr-code')).toEqual([]);
    expect(bench.findAll('dw-secret')).toHaveLength(3);
  });

  test('attempts: its own, with the true reason', async () => {
    const bench = await openPart('attempts', { refusals: 1 });
    expect(bench.findAll('.attempt')).toHaveLength(1);
    expect(bench.text()).toContain('It signed with the group key itself.');
    expect(bench.byRole('tab', 'Attempts').innerText).toBe('Attempts, 1 refused');
  });

  test('a page that cannot be read says why, and is read again by a press', async () => {
    const bench = await openWorkbench('#/cloud?device=boiler', ({ operators }) => {
      layDown(operators.node, DEVICES, []);
      operators.node.answer('GET /_emu/devices/boiler', 500, { error: { code: 'Internal', message: 'Out of order.' } });
    });
    await bench.eventually(() => bench.text().includes('Out of order.'));
    answerDevices(bench.services.operators.node, DEVICES);
    await bench.press('button', 'Try again');
    await bench.eventually(() => bench.text().includes('Messages as they came'));
  });
});

describe('the enrollment groups', () => {
  const openGroups = () => openCloud('?tab=groups');

  test('show what they are for, and their keys by a press alone', async () => {
    const bench = await openGroups();
    for (const words of ['Sensors', 'SAS-IoT-Devices', 'IoT devices', 'Gateways', 'IoT Edge devices'])
      expect(bench.text()).toContain(words);
    expect(bench.host.innerHTML).not.toContain(SECONDARY_KEY);
    await bench.press('button', 'Show Secondary key of Sensors');
    await bench.eventually(() => bench.text().includes(SECONDARY_KEY));
    expect(await complaints(bench.host)).toEqual([]);
    await page.viewport(390, 844);
    await settle(bench.host);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });

  test('are disabled, ask for approval and issue certificates by their switches', async () => {
    const bench = await openGroups();
    bench.services.operators.node.answer('PATCH /api/enrollmentGroups/SAS-IoT-Devices', 200, {});
    bench.services.operators.node.answer('PATCH /_emu/enrollmentGroups/edges', 200, {});
    const isOn = (id: string): boolean => (bench.find(`#${id}`) as HTMLInputElement).checked;
    expect([isOn('group-enabled-SAS-IoT-Devices'), isOn('group-approve-edges')]).toEqual([true, false]);
    await userEvent.click(bench.find('#group-enabled-SAS-IoT-Devices'));
    await userEvent.click(bench.find('#group-approve-edges'));
    await userEvent.click(bench.find('#group-issues-edges'));
    // An older cloud does not say whether it does.
    expect(bench.host.querySelector('#group-issues-SAS-IoT-Devices')).toBeNull();
    expect(bodiesOf(bench, 'PATCH')).toEqual([
      ['/api/enrollmentGroups/SAS-IoT-Devices', { enabled: false }],
      ['/_emu/enrollmentGroups/edges', { autoApprove: true }],
      ['/_emu/enrollmentGroups/edges', { issuesCertificates: true }],
    ]);
  });

  test('a switch that the cloud does not heed goes back, and the page says why', async () => {
    const bench = await openGroups();
    const error = { error: { code: 'Conflict', message: 'Not now.' } };
    bench.services.operators.node.answer('PATCH /api/enrollmentGroups/edges', 409, error);
    await userEvent.click(bench.find('#group-enabled-edges'));
    await bench.eventually(() => bench.text().includes('Not now.'));
    expect((bench.find('#group-enabled-edges') as HTMLInputElement).checked).toBe(false);
  });

  test('a new one is judged, and made with the keys that were given', async () => {
    const bench = await openGroups();
    const key = btoa('k'.repeat(32));
    bench.services.operators.node.answer('PUT /api/enrollmentGroups/pumps', 200, {});
    await bench.press('button', 'New group');
    await bench.eventually(() => bench.host.querySelector('#group-id'));
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    await userEvent.fill(bench.find('#group-id'), 'EDGES');
    await userEvent.fill(bench.find('#group-primaryKey'), 'short');
    await bench.press('button', 'Make group');
    await bench.eventually(() => bench.find('#group-id-error').innerText.includes('There is a group with this ID'));
    expect(bench.text()).toContain('Give the group a name.');
    expect(bench.findAll('#group-primaryKey-error')).toHaveLength(1);
    await userEvent.fill(bench.find('#group-id'), 'no_good');
    expect(bench.find('#group-id-error').innerText).toContain('Use 1 to 255 letters, digits and -.');
    await userEvent.fill(bench.find('#group-id'), 'pumps');
    await userEvent.fill(bench.find('#group-name'), 'Pumps');
    await userEvent.fill(bench.find('#group-primaryKey'), key);
    await userEvent.selectOptions(bench.find('#group-type'), 'iotEdge');
    await bench.press('button', 'Make group');
    await bench.eventually(() => bench.text().includes('The group Pumps was made'));
    const attestation = { type: 'symmetricKey', symmetricKey: { primaryKey: key } };
    expect(bodiesOf(bench, 'PUT')).toEqual([
      ['/api/enrollmentGroups/pumps', { displayName: 'Pumps', type: 'iotEdge', attestation }],
    ]);
    expect(bench.findAll('dialog[open]')).toEqual([]);
  });

  test('one is renamed, and deleted only after the question', async () => {
    const bench = await openGroups();
    bench.services.operators.node.answer('PATCH /api/enrollmentGroups/edges', 200, {});
    bench.services.operators.node.answer('DELETE /api/enrollmentGroups/edges', 204);
    await bench.press('button', 'More actions for Gateways');
    await bench.press('menuitem', 'Rename');
    await bench.eventually(() => bench.host.querySelector('#group-name'));
    await userEvent.fill(bench.find('#group-name'), 'Edge boxes');
    await userEvent.keyboard('{Enter}');
    await bench.eventually(() => bench.text().includes('The group is called Edge boxes now'));
    expect(bodiesOf(bench, 'PATCH')).toEqual([['/api/enrollmentGroups/edges', { displayName: 'Edge boxes' }]]);
    await bench.press('button', 'More actions for Gateways');
    await bench.press('menuitem', 'Delete');
    await bench.eventually(() => bench.text().includes('Delete the group Gateways?'));
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    expect(bodiesOf(bench, 'DELETE')).toEqual([]);
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.text().includes('The group Gateways was deleted'));
    expect(bodiesOf(bench, 'DELETE')).toEqual([['/api/enrollmentGroups/edges', undefined]]);
  });
});

describe('adding a hub device', () => {
  test('its connection string is shown by a press, and it becomes a virtual device', async () => {
    const bench = await openCloud();
    bench.services.operators.node.answer('POST /_emu/devices', 201, { deviceId: 'bench', connectionString: 'unused' });
    await bench.press('button', 'Add a hub device');
    await bench.press('button', 'Add');
    await userEvent.fill(bench.find('#hub-device-id'), 'bench');
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    await userEvent.keyboard('{Enter}');
    await bench.eventually(() => bench.text().includes('bench was added'));
    expect(bench.host.innerHTML).not.toContain(CONNECTION_STRING);
    await bench.press('button', 'Show Connection string');
    await bench.eventually(() => bench.text().includes(CONNECTION_STRING));
    await bench.press('button', 'Use as a virtual device');
    await bench.eventually(() => location.hash === '#/devices/1');
    const [device] = await bench.services.devices.list();
    expect(device?.record).toMatchObject({
      cloud: { kind: 'node', origin: 'http://localhost:8080' },
      route: { kind: 'hub', hubHost: 'localhost', deviceId: 'bench' },
    });
  });

  test('one with a certificate becomes a virtual device once its certificate is chosen', async () => {
    const device = makeCloudDevice('bench', { source: 'hub', authentication: { type: 'selfSigned' } });
    const bench = await openCloud('?device=bench', ({ operators, certificates }) => {
      answerDevices(operators.node, [device]);
      operators.node.answer('GET /_emu/devices/bench/connection-string', 200, {
        connectionString: 'HostName=localhost;DeviceId=bench;x509=true',
      });
      certificates.setShelf({
        ...EMPTY_SHELF,
        certificates: [sampleCertificate('self-signed', sampleFacts('bench'), { id: 'own' })],
      });
    });
    await bench.press('button', 'Use as a virtual device');
    await bench.eventually(() => bench.host.querySelector('#new-certificateId'));
    await userEvent.selectOptions(bench.find('#new-certificateId'), 'own');
    await bench.press('button', 'Add and start');
    await bench.eventually(() => location.hash === '#/devices/1');
    const [made] = await bench.services.devices.list();
    expect(made?.record).toMatchObject({
      cloud: { kind: 'node', origin: 'http://localhost:8080' },
      route: { kind: 'hub', hubHost: 'localhost', deviceId: 'bench' },
      keyKind: 'certificate',
    });
  });

  test('a name that is taken is said at its field, in the cloud’s own words', async () => {
    const bench = await openCloud();
    const error = { error: { code: 'DeviceAlreadyExists', message: 'There is a device bench already.' } };
    bench.services.operators.node.answer('POST /_emu/devices', 409, error);
    await bench.press('button', 'Add a hub device');
    await userEvent.fill(await bench.eventually(() => bench.host.querySelector('#hub-device-id')), 'bench');
    await userEvent.keyboard('{Enter}');
    const said = await bench.eventually(() => bench.find('dialog[open]').querySelector('#hub-device-id-error'));
    expect(said.textContent).toContain('There is a device bench already.');
    await bench.eventually(() => document.activeElement === bench.find('#hub-device-id'));
    expect(bench.find('dialog[open] [role=alert]').innerText).toBe('There is a device bench already.');
    expect(bench.findAll('.notice.err')).toEqual([]);
    await userEvent.keyboard('2');
    await settle(bench.host);
    expect(bench.findAll('.field-error')).toEqual([]);
  });
});
