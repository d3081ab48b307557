import { describe, expect, test } from 'vitest';
import { ALL_DEVICES, type CloudDevice } from '#app/cloud-devices';
import { createCloudOperator } from '#app/cloud-operator';
import { createCloudDeviceRows } from '#app/stores/cloud-device-rows';
import type { CloudListener } from '#app/stores/cloud-view';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { answerDevices, makeCloudDevice } from '../../../support/fake-device-list.ts';
import { createFakeOperator } from '../../../support/fake-operator.ts';

const makeDevices = (count: number): CloudDevice[] =>
  Array.from({ length: count }, (_, at) => makeCloudDevice(`d-${at}`, { connected: at % 2 === 0 }));

async function openRows(count: number) {
  const clock = createFakeClock();
  const client = createFakeOperator();
  answerDevices(client, makeDevices(count));
  const listeners = new Set<CloudListener>();
  const feed = {
    listen(listener: CloudListener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const rows = createCloudDeviceRows(createCloudOperator(client).devices, clock, feed);
  await clock.settle();
  const tell = (type: string, deviceId?: string): void => {
    for (const { onEvent } of listeners) onEvent({ type, deviceId, said: {} });
  };
  let seen = 0;
  const asked = (): string[] => {
    const urls = client.requests.slice(seen).map(({ url }) => url.replace('/_emu/devices?', ''));
    seen = client.requests.length;
    return urls;
  };
  return { clock, client, rows, tell, asked, listeners };
}

describe('ten thousand devices in a list', () => {
  test('are read as far as they are in sight, and no more', async () => {
    const { clock, rows, asked } = await openRows(10_000);
    expect(asked()).toEqual(['skip=0&top=100']);
    expect(rows.state.get().found).toMatchObject({ matching: 10_000, total: 10_000, connected: 5000 });
    expect([rows.at(0)?.id, rows.at(99)?.id, rows.at(100)]).toEqual(['d-0', 'd-99', undefined]);
    rows.show(4995, 5020);
    await clock.settle();
    expect(asked()).toEqual(['skip=4900&top=100', 'skip=5000&top=100']);
    expect(rows.at(5001)?.id).toBe('d-5001');
    rows.show(5000, 5025);
    await clock.settle();
    expect(asked()).toEqual([]);
  });

  test('pages that were left far behind are forgotten, and read again when they are looked at', async () => {
    const { clock, rows, asked } = await openRows(10_000);
    for (let first = 0; first < 2000; first += 100) {
      rows.show(first, first + 20);
      await clock.settle();
    }
    asked();
    expect(rows.at(0)).toBeUndefined();
    rows.show(0, 20);
    await clock.settle();
    expect(asked()).toEqual(['skip=0&top=100']);
    expect(rows.at(0)?.id).toBe('d-0');
  });

  test('however many events come, what is in sight is read once in 400 ms', async () => {
    const { clock, rows, tell, asked } = await openRows(10_000);
    asked();
    for (let time = 0; time < 4; time += 1) {
      for (let count = 0; count < 500; count += 1) tell('telemetry', `d-${count}`);
      await clock.advance(100);
    }
    expect(asked()).toEqual(['skip=0&top=100']);
    await clock.advance(2000);
    expect(asked()).toEqual([]);
    expect(rows.state.get().finding).toBeUndefined();
  });

  test('telemetry of a device out of sight reads nothing; a change of status does, because it counts', async () => {
    const { clock, tell, asked } = await openRows(10_000);
    asked();
    tell('telemetry', 'd-9000');
    tell('twin', 'd-9000');
    await clock.advance(1000);
    expect(asked()).toEqual([]);
    tell('device', 'd-9000');
    await clock.advance(400);
    expect(asked()).toEqual(['skip=0&top=100']);
  });

  test('a page that has grown old out of sight is read again when it comes into sight', async () => {
    const { clock, rows, tell, asked } = await openRows(500);
    rows.show(200, 220);
    await clock.settle();
    asked();
    tell('connected', 'd-1');
    await clock.advance(400);
    expect(asked()).toEqual(['skip=200&top=100']);
    rows.show(0, 20);
    await clock.advance(400);
    expect(asked()).toEqual(['skip=0&top=100']);
  });

  test('an event that comes while its row is read leads to one more reading', async () => {
    const { clock, rows, tell, asked } = await openRows(50);
    asked();
    rows.refresh();
    tell('telemetry', 'd-7');
    await clock.settle();
    expect(asked()).toEqual(['skip=0&top=100']);
    await clock.advance(400);
    expect(asked()).toEqual(['skip=0&top=100']);
    await clock.advance(1000);
    expect(asked()).toEqual([]);
  });
});

describe('a question to the list', () => {
  test('is answered with what fits, and what was shown stays until then', async () => {
    const { clock, rows } = await openRows(300);
    rows.ask({ ...ALL_DEVICES, search: '29' });
    expect(rows.at(0)?.id).toBe('d-0');
    await clock.settle();
    expect(rows.at(0)?.id).toBe('d-29');
    expect(rows.state.get()).toMatchObject({ query: { search: '29' }, found: { matching: 13, total: 300 } });
    expect(rows.at(13)).toBeUndefined();
  });

  test('that changes while it is under way is answered once, as it was asked last', async () => {
    const { clock, rows, asked } = await openRows(300);
    asked();
    for (const search of ['2', '29', '299']) rows.ask({ ...ALL_DEVICES, search });
    await clock.settle();
    expect(asked()).toEqual(['skip=0&top=100&search=2', 'skip=0&top=100&search=299']);
    expect(rows.at(0)?.id).toBe('d-299');
  });

  test('that cannot be answered says why, and is answered when it is asked for again', async () => {
    const { clock, client, rows } = await openRows(3);
    client.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    rows.ask({ ...ALL_DEVICES, status: 'blocked' });
    await clock.settle();
    expect(rows.state.get().finding?.code).toBe('cloud/unreachable');
    client.setFailure(undefined);
    rows.refresh();
    await clock.settle();
    expect(rows.state.get()).toMatchObject({ finding: undefined, found: { matching: 0, total: 3 } });
  });

  test('leaves nothing behind when the list is disposed of', async () => {
    const { clock, rows, tell, listeners, asked } = await openRows(3);
    asked();
    tell('device', 'd-1');
    rows.dispose();
    await clock.advance(1000);
    expect([listeners.size, clock.pending, asked()]).toEqual([0, 0, []]);
  });
});
