import { describe, expect, test } from 'vitest';
import { createDeviceList } from '#app/stores/device-list';
import { createDevicePage } from '#app/stores/device-page';
import { createAnnouncements } from '#app/stores/announcements';
import { createNotices } from '#app/stores/notices';
import { createTheme } from '#app/stores/theme';
import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createFakeDeviceHost, makeNewDevice } from '../../../support/fake-device-host.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const ONLINE = { kind: 'online', hub: 'hub', deviceId: 'a', since: 0 } as const;

describe('the devices of this browser', () => {
  test('are followed from the first reading on', async () => {
    const host = createFakeDeviceHost();
    const list = createDeviceList(host);
    expect(list.state.get()).toEqual({ kind: 'loading' });
    await settle();
    await host.add(makeNewDevice('a'));
    const state = list.state.get();
    expect(state.kind === 'ready' && state.devices.length).toBe(1);
  });

  test('that cannot be read say why, and can be asked for again', async () => {
    const host = createFakeDeviceHost();
    host.fail('watchList', new WorkbenchError('vault/blocked', {}));
    const list = createDeviceList(host);
    await settle();
    expect(list.state.get()).toEqual({ kind: 'failed', finding: { code: 'vault/blocked', facts: {} } });
    list.retry();
    expect(list.state.get()).toEqual({ kind: 'loading' });
  });

  test('one that is not there fails with its code, and is not watched after it was left', async () => {
    const host = createFakeDeviceHost();
    const missing = createDevicePage(host, 'nobody');
    await settle();
    expect(missing.state.get()).toMatchObject({ kind: 'failed', finding: { code: 'device/unknown' } });
    const id = await host.add(makeNewDevice('a'));
    const page = createDevicePage(host, id);
    await settle();
    page.dispose();
    host.show(id, { state: ONLINE });
    const state = page.state.get();
    expect(state.kind === 'ready' && state.detail.state.kind).toBe('idle');
  });
});

describe('what a screen reader is told', () => {
  test('the newest state of each device that came to rest, at most once in two seconds', async () => {
    const clock = createFakeClock();
    const host = createFakeDeviceHost();
    const id = await host.add(makeNewDevice('a'));
    const list = createDeviceList(host);
    const { changes } = createAnnouncements(list, clock);
    await settle();
    const said: string[] = [];
    changes.subscribe(() =>
      said.push(
        changes
          .get()
          .map(({ name, state }) => `${name} ${state.kind}`)
          .join(),
      ),
    );

    host.show(id, { state: { kind: 'connecting', hub: 'hub' } });
    host.show(id, { state: ONLINE });
    expect(said).toEqual(['a online']);
    host.show(id, {
      state: { kind: 'waiting', until: 0, attempt: 1, reason: makeFinding('twin/silent', { seconds: 1 }) },
    });
    host.show(id, { state: { kind: 'stopped' } });
    expect(said).toEqual(['a online']);
    await clock.advance(2000);
    expect(said).toEqual(['a online', 'a stopped']);
    await clock.advance(10_000);
    expect(clock.pending).toBe(0);
  });
});

describe('notices', () => {
  test('the newest of each code stands, the newest last, and three at most', () => {
    const notices = createNotices();
    const offline = makeFinding('device/not-online', {});
    for (const name of ['a', 'b'])
      notices.add({ kind: 'finding', finding: makeFinding('device/name-taken', { name }) });
    notices.add({ kind: 'finding', finding: offline });
    notices.add({ kind: 'finding', finding: offline });
    expect(notices.standing.get().map(({ id }) => id)).toEqual([2, 4]);
    notices.add({ kind: 'mistake', report: 'r' });
    notices.add({ kind: 'mistake', report: 'r' });
    expect(notices.standing.get().map(({ id }) => id)).toEqual([4, 5, 6]);
    notices.dismiss(5);
    expect(notices.standing.get().map(({ id }) => id)).toEqual([4, 6]);
  });

  test('what is said in passing reaches whoever listens', () => {
    const notices = createNotices();
    const heard: string[] = [];
    const stop = notices.onToast(({ message }) => heard.push(message));
    notices.say({ message: 'Saved' });
    stop();
    notices.say({ message: 'Nobody hears this' });
    expect(heard).toEqual(['Saved']);
  });
});

describe('the theme', () => {
  test('is as it was chosen last, follows the system when that means nothing, and is kept', () => {
    const written: string[] = [];
    const withKept = (kept: string | undefined) =>
      createTheme({ read: () => kept, write: (name, value) => void written.push(`${name} ${value}`) });
    expect(withKept('dark').get()).toBe('dark');
    expect(withKept('plaid').get()).toBe('system');
    withKept(undefined).set('light');
    expect(written).toEqual(['theme light']);
  });
});
