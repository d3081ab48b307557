// First, so that the order of the style layers is stated before any of them begins.
import { mount, type Mounted } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { menuButton } from '#ui/elements/menu/menu-button';
import { status } from '#ui/elements/status/status';
import { table } from '#ui/elements/table/table';
import { tag } from '#ui/elements/tag/tag';

const pressed = vi.fn();

const devices = (ids: readonly string[]) =>
  table({
    label: 'Devices',
    rows: ids,
    key: (id) => id,
    href: (id) => `#/devices/${id}`,
    columns: [
      { id: 'id', heading: 'Device', width: 'minmax(10rem, 2fr)', phone: 'title' },
      { id: 'status', heading: 'Status', width: 'minmax(8rem, 1fr)', phone: 'meta' },
      { id: 'hub', heading: 'Hub', width: '1fr', phone: 'hidden' },
      { id: 'count', heading: 'Messages', width: '6rem', align: 'end', phone: 'aside' },
      { id: 'key', heading: 'Credential', width: 'max-content', phone: 'aside-meta' },
      { id: 'menu', heading: 'Actions', headingHidden: true, width: 'max-content', phone: 'menu' },
    ],
    cells: (id) => ({
      id: html`<span class="mono">${id}</span>`,
      status: status('failed', 'Never connected'),
      hub: 'first-hub',
      count: '48,201',
      key: tag('Connection string'),
      menu: menuButton({ id: `menu-${id}`, label: 'Actions', items: [{ label: 'Start', run: pressed }] }),
    }),
  });

/** Pairs of cells of the first row that lie over one another. */
function overlaps({ findAll }: Mounted): string[] {
  const row = findAll('.table-row')[1];
  const cells = [...(row?.querySelectorAll<HTMLElement>('[role=cell]') ?? [])].filter(
    (cell) => cell.offsetParent !== null,
  );
  const boxes = cells.map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return range.getBoundingClientRect();
  });
  return boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b, j) => {
      const apart = a.right <= b.left || b.right <= a.left || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
      return apart ? [] : [`${cells[i]?.className} and ${cells[i + j + 1]?.className}`];
    }),
  );
}

describe('a table', () => {
  test('lines its columns up by one grid', async () => {
    await page.viewport(1440, 900);
    const { findAll } = await mount(devices(['a', 'a-much-longer-name']));
    const lefts = findAll('.table-row').map((row) => row.children[1]?.getBoundingClientRect().left);
    expect(new Set(lefts).size).toBe(1);
  });

  test('has rows that are a link as a whole, in which buttons can still be pressed', async () => {
    await page.viewport(1440, 900);
    const { findAll, find } = await mount(devices(['a']));
    const cell = findAll('[role=cell]')[2]?.getBoundingClientRect();
    const under = document.elementFromPoint((cell?.left ?? 0) + 5, (cell?.top ?? 0) + 5);
    expect(under).toBe(find('.table-link'));
    expect(find('.table-link').getAttribute('href')).toBe('#/devices/a');
    await userEvent.click(find('.btn'));
    await userEvent.click(find('[role=menuitem]'));
    expect(pressed).toHaveBeenCalledOnce();
  });

  test('keeps the element of a row when rows before it go', async () => {
    const { findAll, render } = await mount(devices(['a', 'b', 'c']));
    const last = findAll('.table-row').at(-1);
    await render(devices(['c']));
    expect(findAll('.table-row').at(-1)).toBe(last);
  });

  test('becomes rows of two lines on a phone, and stays a table for screen readers', async () => {
    await page.viewport(390, 844);
    const { find, findAll, host } = await mount(devices(['boiler-room-01']));
    const [title, meta, hub] = ['.at-title', '.at-meta', '.at-hidden'].map((cell) =>
      find(cell).getBoundingClientRect(),
    );
    expect(meta?.top).toBeGreaterThanOrEqual((title?.bottom ?? 0) - 1);
    expect(meta?.left).toBe(title?.left);
    expect(hub?.width).toBe(0);
    expect(findAll('[role=columnheader]')).toHaveLength(6);
    expect(host.scrollWidth).toBeLessThanOrEqual(390);
  });

  test.each([
    [1280, '100%'],
    [1024, '100%'],
    [390, '100%'],
    [320, '100%'],
    [390, '200%'],
    [320, '200%'],
  ])('has no cell over another at %d pixels and %s text', async (width, fontSize) => {
    await page.viewport(width, 800);
    document.documentElement.style.fontSize = fontSize;
    const place = await mount(devices(['a-registration-id-as-long-as-they-are', 'b']));
    expect(overlaps(place)).toEqual([]);
    expect(place.host.scrollWidth).toBeLessThanOrEqual(width);
  });
});
