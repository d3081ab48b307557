// First, so that the order of the style layers is stated before any of them begins.
import { complaints, mount, settle, type Mounted } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { Palette, PaletteItem } from '#ui/elements/palette/palette';
import '#ui/elements/palette/palette';

const runs = vi.fn();
const ITEMS: readonly PaletteItem[] = [
  { id: 'add', label: 'Add a device', hint: 'Do', run: () => runs('add') },
  ...['boiler-room-01', 'boiler-room-02', 'device-boiler'].map((id) => ({
    id,
    label: id,
    hint: 'Device',
    run: () => runs(id),
  })),
];

async function open(): Promise<Mounted> {
  runs.mockClear();
  const place = await mount(html`<button id="opener">Open</button><dw-palette .items=${ITEMS}></dw-palette>`);
  place.find('#opener').focus();
  place.find<Palette>('dw-palette').show();
  await settle();
  return place;
}

const labels = ({ findAll }: Mounted): string[] => findAll('.palette-label').map((label) => label.textContent);

describe('the palette', () => {
  test('opens with the focus in its field and everything in its list', async () => {
    const place = await open();
    expect(document.activeElement).toBe(place.find('[role=combobox]'));
    expect(labels(place)).toHaveLength(4);
    expect(await complaints(place.host)).toEqual([]);
  });

  test('finds by parts of words in any order; what begins with them comes first', async () => {
    const place = await open();
    await userEvent.keyboard('boiler dev');
    await settle();
    expect(labels(place)).toEqual(['boiler-room-01', 'boiler-room-02', 'device-boiler']);
    expect(place.find('[role=status]').textContent.trim()).toBe('3 results');
  });

  test('is moved by arrows, told to the reader, and run by Enter after it has closed', async () => {
    const place = await open();
    await userEvent.keyboard('boiler{ArrowDown}');
    await settle();
    const field = place.find('[role=combobox]');
    expect(place.find(`#${field.getAttribute('aria-activedescendant')}`).textContent).toContain('boiler-room-02');
    await userEvent.keyboard('{Enter}');
    await settle();
    expect(runs.mock.calls).toEqual([['boiler-room-02']]);
    expect(place.find<HTMLDialogElement>('dialog').open).toBe(false);
    expect(document.activeElement).toBe(place.find('#opener'));
  });

  test('closes by Escape and runs nothing', async () => {
    const place = await open();
    await userEvent.keyboard('{Escape}');
    await settle();
    expect(place.find<HTMLDialogElement>('dialog').open).toBe(false);
    expect(runs).not.toHaveBeenCalled();
  });

  test('says when nothing has that name, and Enter does nothing then', async () => {
    const place = await open();
    await userEvent.keyboard('zzz{Enter}');
    await settle();
    expect(place.find('[role=status]').textContent.trim()).toBe('Nothing has that name');
    expect(runs).not.toHaveBeenCalled();
  });

  test('begins empty each time', async () => {
    const place = await open();
    await userEvent.keyboard('boiler{Escape}');
    await settle();
    place.find<Palette>('dw-palette').show();
    await settle();
    expect(labels(place)).toHaveLength(4);
  });

  test('stands in the top third and does not move as its list shrinks', async () => {
    await page.viewport(1440, 900);
    const place = await open();
    const { top } = place.find('dialog').getBoundingClientRect();
    expect(top).toBeLessThan(300);
    await userEvent.keyboard('add');
    await settle();
    expect(place.find('dialog').getBoundingClientRect().top).toBe(top);
  });
});
