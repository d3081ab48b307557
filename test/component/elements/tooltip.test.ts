// First, so that the order of the style layers is stated before any of them begins.
import { mount } from '../support/mount.ts';
import { html } from 'lit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createTooltips } from '#ui/elements/tooltip/create-tooltips';

const buttons = html`<button id="before">Before</button><button id="tipped" data-tip="Close">x</button>`;
const bubble = (): HTMLElement | null => document.querySelector('.tip');
const isShown = (): boolean => bubble()?.matches(':popover-open') === true;

describe('the tooltip', () => {
  let tooltips: ReturnType<typeof createTooltips>;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    tooltips = createTooltips();
  });

  afterEach(() => {
    tooltips.dispose();
    vi.useRealTimers();
  });

  test('shows when the keyboard arrives, goes by Escape and leaves the focus where it is', async () => {
    const { find } = await mount(buttons);
    find('#before').focus();
    await userEvent.tab();
    vi.advanceTimersByTime(0);
    expect(isShown()).toBe(true);
    expect(bubble()?.textContent).toBe('Close');
    await userEvent.keyboard('{Escape}');
    expect(isShown()).toBe(false);
    expect(document.activeElement).toBe(find('#tipped'));
  });

  test('waits before it shows under a mouse, and goes with it', async () => {
    const { find } = await mount(buttons);
    const move = (type: string, target: string): void =>
      void find(target).dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'mouse' }));
    move('pointerover', '#tipped');
    vi.advanceTimersByTime(399);
    expect(isShown()).toBe(false);
    vi.advanceTimersByTime(1);
    expect(isShown()).toBe(true);
    move('pointerover', '#before');
    expect(isShown()).toBe(false);
  });

  test('never shows for a finger', async () => {
    const { find } = await mount(buttons);
    find('#tipped').dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'touch' }));
    vi.advanceTimersByTime(2000);
    expect(isShown()).toBe(false);
  });

  test('leaves nothing behind when it is disposed of', () => {
    tooltips.dispose();
    expect(bubble()).toBeNull();
  });
});
