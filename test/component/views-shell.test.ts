import { describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { makeFinding } from '#core/errors/workbench-error';
import { makeNewDevice } from '../support/fake-device-host.ts';
import { complaints, settle } from './support/mount.ts';
import { openWorkbench, type Workbench } from './support/workbench.ts';

/** A page that is longer than the screen, scrolled to its end, where something without a place of its own went wrong. */
async function openWithNotice(): Promise<{ bench: Workbench; moved: number }> {
  const bench = await openWorkbench('#/devices', async ({ devices }) => {
    for (let number = 0; number < 30; number += 1) await devices.add(makeNewDevice(`boiler-${number}`));
  });
  const last = await bench.eventually(() => bench.findAll('a[href^="#/devices/"]').at(-1));
  last.scrollIntoView({ block: 'center' });
  const before = last.getBoundingClientRect().top;
  bench.app.notices.add({ kind: 'finding', finding: makeFinding('clipboard/denied', {}) });
  await bench.eventually(() => bench.host.querySelector('.notices [role=alert]'));
  await settle(bench.host);
  return { bench, moved: last.getBoundingClientRect().top - before };
}

describe('a page of which little is shown', () => {
  test('is no longer than the window, so that there is nothing to scroll', async () => {
    await page.viewport(1280, 800);
    await openWorkbench('#/devices');
    expect(document.documentElement.scrollHeight).toBeLessThanOrEqual(800);
  });
});

describe('what went wrong and has no place of its own', () => {
  test.each([
    [1280, 800],
    [390, 844],
  ])('is in sight at %i × %i wherever the page is scrolled to, and moves nothing', async (width, height) => {
    await page.viewport(width, height);
    const { bench, moved } = await openWithNotice();
    expect(window.scrollY).toBeGreaterThan(0);
    expect(moved).toBe(0);
    const box = bench.find('.notices').getBoundingClientRect();
    expect(box.top).toBeGreaterThanOrEqual(0);
    expect(box.bottom).toBeLessThanOrEqual(height);
    expect(box.right).toBeLessThanOrEqual(width);
    expect(await complaints(bench.find('.notices'))).toEqual([]);
  });

  test('stays while the same page is shown in another way, and goes when another room is entered', async () => {
    const { bench } = await openWithNotice();
    bench.router.replace({ room: 'devices', filter: 'all', find: 'boiler-1' });
    await settle(bench.host);
    expect(bench.findAll('.notices')).toHaveLength(1);
    location.hash = '#/cloud';
    await bench.eventually(() => bench.host.querySelector('dw-cloud-view'));
    await settle(bench.host);
    expect(bench.findAll('.notices')).toEqual([]);
  });
});
