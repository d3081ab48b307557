import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { describeOffline, INSTALL_STEPS, STORAGE_WORDS } from '#core/words/en/ui-offline';
import type { InstallingBrowser, OfflineState } from '#core/ports/installation';
import { makeNewDevice } from '../support/fake-device-host.ts';
import type { FakeServices } from '../support/fake-services.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

const BUILD = { version: '2.0.0', digest: 'fedcba987654' };
const WAITING: OfflineState = { kind: 'update-waiting', build: BUILD };

/** Devices by those names; those named `run` are connected. */
async function addDevices({ devices }: FakeServices, names: readonly string[], run: readonly string[]): Promise<void> {
  for (const [at, name] of names.entries()) {
    await devices.add(makeNewDevice(name));
    if (!run.includes(name)) continue;
    devices.show(String(at + 1), { state: { kind: 'online', hub: 'lab-hub', deviceId: name, since: 0 } });
  }
}

async function openWith(state: OfflineState, running: readonly string[] = []): Promise<Workbench> {
  const bench = await openWorkbench('#/devices', (services) => addDevices(services, ['idle', ...running], running));
  bench.services.installation.offline.set(state);
  await settle(bench.host);
  return bench;
}

async function openAbout(prepare: (services: FakeServices) => void = () => undefined): Promise<Workbench> {
  const bench = await openWorkbench('#/devices', prepare);
  await bench.press('button', 'Menu');
  await bench.press('menuitem', 'About and offline');
  await bench.eventually(() => bench.host.querySelector('#about-dialog h3'));
  return bench;
}

const aboutText = (bench: Workbench): string => bench.find('#about-dialog').innerText;

describe('working offline', () => {
  test('is said once, when the first copy is there, and stays at the foot of the rail', async () => {
    const bench = await openWorkbench();
    const { offline } = bench.services.installation;
    const toasts = (): number => bench.findAll('.toast').length;
    offline.set({ kind: 'preparing' });
    await settle(bench.host);
    expect(bench.text()).not.toContain('Ready offline');
    offline.set({ kind: 'ready', build: undefined });
    await bench.eventually(() => toasts() === 1 && bench.text().includes('Ready to work offline'));
    offline.set({ kind: 'ready', build: BUILD });
    await settle(bench.host);
    expect(toasts()).toBe(1);
    await bench.press('button', 'Ready offline');
    await bench.eventually(() => aboutText(bench).includes('Version 2.0.0, build fedcba987654'));
  });

  test('is not said again on a later visit', async () => {
    const bench = await openWorkbench('#/', ({ installation }) => installation.offline.set({ kind: 'unknown' }));
    bench.services.installation.offline.set({ kind: 'ready', build: BUILD });
    await bench.eventually(() => bench.text().includes('Ready offline'));
    await settle(bench.host);
    expect(bench.findAll('.toast')).toEqual([]);
  });
});

describe('a new version', () => {
  test.each([
    [[], undefined],
    [['boiler'], 'boiler runs in this tab, and reloading stops it.'],
    [['boiler', 'gate', 'pump'], 'boiler, gate and pump run in this tab, and reloading stops them.'],
    [['boiler', 'gate', 'pump', 'valve'], '4 devices run in this tab, and reloading stops them.'],
  ])('says what reloading stops: %j', async (running, sentence) => {
    const bench = await openWith(WAITING, running);
    const notice = await bench.eventually(() => bench.host.querySelector<HTMLElement>('.notices .notice'));
    await bench.eventually(() => sentence === undefined || notice.innerText.includes(sentence));
    expect(notice.innerText.includes('in this tab')).toBe(sentence !== undefined);
  });

  test.each([
    [1280, 800, 'light'],
    [390, 844, 'dark'],
  ])('is offered in sight at %i × %i in %s colours, accessibly', async (width, height, theme) => {
    await page.viewport(width, height);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openWith(WAITING, ['boiler']);
    await bench.eventually(() => bench.byRole('button', 'Reload now'));
    expect(bench.find('.notices').getBoundingClientRect().bottom).toBeLessThanOrEqual(height);
    expect(await complaints(bench.find('dw-notices-view'))).toEqual([]);
  });

  test('comes only when it is asked for', async () => {
    const bench = await openWith(WAITING);
    await bench.eventually(() => bench.byRole('button', 'Reload now'));
    expect(bench.services.installation.asked).toEqual([]);
    await bench.press('button', 'Reload now');
    expect(bench.services.installation.asked).toEqual(['update']);
  });

  test('is told to those who do not see the page, whether the notice’s part is there yet or not', async () => {
    const bench = await openWith(WAITING);
    const region = bench.find('dw-notices-view > [role=status]');
    expect(region.innerText).toBe('A new version is ready');
  });

  test('put off, leaves the page in peace and stays within reach', async () => {
    const bench = await openWith(WAITING);
    await bench.press('button', 'Later');
    expect(bench.findAll('.notices')).toEqual([]);
    location.hash = '#/cloud';
    await bench.eventually(() => bench.host.querySelector('dw-cloud-view'));
    expect(bench.findAll('.notices')).toEqual([]);
    await bench.press('button', 'A new version is ready');
    await bench.eventually(() => aboutText(bench).includes('version 2.0.0, build fedcba987654'));
    await bench.press('button', 'Reload now');
    expect(bench.services.installation.asked).toEqual(['look', 'update']);
  });

  test('that another tab let in is told here though it was put off, and loaded only when asked for', async () => {
    const bench = await openWith(WAITING, ['boiler']);
    await bench.press('button', 'Later');
    bench.services.installation.offline.set({ kind: 'updated-elsewhere' });
    const notice = await bench.eventually(() => bench.host.querySelector<HTMLElement>('.notices .notice'));
    expect(notice.innerText).toContain('This page is an older version');
    expect(notice.innerText).toContain('boiler runs in this tab');
    expect(bench.services.installation.asked).toEqual([]);
    await bench.press('button', 'Reload now');
    expect(bench.services.installation.asked).toEqual(['reload']);
  });
});

describe('another program at the page’s address', () => {
  test('is named, and given its place back', async () => {
    const bench = await openWith({ kind: 'other-program' });
    await bench.eventually(() => bench.text().includes('Another program answers at localhost:8080'));
    expect(await complaints(bench.find('.notices'))).toEqual([]);
    await bench.press('button', 'Remove the copy and reload');
    expect(bench.services.installation.asked).toEqual(['forget', 'reload']);
  });

  test('may be left where it is', async () => {
    const bench = await openWith({ kind: 'other-program' });
    await bench.press('button', 'Keep the copy');
    expect(bench.findAll('.notices')).toEqual([]);
    expect(bench.services.installation.asked).toEqual([]);
  });
});

const STATES: readonly OfflineState[] = [
  { kind: 'unknown' },
  { kind: 'unsupported', reason: 'development' },
  { kind: 'unsupported', reason: 'browser' },
  { kind: 'preparing' },
  { kind: 'not-kept' },
  { kind: 'ready', build: BUILD },
  WAITING,
  { kind: 'updating' },
  { kind: 'updated-elsewhere' },
  { kind: 'other-program' },
  { kind: 'removed' },
];

describe('About and offline', () => {
  test('looks anew when it is opened', async () => {
    const bench = await openAbout();
    expect(bench.services.installation.asked).toEqual(['look']);
  });

  test('says how the copy stands in every state, and what can be done', async () => {
    const bench = await openAbout();
    const seen: string[] = [];
    for (const state of STATES) {
      bench.services.installation.offline.set(state);
      await settle(bench.host);
      const { word, sentence, remedy } = describeOffline(state);
      for (const part of [word, sentence, remedy ?? '']) expect(aboutText(bench)).toContain(part);
      const buttons = ['Reload now', 'Remove the offline copy'].filter((name) => aboutText(bench).includes(name));
      seen.push(`${state.kind}: ${buttons.join(', ')}`);
    }
    expect(seen).toEqual([
      'unknown: ',
      'unsupported: ',
      'unsupported: ',
      'preparing: Remove the offline copy',
      'not-kept: Reload now, Remove the offline copy',
      'ready: Remove the offline copy',
      'update-waiting: Reload now, Remove the offline copy',
      'updating: ',
      'updated-elsewhere: Reload now, Remove the offline copy',
      'other-program: Remove the offline copy',
      'removed: Reload now',
    ]);
  });

  test('removes the copy by one press and keeps the reader’s place', async () => {
    const bench = await openAbout();
    await bench.press('button', 'Remove the offline copy');
    expect(bench.services.installation.asked).toEqual(['look', 'forget']);
    expect(document.activeElement?.id).toBe('about-offline');
  });

  test('says when the copy could not be removed', async () => {
    const bench = await openAbout(({ installation }) => {
      installation.forget = () => Promise.reject(new TypeError('the disk'));
    });
    await bench.press('button', 'Remove the offline copy');
    await bench.eventually(() => bench.host.querySelector('.notices'));
  });

  test('installs the app where the browser offers it', async () => {
    const bench = await openAbout(({ installation }) => installation.install.set({ kind: 'offered' }));
    await bench.press('button', 'Install the app');
    expect(bench.services.installation.asked).toEqual(['look', 'prompt']);
  });

  test.each(Object.keys(INSTALL_STEPS) as InstallingBrowser[])('tells how to install it in %s', async (browser) => {
    const bench = await openAbout(({ installation }) => installation.install.set({ kind: 'by-hand', browser }));
    for (const step of INSTALL_STEPS[browser]) expect(aboutText(bench)).toContain(step);
    expect(aboutText(bench).includes('seven days')).toBe(browser.startsWith('safari'));
  });

  test('speaks no more of installing when it is installed', async () => {
    const bench = await openAbout(({ installation }) => installation.install.set({ kind: 'installed' }));
    expect(bench.findAll('#about-dialog h3').map((heading) => heading.innerText)).toEqual(['Offline', 'Storage']);
  });

  test('does not tell how to install it where it cannot be', async () => {
    const bench = await openAbout(({ installation }) =>
      installation.offline.set({ kind: 'unsupported', reason: 'browser' }),
    );
    expect(bench.findAll('#about-dialog h3').map((heading) => heading.innerText)).toEqual(['Offline', 'Storage']);
  });

  test('says honestly whether the browser keeps what is saved, and asks it to', async () => {
    const bench = await openAbout();
    const { storage, asked } = bench.services.installation;
    expect(aboutText(bench)).toContain('saved in this browser only');
    storage.set('may-be-cleared');
    await bench.press('button', 'Ask the browser to keep them');
    expect(asked).toEqual(['look', 'keep']);
    for (const answer of ['refused', 'kept'] as const) {
      storage.set(answer);
      await settle(bench.host);
      expect(aboutText(bench)).toContain(STORAGE_WORDS[answer]?.sentence);
      expect(aboutText(bench)).not.toContain('Ask the browser');
    }
  });

  test.each([
    [1280, 800, 'dark'],
    [390, 844, 'light'],
  ])('is accessible at %i × %i in %s colours', async (width, height, theme) => {
    await page.viewport(width, height);
    document.documentElement.dataset['theme'] = theme;
    const bench = await openAbout(({ installation }) => {
      installation.offline.set(WAITING);
      installation.install.set({ kind: 'by-hand', browser: 'safari-ios' });
      installation.storage.set('may-be-cleared');
    });
    expect(await complaints(bench.find('#about-dialog'))).toEqual([]);
  });
});
