import { describe, expect, test } from 'vitest';
import { html } from 'lit';
import { commandWords, textBlock } from '#ui/elements/text-block/text-block';
import { mount } from '../support/mount.ts';

const COMMAND = 'az iot dps enrollment-group create --dps-name "$DPS_NAME"\n# second line --of-it';

describe('a command', () => {
  const show = (width: string): ReturnType<typeof mount> => {
    const block = textBlock({ label: 'Command', text: COMMAND, content: commandWords(COMMAND) });
    return mount(html`<div class="narrow" .style=${`inline-size: ${width}`}>${block}</div>`);
  };

  test('is the text that it was, with its blanks and line breaks', async () => {
    const { find } = await show('20rem');
    expect(find('pre').textContent).toBe(COMMAND);
  });

  test('breaks between its words and not at their hyphens', async () => {
    const { host } = await show('20rem');
    const words = [...host.querySelectorAll('.command-word')];
    expect(words.map(({ textContent }) => textContent)).toContain('--dps-name');
    expect(words.map((word) => word.getClientRects().length)).toEqual(words.map(() => 1));
    const heights = new Set(words.map((word) => Math.round(word.getBoundingClientRect().height)));
    expect(heights.size).toBe(1);
  });

  test('wraps inside of a word that is longer than a line, and needs no scrolling', async () => {
    const { find } = await show('9rem');
    const block = find('pre');
    expect(block.scrollWidth).toBeLessThanOrEqual(block.clientWidth);
  });
});
