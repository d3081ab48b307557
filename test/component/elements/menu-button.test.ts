// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { menuButton } from '#ui/elements/menu/menu-button';

const run = vi.fn();
const menu = () =>
  menuButton({
    id: 'menu',
    label: 'Actions',
    items: [
      { label: 'Start', run },
      { label: 'Stop', run: vi.fn(), disabled: true },
      'line',
      { label: 'Remove', run: vi.fn(), danger: true },
    ],
  });

describe('a menu button', () => {
  test('opens by Enter with the focus on the first item, and arrows wrap over what can be chosen', async () => {
    const { find } = await mount(menu());
    find('.btn').focus();
    await userEvent.keyboard('{Enter}');
    await settle();
    const words: string[] = [];
    for (const key of ['{ArrowDown}', '{ArrowDown}', '{End}', '{Home}', 'r']) {
      words.push(document.activeElement?.textContent.trim() ?? '');
      await userEvent.keyboard(key);
    }
    words.push(document.activeElement?.textContent.trim() ?? '');
    expect(words).toEqual(['Start', 'Remove', 'Start', 'Remove', 'Start', 'Remove']);
    expect(find('.btn').getAttribute('aria-expanded')).toBe('true');
  });

  test('closes by Escape and gives the focus back', async () => {
    const { find } = await mount(menu());
    find('.btn').focus();
    await userEvent.keyboard('{Enter}');
    await settle();
    await userEvent.keyboard('{Escape}');
    await settle();
    expect(find('#menu').matches(':popover-open')).toBe(false);
    expect(document.activeElement).toBe(find('.btn'));
    expect(find('.btn').getAttribute('aria-expanded')).toBe('false');
  });

  test('runs the chosen item and closes', async () => {
    const { find } = await mount(menu());
    await userEvent.click(find('.btn'));
    await userEvent.click(find('[role=menuitem]'));
    expect(run).toHaveBeenCalledOnce();
    expect(find('#menu').matches(':popover-open')).toBe(false);
  });

  test('stands under its button, with its end at the button’s end', async () => {
    const { find } = await mount(html`<div class="spread"><span></span><span>${menu()}</span></div>`);
    await userEvent.click(find('.btn'));
    await settle();
    const button = find('.btn').getBoundingClientRect();
    const box = find('#menu').getBoundingClientRect();
    expect(Math.round(box.top - button.bottom)).toBe(4);
    expect(Math.round(box.right)).toBe(Math.round(button.right));
  });

  test('of which there are many asks for its items when it opens, and anew each time', async () => {
    let opened = 0;
    const late = () => {
      opened += 1;
      return [{ label: `Opened ${opened}`, run }];
    };
    const { find, findAll } = await mount(menuButton({ id: 'late', label: 'Actions', items: late }));
    expect(findAll('[role=menuitem]')).toHaveLength(0);
    for (const time of [1, 2]) {
      find('.btn').focus();
      await userEvent.keyboard('{Enter}');
      await settle();
      expect(findAll('[role=menuitem]').map((item) => item.textContent.trim())).toEqual([`Opened ${time}`]);
      expect(document.activeElement).toBe(find('[role=menuitem]'));
      await userEvent.keyboard('{Escape}');
      await settle();
    }
  });
});
