import { describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { CloudDevice } from '#app/cloud-devices';
import { answerDevices, makeCloudDevice } from '../support/fake-device-list.ts';
import type { FakeOperator } from '../support/fake-operator.ts';
import type { FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const idOf = (at: number): string => `d-${String(at).padStart(5, '0')}`;
const MANY = Array.from({ length: 10_000 }, (_, at) =>
  makeCloudDevice(idOf(at), { connected: at < 3, status: at === 1 ? 'blocked' : 'registered' }),
);

function layDown(operator: FakeOperator, devices: readonly CloudDevice[]): void {
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: '0ne0000AAAA' });
  operator.answer('GET /_emu/enrollmentGroups', 200, {
    value: [
      { id: 'SAS-IoT-Devices', displayName: 'Sensors', enabled: true, type: 'iot', autoApprove: true, devices: 9 },
    ],
  });
  operator.answer('GET /_emu/attempts', 200, { value: [] });
  answerDevices(operator, devices);
}

async function openList(devices: readonly CloudDevice[] = MANY, query = ''): Promise<Workbench> {
  const bench = await openWorkbench(`#/cloud${query}`, ({ operators }: FakeServices) => {
    layDown(operators.node, devices);
    layDown(operators.tab, []);
  });
  await bench.eventually(() => bench.host.querySelector('.long-row a, .empty'));
  await settle(bench.host);
  return bench;
}

const rowsOf = (bench: Workbench): string[] => bench.findAll('.long-row a').map((link) => link.textContent.trim());
const rowOf = (bench: Workbench, id: string): HTMLElement | undefined =>
  bench.findAll('.long-row').find((row) => row.querySelector('a')?.textContent.trim() === id);
const pressed = ({ services }: Workbench, method: string): string[] =>
  services.operators.node.requests.filter((request) => request.method === method).map(({ url }) => url);
const scrollTo = (top: number): void => window.scrollTo({ top, behavior: 'instant' });
const focused = (): string => document.activeElement?.textContent.trim() ?? '';

describe('a list of ten thousand devices', () => {
  test('has the rows in sight alone in the document, says how many there are, and nothing is against it', async () => {
    const bench = await openList();
    await bench.eventually(() => rowsOf(bench).length > 5);
    expect(bench.findAll('.long-row').length).toBeLessThan(60);
    expect(bench.find('[role=grid]').getAttribute('aria-rowcount')).toBe('10001');
    expect(bench.text()).toContain('10,000 devices, 3 connected');
    expect(bench.byRole('tab', 'Devices').innerText).toContain('10,000');
    expect(await complaints(bench.host)).toEqual([]);
  });

  test('shows the name that somebody gave a device behind its ID, and no name twice', async () => {
    const bench = await openList([
      makeCloudDevice('pump-1', { displayName: 'Pump in the cellar' }),
      makeCloudDevice('pump-2'),
      makeCloudDevice('pump-2/camera', { displayName: 'camera' }),
    ]);
    const texts = rowsOf(bench).map((text) => text.replace(/\s+/g, ' '));
    expect(texts).toEqual(['pump-1 Pump in the cellar', 'pump-2', 'pump-2/camera']);
    await userEvent.fill(page.getByLabelText('Find a device by its ID or name'), 'cellar');
    await bench.eventually(() => rowsOf(bench).length === 1);
  });

  test('shows what the reader scrolls to, and forgets what is out of sight', async () => {
    const bench = await openList();
    const top = bench.find('.long-rows').getBoundingClientRect().top + window.scrollY;
    scrollTo(top + 7000 * 52);
    await bench.eventually(() => rowOf(bench, idOf(7005)));
    expect(rowOf(bench, idOf(0))).toBeUndefined();
    expect(bench.findAll('.long-row').length).toBeLessThan(60);
    scrollTo(0);
    await bench.eventually(() => rowOf(bench, idOf(0)));
  });

  test('is walked through by the keyboard, to its end and back, and one row is in the order of Tab', async () => {
    const bench = await openList();
    (await bench.eventually(() => rowOf(bench, idOf(0))?.querySelector('a'))).focus();
    await userEvent.keyboard('{ArrowDown}');
    await bench.eventually(() => focused() === idOf(1));
    await userEvent.keyboard('{End}');
    await bench.eventually(() => focused() === idOf(9999));
    expect(document.activeElement?.getBoundingClientRect().bottom).toBeLessThanOrEqual(window.innerHeight);
    await userEvent.keyboard('{Home}');
    await bench.eventually(() => focused() === idOf(0));
    expect(bench.findAll('.long-row :is(a, input, button)').filter(({ tabIndex }) => tabIndex === 0)).toHaveLength(1);
    await userEvent.keyboard(' ');
    await bench.eventually(() => bench.text().includes('1 chosen'));
    await userEvent.keyboard('{ArrowLeft}');
    await bench.eventually(() => document.activeElement?.getAttribute('aria-label') === `Choose ${idOf(0)}`);
  });

  test('keeps the row with the focus when it is scrolled out of sight', async () => {
    const bench = await openList();
    (await bench.eventually(() => rowOf(bench, idOf(2))?.querySelector('a'))).focus();
    scrollTo(200_000);
    await bench.eventually(() => rowOf(bench, idOf(3840)));
    expect(focused()).toBe(idOf(2));
    await userEvent.keyboard('{ArrowDown}');
    await bench.eventually(() => focused() === idOf(3));
    await bench.eventually(() => (document.activeElement?.getBoundingClientRect().top ?? -1) > 0);
  });

  test('fits a phone', async () => {
    const bench = await openList();
    await page.viewport(390, 844);
    scrollTo(700);
    await bench.eventually(() => bench.find('.long-row').getBoundingClientRect().height > 80);
    await settle(bench.host);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    for (const cell of bench.findAll('.long-row .tag')) {
      expect(cell.getBoundingClientRect().right).toBeLessThanOrEqual(390);
    }
    await userEvent.click(bench.find('.long-row input'));
    await bench.eventually(() => bench.text().includes('1 chosen'));
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    expect(await complaints(bench.host)).toEqual([]);
  });
});

describe('finding devices', () => {
  test('is by a part of the ID, stands in the address, and is answered by the cloud', async () => {
    const bench = await openList();
    await userEvent.keyboard('/');
    expect(document.activeElement?.id).toBe('find-cloud-device');
    await userEvent.keyboard('0999');
    await bench.eventually(() => bench.text().includes('11 of 10,000 devices, 0 connected'));
    expect(location.hash).toBe('#/cloud?find=0999');
    await bench.eventually(() => rowsOf(bench).every((id) => id.includes('0999')));
  });

  test('is by status with how many there are, by connection and by group, all at once', async () => {
    const bench = await openList();
    const radio = (name: string): HTMLElement => bench.byRole('radio', name).closest('label') as HTMLElement;
    expect(radio('Blocked').innerText.replaceAll('\n', ' ')).toBe('Blocked 1');
    expect(radio('Registered').innerText.replaceAll('\n', ' ')).toBe('Registered 9,999');
    await userEvent.click(radio('Registered'));
    await userEvent.selectOptions(bench.find('#device-connection'), 'connected');
    await userEvent.selectOptions(bench.find('#device-group'), 'SAS-IoT-Devices');
    await bench.eventually(() => bench.text().includes('2 of 10,000 devices, 2 connected'));
    expect(rowsOf(bench)).toEqual([idOf(0), idOf(2)]);
    expect(location.hash).toBe('#/cloud?status=registered&only=connected&group=SAS-IoT-Devices');
  });

  test('without success says so, and leads back to all', async () => {
    const bench = await openList(MANY, '?find=zzz&status=waiting');
    expect(bench.text()).toContain('Nothing matches');
    expect(bench.text()).toContain('None of 10,000 devices is what you asked for.');
    expect(await complaints(bench.host)).toEqual([]);
    await bench.press('button', 'Show all devices');
    await bench.eventually(() => rowOf(bench, idOf(0)));
    expect(location.hash).toBe('#/cloud');
  });

  test('a group of the address that is gone is named as such', async () => {
    const bench = await openList(MANY, '?group=old');
    expect((bench.find('#device-group') as HTMLSelectElement).selectedOptions[0]?.innerText).toBe('old (gone)');
  });

  test('a list that cannot be read says why, and is read again by a press', async () => {
    const bench = await openWorkbench('#/cloud', ({ operators }) => {
      layDown(operators.node, MANY);
      operators.node.answer('GET /_emu/devices', 500, { error: { code: 'Internal', message: 'Out of order.' } });
    });
    await bench.eventually(() => bench.text().includes('Out of order.'));
    answerDevices(bench.services.operators.node, MANY);
    await bench.press('button', 'Try now');
    await bench.eventually(() => rowOf(bench, idOf(0)));
  });
});

describe('the devices that are chosen', () => {
  const FEW = MANY.slice(0, 5);

  test('are chosen one by one, from one to another with Shift, all, and none', async () => {
    const bench = await openList(FEW);
    const box = (at: number): HTMLElement => bench.find(`[aria-label="Choose ${idOf(at)}"]`);
    await userEvent.click(box(1));
    await userEvent.click(box(3), { modifiers: ['Shift'] } as never);
    await bench.eventually(() => bench.text().includes('3 chosen'));
    expect(bench.findAll('.long-row[aria-selected=true]')).toHaveLength(3);
    await userEvent.click(bench.find('.long-all input'));
    await bench.eventually(() => bench.text().includes('5 chosen'));
    await bench.press('button', 'Choose none');
    expect(bench.findAll('.choice-acts')).toEqual([]);
  });

  test('are forgotten when others are asked for: what is out of sight is not changed along with the rest', async () => {
    const bench = await openList(FEW);
    await userEvent.click(bench.find('.long-all input'));
    await bench.eventually(() => bench.text().includes('5 chosen'));
    await userEvent.fill(bench.find('#find-cloud-device'), '00004');
    await bench.eventually(() => bench.text().includes('1 of 5 devices'));
    expect(bench.text()).not.toContain('chosen');
  });

  test('are changed together: how far it is, what came of it, which not and why', async () => {
    const bench = await openList(FEW);
    for (const { id } of FEW) bench.services.operators.node.answer(`POST /_emu/devices/${id}/approve`, 200, {});
    const error = { error: { code: 'Conflict', message: 'It is asleep.' } };
    bench.services.operators.node.answer(`POST /_emu/devices/${idOf(2)}/approve`, 409, error);
    await userEvent.click(bench.find('.long-all input'));
    await bench.eventually(() => bench.text().includes('5 chosen'));
    await bench.press('button', 'Approve');
    await bench.eventually(() => bench.text().includes('4 devices were approved'));
    expect(bench.text()).toContain('1 could not be changed.');
    await userEvent.click(bench.find('.notice summary'));
    expect(bench.find('.bulk-reasons').innerText).toContain('It is asleep.');
    expect(bench.find('.bulk-reasons').innerText).toContain(idOf(2));
    expect(bench.text()).toContain('1 chosen');
    expect(await complaints(bench.host)).toEqual([]);
    await bench.press('button', 'Choose those that failed');
    expect(bench.text()).not.toContain('4 devices were approved');
    expect(pressed(bench, 'POST')).toHaveLength(5);
  });

  test('are deleted only after a question that names how many', async () => {
    const bench = await openList(FEW);
    for (const { id } of FEW) bench.services.operators.node.answer(`DELETE /api/devices/${id}`, 204);
    await userEvent.click(bench.find('.long-all input'));
    await bench.eventually(() => bench.text().includes('5 chosen'));
    await bench.press('button', 'More for the chosen devices');
    await bench.press('menuitem', 'Delete');
    await bench.eventually(() => bench.text().includes('Delete 5 devices?'));
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    expect(pressed(bench, 'DELETE')).toEqual([]);
    await userEvent.click(bench.find('dialog[open] .btn.danger'));
    await bench.eventually(() => bench.text().includes('5 devices were deleted'));
    expect(pressed(bench, 'DELETE')).toHaveLength(5);
  });

  test('of the one cloud: what came of it is said in the other too, with where it was', async () => {
    const bench = await openList(FEW);
    for (const { id } of FEW) bench.services.operators.node.answer(`POST /_emu/devices/${id}/block`, 200, {});
    await userEvent.click(bench.find('.long-all input'));
    await bench.eventually(() => bench.text().includes('5 chosen'));
    await bench.press('button', 'Block');
    await bench.eventually(() => bench.text().includes('5 devices were blocked'));
    await userEvent.click(bench.byRole('radio', 'This browser').closest('label') as HTMLElement);
    await bench.eventually(() => bench.text().includes('In the cloud of this server.'));
  });
});

describe('a CSV file of devices', () => {
  const FILE = new File(['IOTC_DEVICEID,IOTC_DEVICENAME\r\na,Pump\r\nbad id,\r\n'], 'factory.csv');
  const RESULT = {
    added: 1,
    known: 2,
    problems: [
      { line: 3, found: 'bad id', leftOut: true, code: 'id/form', message: 'A blank stands in it. Remove it.' },
    ],
  };

  async function choose(bench: Workbench, file: File): Promise<void> {
    const input = await bench.eventually(() => bench.host.querySelector<HTMLInputElement>('#devices-csv'));
    const picked = new DataTransfer();
    picked.items.add(file);
    input.files = picked.files;
    input.dispatchEvent(new Event('change'));
  }

  test('is imported from the empty list, and what is wrong with a line is said', async () => {
    const bench = await openList([]);
    bench.services.operators.node.answer('POST /_emu/devices.csv', 200, RESULT);
    expect(bench.text()).toContain('No device has joined yet');
    await bench.press('button', 'Import from a CSV file');
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    await choose(bench, FILE);
    await bench.eventually(() => bench.text().includes('1 device was added'));
    for (const words of [
      '2 devices were here already',
      '1 line is worth a look.',
      'bad id',
      'A blank stands in it.',
      'Line 3',
    ])
      expect(bench.text()).toContain(words);
    expect(await complaints(bench.find('dialog[open]'))).toEqual([]);
    expect(bench.services.operators.node.requests.at(-1)?.body ?? '').toContain('bad id');
    await bench.press('button', 'Done');
    expect(bench.findAll('dialog[open]')).toEqual([]);
  });

  test.each([
    ['a picture', new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0)], 'x.png')],
    ['an empty file', new File([], 'x.csv')],
  ])('%s is called by name, and nothing is sent', async (_name, file) => {
    const bench = await openList([]);
    await bench.press('button', 'Import from a CSV file');
    await choose(bench, file);
    await bench.eventually(() => bench.find('dialog[open]').querySelector('.notice.err'));
    expect(pressed(bench, 'POST')).toEqual([]);
  });

  test('that the cloud refuses says why, and another can be chosen', async () => {
    const bench = await openList([]);
    const error = { error: { code: 'InvalidBody', message: 'There is no column of IDs.' } };
    bench.services.operators.node.answer('POST /_emu/devices.csv', 400, error);
    await bench.press('button', 'Import from a CSV file');
    await choose(bench, FILE);
    await bench.eventually(() => bench.find('dialog[open]').innerText.includes('There is no column of IDs.'));
    bench.services.operators.node.answer('POST /_emu/devices.csv', 200, RESULT);
    await choose(bench, FILE);
    await bench.eventually(() => bench.text().includes('1 device was added'));
  });

  test('that is too large for the cloud is told what to do with it', async () => {
    const bench = await openList([]);
    bench.services.operators.node.answer('POST /_emu/devices.csv', 413, 'Too large.');
    await bench.press('button', 'Import from a CSV file');
    await choose(bench, FILE);
    await bench.eventually(() => bench.find('dialog[open]').innerText.includes('in several files'));
  });

  test('is saved with the keys of every device, which is said', async () => {
    const bench = await openList(MANY.slice(0, 3));
    bench.services.operators.node.answer('GET /_emu/devices.csv', 200, 'IOTC_DEVICEID\r\n');
    await bench.press('button', 'More for the list');
    await bench.press('menuitem', 'Export with keys');
    await bench.eventually(() => bench.text().includes('It holds the keys of every device'));
    expect(bench.services.seen).toContain('save devices.csv text/csv IOTC_DEVICEID\r\n');
  });
});

test('a cloud that goes away in the middle of work says how far it came', async () => {
  const bench = await openList(MANY.slice(0, 30));
  const { node } = bench.services.operators;
  node.answerWith(`POST /_emu/devices/${idOf(0)}/block`, () => {
    node.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    return {};
  });
  await userEvent.click(bench.find('.long-all input'));
  await bench.eventually(() => bench.text().includes('30 chosen'));
  await bench.press('button', 'Block');
  await bench.eventually(() => bench.text().includes('The cloud stopped answering.'));
});
