// First, so that the order of the style layers is stated before any of them begins.
import { complaints, mount, settle, type Mounted } from '../support/mount.ts';
import { html } from 'lit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { dialog } from '#ui/elements/dialog/dialog';
import { showToast } from '#ui/elements/toasts/show-toast';
import '#ui/elements/toasts/toasts';

const texts = ({ findAll }: Mounted): string[] => findAll('.toast-text').map((toast) => toast.textContent);

describe('toasts', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  async function show(...args: Parameters<typeof showToast>): Promise<void> {
    showToast(...args);
    vi.advanceTimersByTime(0);
    await settle();
  }

  test('appear in a status region that was there before, and go by themselves', async () => {
    const place = await mount(html`<dw-toasts></dw-toasts>`);
    expect(place.find('[role=status]').matches(':popover-open')).toBe(true);
    await show('Device removed');
    expect(texts(place)).toEqual(['Device removed']);
    vi.advanceTimersByTime(6000);
    await settle();
    expect(texts(place)).toEqual([]);
  });

  test('are accessible', async () => {
    const place = await mount(html`<dw-toasts></dw-toasts>`);
    await show('Device removed', { tone: 'ok', action: { label: 'Undo', run: vi.fn() } });
    vi.useRealTimers();
    expect(place.findAll('.toast')).toHaveLength(1);
    expect(await complaints(place.host)).toEqual([]);
  });

  test('run their action once and go', async () => {
    const run = vi.fn();
    const place = await mount(html`<dw-toasts></dw-toasts>`);
    await show('Device removed', { action: { label: 'Undo', run } });
    place.find('.toast-action').click();
    await settle();
    expect(run).toHaveBeenCalledOnce();
    expect(texts(place)).toEqual([]);
  });

  test.each([
    ['the pointer is over them', 'pointerover', 'pointerout'],
    ['they have the focus', 'focusin', 'focusout'],
  ])('stay while %s', async (_, enter, leave) => {
    const place = await mount(html`<dw-toasts></dw-toasts>`);
    await show('Device removed');
    place.find('.toast').dispatchEvent(new Event(enter, { bubbles: true }));
    vi.advanceTimersByTime(60_000);
    await settle();
    expect(texts(place)).toEqual(['Device removed']);
    place.find('.toast').dispatchEvent(new Event(leave, { bubbles: true }));
    await settle();
    vi.advanceTimersByTime(2500);
    await settle();
    expect(texts(place)).toEqual([]);
  });

  test('are three at most, the newest', async () => {
    const place = await mount(html`<dw-toasts></dw-toasts>`);
    for (const text of ['one', 'two', 'three', 'four']) await show(text);
    expect(texts(place)).toEqual(['two', 'three', 'four']);
  });

  test('appear inside an open dialog, because the page behind is inert', async () => {
    const inside = dialog({ id: 'd', open: true, heading: 'H', body: () => html``, onClose: vi.fn() });
    const place = await mount(html`<dw-toasts></dw-toasts>${inside}`);
    await show('Copied');
    expect(place.findAll('dialog .toast')).toHaveLength(1);
    expect(place.findAll('.toast')).toHaveLength(1);
  });
});
