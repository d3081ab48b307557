import { describe, expect, test } from 'vitest';
import { createCloudOperator } from '#app/cloud-operator';
import { createCloudDevicePage, TELEMETRY_KEPT, type CloudDeviceContent } from '#app/stores/cloud-device-page';
import type { CloudListener } from '#app/stores/cloud-view';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { answerDevices, makeCloudDevice } from '../../../support/fake-device-list.ts';
import { createFakeOperator } from '../../../support/fake-operator.ts';

async function openPage(id = 'pump') {
  const clock = createFakeClock();
  const client = createFakeOperator();
  const lastTelemetry = { at: 500, body: { t: 1 }, properties: {} };
  answerDevices(client, [makeCloudDevice('pump', { lastTelemetry })]);
  let listener: CloudListener | undefined;
  const feed = {
    listen(one: CloudListener) {
      listener = one;
      return () => (listener = undefined);
    },
  };
  const page = createCloudDevicePage({ id, devices: createCloudOperator(client).devices, clock, feed });
  await clock.settle();
  let seen = 0;
  const asked = (): string[] => {
    const urls = client.requests.slice(seen).map(({ url }) => url.replace('/_emu/devices/pump', ''));
    seen = client.requests.length;
    return urls;
  };
  asked();
  const tell = (said: { type: string; deviceId?: string; [name: string]: unknown }): void =>
    listener?.onEvent({ type: said.type, deviceId: said.deviceId ?? 'pump', said: said as never });
  const content = (): CloudDeviceContent => {
    const state = page.state.get();
    if (state.kind !== 'ready') throw new TypeError(`the page is ${state.kind}`);
    return state.content;
  };
  return {
    clock,
    client,
    page,
    asked,
    tell,
    content,
    listens: () => listener !== undefined,
    anew: () => listener?.onAnew(),
  };
}

const telemetry = (at: number, t: number) => ({ type: 'telemetry', at, body: { t }, properties: {} });

describe('the page of one device of a cloud', () => {
  test('is read once, with all that the cloud keeps of the device', async () => {
    const { content, client } = await openPage();
    expect(content()).toMatchObject({ device: { id: 'pump' }, telemetry: [{ at: 500 }], commands: [], messages: [] });
    expect(client.requests).toHaveLength(5);
  });

  test('telemetry comes with its events: nothing is read, the newest stands first, and a listener gets it at once', async () => {
    const { clock, page, content, tell, asked } = await openPage();
    const heard: unknown[] = [];
    page.onTelemetry((messages) => heard.push(...messages.map(({ body }) => body)));
    for (let at = 1; at <= 300; at += 1) tell(telemetry(1000 + at, at));
    expect(heard).toHaveLength(300);
    await clock.advance(400);
    expect(asked()).toEqual([]);
    expect(content().telemetry).toHaveLength(TELEMETRY_KEPT);
    expect(content().telemetry[0]).toMatchObject({ at: 1300, body: { t: 300 } });
    expect(content().device).toMatchObject({ lastActivityAt: 1300, lastTelemetry: { at: 1300 } });
  });

  test.each([
    ['twin', ['']],
    ['connected', ['']],
    ['command', ['/commands']],
    ['message', ['', '/messages']],
    ['attempt', ['', '/attempts?top=200']],
  ])('of an event of the kind %s only what it changed is read: %j', async (type, urls) => {
    const { clock, tell, asked } = await openPage();
    for (let count = 0; count < 20; count += 1) tell({ type });
    await clock.advance(400);
    expect(asked()).toEqual(urls);
  });

  test('events of other devices are none of its business', async () => {
    const { clock, tell, asked } = await openPage();
    tell({ type: 'device', deviceId: 'other' });
    await clock.advance(1000);
    expect(asked()).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  test('a device that is removed is gone, and is there again when it comes back', async () => {
    const { clock, client, page, tell } = await openPage();
    client.answer('GET /_emu/devices/pump', 404, { error: { code: 'NotFound', message: 'No.' } });
    tell({ type: 'device', change: 'removed' });
    await clock.advance(400);
    expect(page.state.get().kind).toBe('gone');
    answerDevices(client, [makeCloudDevice('pump')]);
    tell({ type: 'device', change: 'added' });
    await clock.advance(400);
    expect(page.state.get().kind).toBe('ready');
  });

  test('one that the cloud does not know is gone from the beginning', async () => {
    expect((await openPage('nobody')).page.state.get()).toEqual({ kind: 'gone' });
  });

  test('a reading that fails keeps what is shown; the first one says why', async () => {
    const { clock, client, page, tell, content } = await openPage();
    client.setFailure(new WorkbenchError('cloud/unreachable', { where: 'tab' }));
    tell({ type: 'twin' });
    await clock.advance(400);
    expect(content().device.id).toBe('pump');
    page.dispose();
    const operator = createCloudOperator(client);
    const feed = { listen: () => () => undefined };
    const other = createCloudDevicePage({ id: 'pump', devices: operator.devices, clock, feed });
    await clock.settle();
    expect(other.state.get()).toMatchObject({ kind: 'failed', finding: { code: 'cloud/unreachable' } });
  });

  test('is read anew when the events begin again, and not any more once it is disposed of', async () => {
    const { clock, page, asked, anew, tell, listens } = await openPage();
    anew();
    await clock.settle();
    expect(asked()).toHaveLength(5);
    tell({ type: 'twin' });
    page.dispose();
    await clock.advance(1000);
    expect([asked(), listens(), clock.pending]).toEqual([[], false, 0]);
  });
});
