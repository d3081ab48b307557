// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { dialog, type DialogOptions } from '#ui/elements/dialog/dialog';

const body = () => html`<input id="first" /><input id="second" autofocus />`;

function options(open: boolean, more: Partial<DialogOptions> = {}): DialogOptions {
  return { id: 'd', open, heading: 'Add a device', body, onClose: vi.fn(), ...more };
}

const withOpener = (inside: DialogOptions) => html`<button id="opener">Open</button>${dialog(inside)}`;

describe('a dialog', () => {
  test('is modal, is named by its heading and focuses the field that asks for it', async () => {
    const { find, render } = await mount(withOpener(options(false)));
    await render(withOpener(options(true)));
    const box = find<HTMLDialogElement>('dialog');
    expect(box.matches(':modal')).toBe(true);
    expect(find(`#${box.getAttribute('aria-labelledby')}`).textContent).toBe('Add a device');
    expect(document.activeElement?.id).toBe('second');
  });

  test('focuses its heading when no field asks for the focus', async () => {
    const { find } = await mount(dialog(options(true, { body: () => html`<p>Words</p>` })));
    expect(document.activeElement).toBe(find('h2'));
  });

  test('has no content while it is closed', async () => {
    const { find, render } = await mount(dialog(options(true)));
    await render(dialog(options(false)));
    expect(find('dialog').textContent.trim()).toBe('');
  });

  test('tells its owner once when Escape closes it, and gives the focus back', async () => {
    const onClose = vi.fn();
    const { find, render } = await mount(withOpener(options(false)));
    find('#opener').focus();
    await render(withOpener(options(true, { onClose })));
    await userEvent.keyboard('{Escape}');
    await settle();
    expect(onClose).toHaveBeenCalledOnce();
    expect(document.activeElement).toBe(find('#opener'));
  });

  test('gives the focus to the place of its opener when its work did away with that', async () => {
    const list = (inside: unknown, open: boolean) =>
      html`<main><section role="tabpanel" aria-label="Entries">${inside}</section></main>${dialog(options(open))}`;
    const first = html`<button id="opener">Make the first</button>`;
    const { find, render } = await mount(list(first, false));
    find('#opener').focus();
    await render(list(first, true));
    await render(list(first, false));
    expect(document.activeElement).toBe(find('#opener'));
    await render(list(html`<p>The first entry</p>`, false));
    expect(document.activeElement).toBe(find('[role=tabpanel]'));
  });

  test('leaves the focus where the user has gone meanwhile', async () => {
    const both = html`<button id="opener">Open</button><button id="other">Other</button>`;
    const place = (inside: unknown, open: boolean) => html`<main>${inside}</main>${dialog(options(open))}`;
    const { find, render } = await mount(place(both, false));
    find('#opener').focus();
    await render(place(both, true));
    await render(place(both, false));
    find('#other').focus();
    await render(place(html`<p>Nothing</p>`, false));
    expect(document.activeElement).toBe(document.body);
  });

  test('tells its owner when its cross is pressed', async () => {
    const onClose = vi.fn();
    const { find } = await mount(dialog(options(true, { onClose })));
    await userEvent.click(find('[aria-label=Close]'));
    expect(onClose).toHaveBeenCalledOnce();
  });

  test('does not tell its owner what the owner did', async () => {
    const onClose = vi.fn();
    const { find, render } = await mount(dialog(options(true, { onClose })));
    await render(dialog(options(false, { onClose })));
    expect(find<HTMLDialogElement>('dialog').open).toBe(false);
    expect(onClose).not.toHaveBeenCalled();
  });

  test('still tells its owner about a second closing', async () => {
    const onClose = vi.fn();
    const { render } = await mount(dialog(options(true, { onClose })));
    await render(dialog(options(false, { onClose })));
    await render(dialog(options(true, { onClose })));
    await userEvent.keyboard('{Escape}');
    await settle();
    expect(onClose).toHaveBeenCalledOnce();
  });

  test('with a submit is a form that Enter sends and that goes nowhere', async () => {
    const onSubmit = vi.fn();
    const footer = () => html`<button class="btn primary">Add</button>`;
    const { find } = await mount(dialog(options(true, { onSubmit, footer })));
    find('#first').focus();
    await userEvent.keyboard('{Enter}');
    expect(onSubmit).toHaveBeenCalledOnce();
    expect(find<HTMLDialogElement>('dialog').open).toBe(true);
  });

  test('keeps the tabulator inside', async () => {
    const { find } = await mount(withOpener(options(true)));
    for (let press = 0; press < 6; press++) {
      await userEvent.tab();
      const inside = find('dialog').contains(document.activeElement);
      expect(inside || document.activeElement === document.body).toBe(true);
    }
  });

  test('is a sheet at the foot of a phone, as wide as the screen', async () => {
    await page.viewport(390, 844);
    const { find } = await mount(dialog(options(true)));
    const box = find('dialog').getBoundingClientRect();
    expect(box.left).toBe(0);
    // All but the gutter of the scrollbar, which a real phone has not.
    expect(box.width).toBeGreaterThan(390 - 20);
    expect(Math.round(box.bottom)).toBe(844);
  });
});
