// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { CopyRequest } from '#ui/elements/copy/copy';
import '#ui/elements/secret/secret';

const answering = (result: () => Promise<void>, asked: (text: string, secret: boolean) => void = vi.fn()) => {
  return (event: CustomEvent<CopyRequest>): void => {
    asked(event.detail.text, event.detail.secret);
    event.detail.answer(result());
  };
};

describe('a copy button', () => {
  test('asks whoever listens above to copy its text, and says that it worked', async () => {
    const asked = vi.fn();
    const { find } = await mount(
      html`<div @dw-copy=${answering(() => Promise.resolve(), asked)}><dw-copy label="ID scope" text="0ne1" .text=${'0ne1'}></dw-copy></div>`,
    );
    await userEvent.click(find('button'));
    await settle();
    expect(asked).toHaveBeenCalledWith('0ne1', false);
    expect(find('[role=status]').textContent).toBe('ID scope copied');
    expect(find('button').getAttribute('aria-label')).toBe('Copy ID scope');
  });

  test('says that it did not work', async () => {
    const { find } = await mount(
      html`<div @dw-copy=${answering(() => Promise.reject(new TypeError('refused')))}><dw-copy label="ID scope" .text=${'x'}></dw-copy></div>`,
    );
    await userEvent.click(find('button'));
    await settle();
    expect(find('[role=status]').textContent).toContain('was not copied');
  });

  test('reads at the press what must not be in the page before', async () => {
    const asked = vi.fn();
    const read = vi.fn(() => Promise.resolve('late'));
    const { find } = await mount(
      html`<div @dw-copy=${answering(() => Promise.resolve(), asked)}><dw-copy label="key" .read=${read}></dw-copy></div>`,
    );
    expect(read).not.toHaveBeenCalled();
    await userEvent.click(find('button'));
    await settle();
    expect(asked).toHaveBeenCalledWith('late', false);
  });
});

describe('a kept secret', () => {
  const secret = (reveal: () => Promise<string>) => html`<dw-secret label="primary key" .reveal=${reveal}></dw-secret>`;

  test('is not in the document until it is asked for, and goes by a second press', async () => {
    const { find, host } = await mount(secret(() => Promise.resolve('S3CR3T')));
    expect(host.textContent).not.toContain('S3CR3T');
    await userEvent.click(find('[aria-pressed]'));
    await settle();
    expect(host.textContent).toContain('S3CR3T');
    await userEvent.click(find('[aria-pressed]'));
    await settle();
    expect(host.textContent).not.toContain('S3CR3T');
  });

  test('of several lines says what it holds while it is hidden, and keeps its line breaks when it is shown', async () => {
    const reveal = (): Promise<string> => Promise.resolve('A=1\nB=2');
    const { find } = await mount(
      html`<dw-secret label="file" block="Hidden, for it holds a key." .reveal=${reveal}></dw-secret>`,
    );
    expect(find('pre').innerText.trim()).toBe('Hidden, for it holds a key.');
    await userEvent.click(find('[aria-pressed]'));
    await settle();
    expect(find('pre').innerText).toBe('A=1\nB=2');
  });

  test('hides itself after half a minute', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { find, host } = await mount(secret(() => Promise.resolve('S3CR3T')));
      find('[aria-pressed]').click();
      await settle();
      vi.advanceTimersByTime(29_999);
      await settle();
      expect(host.textContent).toContain('S3CR3T');
      vi.advanceTimersByTime(1);
      await settle();
      expect(host.textContent).not.toContain('S3CR3T');
    } finally {
      vi.useRealTimers();
    }
  });

  test('is copied as a secret without being shown', async () => {
    const asked = vi.fn();
    const { find, host } = await mount(
      html`<div @dw-copy=${answering(() => Promise.resolve(), asked)}>${secret(() => Promise.resolve('S3CR3T'))}</div>`,
    );
    await userEvent.click(find('dw-copy button'));
    await settle();
    expect(asked).toHaveBeenCalledWith('S3CR3T', true);
    expect(host.textContent).not.toContain('S3CR3T');
  });

  test('says when it cannot be read', async () => {
    const { find, host } = await mount(secret(() => Promise.reject(new TypeError('gone'))));
    await userEvent.click(find('[aria-pressed]'));
    await settle();
    expect(host.textContent).toContain('could not be read');
  });
});
