// First, so that the order of the style layers is stated before any of them begins.
import { complaints, mount, nextFrame, settle, type Mounted } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { TraceEntry } from '#core/trace/trace-entry';
import type { TraceList } from '#ui/elements/trace-list/trace-list';
import '#ui/elements/trace-list/trace-list';
import type { TraceSource } from '#ui/elements/trace-list/trace-source';
import { filtered, GrowingTrace } from '../support/trace-rows.ts';

const list = (source: TraceSource, onSelect: (event: CustomEvent<{ entry: TraceEntry }>) => void = vi.fn()) =>
  html`<dw-trace-list label="Packets" emptyText="Nothing yet." .source=${source} @dw-select=${onSelect}></dw-trace-list>`;

async function mountTrace(source: TraceSource): Promise<Mounted> {
  const place = await mount(list(source));
  await settle();
  return place;
}

/** Words of the rows that are wholly or partly in sight, top to bottom. */
function inSight({ find, findAll }: Mounted): string[] {
  const box = find('.trace-scroll').getBoundingClientRect();
  return findAll('.trace-row')
    .filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top + 1 && top < box.bottom - 1;
    })
    .map((row) => row.querySelector('.trace-words')?.textContent.trim() ?? '');
}

async function scrollTo({ find }: Mounted, top: number): Promise<void> {
  find('.trace-scroll').scrollTop = top;
  await settle();
}

const newer = ({ host }: Mounted): HTMLElement | null => host.querySelector('.trace-newer');

describe('a trace of 100,000 rows', () => {
  const source = new GrowingTrace(100_000);

  test('has only the rows in sight in the document, and begins at the newest', async () => {
    const place = await mountTrace(source);
    expect(place.findAll('.trace-row').length).toBeLessThan(50);
    expect(inSight(place).at(-1)).toBe('row 100000');
    const last = place.findAll('.trace-row').at(-1);
    expect(last?.getAttribute('aria-setsize')).toBe('100000');
    expect(last?.getAttribute('aria-posinset')).toBe('100000');
  });

  test('shows the rows that belong where one scrolls to, without a gap', async () => {
    const place = await mountTrace(source);
    for (const index of [0, 25_000, 99_000, 3]) {
      await scrollTo(place, index * 34);
      const words = inSight(place);
      expect(words[0]).toBe(`row ${index + 1}`);
      expect(words).toEqual(words.map((_, offset) => `row ${index + 1 + offset}`));
      expect(place.findAll('.trace-row').length).toBeLessThan(60);
    }
  });

  test('renders once a frame, however many rows arrive', async () => {
    const growing = new GrowingTrace(100_000);
    const { find } = await mountTrace(growing);
    const element = find<TraceList>('dw-trace-list');
    const updated = vi.spyOn(element, 'updated');
    for (let frame = 0; frame < 10; frame++) {
      for (let batch = 0; batch < 20; batch++) growing.add(1);
      await nextFrame();
    }
    await settle();
    expect(updated.mock.calls.length).toBeGreaterThanOrEqual(9);
    expect(updated.mock.calls.length).toBeLessThanOrEqual(12);
  });
});

describe('following the newest row', () => {
  test('goes on while one stands at the end', async () => {
    const source = new GrowingTrace(500);
    const place = await mountTrace(source);
    source.add(40);
    await settle();
    expect(inSight(place).at(-1)).toBe('row 540');
    expect(newer(place)).toBeNull();
  });

  test('ends when one scrolls up by however little; what is read stays where it is', async () => {
    const source = new GrowingTrace(500);
    const place = await mountTrace(source);
    const box = place.find('.trace-scroll');
    await scrollTo(place, box.scrollTop - 5);
    const before = inSight(place);
    source.add(1234);
    await settle();
    expect(inSight(place)).toEqual(before);
    expect(newer(place)?.textContent.trim()).toBe('1,234 new');
  });

  test('counts down the new rows as they are read', async () => {
    const source = new GrowingTrace(500);
    const place = await mountTrace(source);
    await scrollTo(place, 100 * 34);
    source.add(100);
    await settle();
    expect(newer(place)?.textContent.trim()).toBe('100 new');
    await scrollTo(place, 540 * 34 - place.find('.trace-scroll').clientHeight);
    expect(newer(place)?.textContent.trim()).toBe('60 new');
  });

  test('begins again by the button', async () => {
    const source = new GrowingTrace(500);
    const place = await mountTrace(source);
    await scrollTo(place, 0);
    source.add(10);
    await settle();
    newer(place)?.click();
    await settle();
    expect(inSight(place).at(-1)).toBe('row 510');
    expect(newer(place)).toBeNull();
    source.add(10);
    await settle();
    expect(inSight(place).at(-1)).toBe('row 520');
  });

  test('does not move a reader when the oldest rows are dropped', async () => {
    const source = new GrowingTrace(2000);
    const place = await mountTrace(source);
    await scrollTo(place, 1000 * 34 + 7);
    const before = inSight(place);
    source.drop(300);
    await settle();
    expect(inSight(place)).toEqual(before);
  });
});

describe('picking a row', () => {
  test('by the pointer shows it in full beside the list, tells it and ends the following', async () => {
    await page.viewport(1440, 900);
    const source = new GrowingTrace(300);
    const picked = vi.fn<(event: CustomEvent<{ entry: TraceEntry }>) => void>();
    const place = await mount(list(source, picked));
    await settle();
    const row = place.findAll('.trace-row').find((each) => each.textContent.includes('row 290'));
    row?.click();
    await settle();
    expect(picked.mock.lastCall?.[0].detail.entry.number).toBe(290);
    expect(place.find('.trace-aside').textContent).toContain('devices/d/messages/events/290');
    expect(place.find('.trace-aside pre').textContent).toContain('"temperature": 21');
    const before = inSight(place);
    source.add(50);
    await settle();
    expect(inSight(place)).toEqual(before);
  });

  test('by keys moves the active option and keeps it in sight', async () => {
    const place = await mountTrace(new GrowingTrace(1000));
    const box = place.find('[role=listbox]');
    box.focus();
    const active = (): string => place.find(`#${box.getAttribute('aria-activedescendant')}`).textContent;
    await userEvent.keyboard('{Home}');
    await settle();
    expect(active()).toContain('row 1');
    expect(inSight(place)[0]).toBe('row 1');
    await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
    await settle();
    expect(active()).toContain('row 2');
    await userEvent.keyboard('{End}');
    await settle();
    expect(active()).toContain('row 1000');
    expect(inSight(place).at(-1)).toBe('row 1000');
    await userEvent.keyboard('{PageUp}');
    await settle();
    expect(place.find('[aria-selected=true]').getAttribute('aria-posinset')).not.toBe('1000');
  });

  test('keeps the picked row in the document when it is scrolled out of sight', async () => {
    const place = await mountTrace(new GrowingTrace(100_000));
    const box = place.find('[role=listbox]');
    box.focus();
    await userEvent.keyboard('{End}');
    await settle();
    await scrollTo(place, 0);
    const id = box.getAttribute('aria-activedescendant');
    expect(id).not.toBeNull();
    expect(place.find(`#${id}`).getAttribute('aria-posinset')).toBe('100000');
    expect(inSight(place)).not.toContain('row 100000');
  });

  test('survives another filter when the row is in it, and its detail stays when it is not', async () => {
    await page.viewport(1440, 900);
    const source = new GrowingTrace(200);
    const place = await mountTrace(source);
    place
      .findAll('.trace-row')
      .find((row) => row.textContent.includes('row 198'))
      ?.click();
    await settle();
    await place.render(list(filtered(source, ({ failed }) => failed)));
    expect(place.findAll('[aria-selected=true]')).toHaveLength(1);
    expect(place.find('[role=listbox]').getAttribute('aria-activedescendant')).not.toBeNull();
    await place.render(list(filtered(source, ({ number }) => number < 50)));
    expect(place.findAll('[aria-selected=true]')).toHaveLength(0);
    expect(place.find('[role=listbox]').hasAttribute('aria-activedescendant')).toBe(false);
    expect(place.find('.trace-aside').textContent).toContain('row 198');
  });
});

describe('a trace on a phone', () => {
  test('has rows of two lines, 60 pixels high, and opens the detail as a sheet', async () => {
    await page.viewport(390, 844);
    const place = await mountTrace(new GrowingTrace(100));
    const row = place.find('.trace-row');
    expect(row.getBoundingClientRect().height).toBe(60);
    const tops = ['.trace-type', '.trace-words'].map(
      (part) => place.find(`.trace-row.sent ${part}`).getBoundingClientRect().top,
    );
    expect(tops[1]).toBeGreaterThan(tops[0] ?? 0);
    expect(place.host.querySelector('.trace-aside')).toBeNull();
    row.click();
    await settle();
    expect(place.find('dialog').matches(':modal')).toBe(true);
    await userEvent.keyboard('{Escape}');
    await settle();
    expect(place.find<HTMLDialogElement>('dialog').open).toBe(false);
  });

  test('moving by arrow keys opens no sheet, Enter does', async () => {
    await page.viewport(390, 844);
    const place = await mountTrace(new GrowingTrace(100));
    place.find('[role=listbox]').focus();
    await userEvent.keyboard('{Home}{ArrowDown}');
    await settle();
    expect(place.find<HTMLDialogElement>('dialog').open).toBe(false);
    await userEvent.keyboard('{Enter}');
    await settle();
    expect(place.find<HTMLDialogElement>('dialog').open).toBe(true);
  });

  test('grows its rows with the reader’s text', async () => {
    await page.viewport(390, 844);
    document.documentElement.style.fontSize = '200%';
    const place = await mountTrace(new GrowingTrace(100));
    expect(place.find('.trace-row').getBoundingClientRect().height).toBe(120);
  });
});

describe('a trace', () => {
  test('tells notes and failed rows apart by shape and word, not by colour alone', async () => {
    const place = await mountTrace(new GrowingTrace(22));
    expect(place.find('.trace-row.note [role=img]').getAttribute('aria-label')).toBe('note');
    expect(place.find('.trace-row.failed .trace-words [role=img]').getAttribute('aria-label')).toBe('failed');
    expect(place.find('.trace-row.note').textContent).not.toContain('PUBLISH');
  });

  test('says that it is empty, and fills', async () => {
    const source = new GrowingTrace(0);
    const place = await mountTrace(source);
    expect(place.find('.trace-empty').textContent).toBe('Nothing yet.');
    source.add(3);
    await settle();
    expect(place.host.querySelector('.trace-empty')).toBeNull();
    expect(inSight(place)).toEqual(['row 1', 'row 2', 'row 3']);
  });

  test('lets go of its source when it leaves the page and takes it again when it comes back', async () => {
    const source = new GrowingTrace(10);
    const { find, host } = await mountTrace(source);
    const element = find('dw-trace-list');
    element.remove();
    expect(source.listenerCount).toBe(0);
    host.append(element);
    source.add(5);
    await settle();
    expect(source.listenerCount).toBe(1);
    expect(element.textContent).toContain('row 15');
  });

  test.each(['light', 'dark'])('is accessible in %s colours, with a row picked', async (theme) => {
    await page.viewport(1440, 900);
    document.documentElement.dataset['theme'] = theme;
    const place = await mountTrace(new GrowingTrace(300));
    place.find('[role=listbox]').focus();
    await userEvent.keyboard('{End}{ArrowUp}');
    await settle();
    expect(await complaints(place.host)).toEqual([]);
  });
});
