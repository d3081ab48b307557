// First, so that the order of the style layers is stated before any of them begins.
import { mount } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test } from 'vitest';

const TEXT_ON = {
  text: ['bg', 'surface', 'sunken', 'raised', 'hover'],
  'text-2': ['bg', 'surface', 'sunken', 'raised', 'hover'],
  'text-3': ['bg', 'surface', 'sunken', 'raised', 'hover'],
  'accent-text': ['bg', 'surface', 'sunken', 'raised', 'accent-soft', 'hover'],
  'on-accent': ['accent', 'accent-hover'],
  ok: ['surface', 'ok-soft', 'raised', 'bg'],
  warn: ['surface', 'warn-soft', 'raised', 'bg'],
  err: ['surface', 'err-soft', 'raised', 'bg'],
  info: ['surface', 'info-soft', 'raised', 'sunken'],
  bg: ['err'],
  'on-tip': ['tip'],
  'on-toast': ['toast'],
  'toast-action': ['toast'],
} as const;

const SHAPE_ON = {
  'line-strong': ['bg', 'surface', 'sunken', 'raised'],
  'series-1': ['surface'],
  'series-2': ['surface'],
  'series-3': ['surface'],
  'series-4': ['surface'],
  'series-5': ['surface'],
  accent: ['bg', 'surface', 'raised'],
} as const;

/** Relative luminance (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

async function weakPairs(pairs: Readonly<Record<string, readonly string[]>>, least: number): Promise<string[]> {
  const { find } = await mount(html`<i></i>`);
  const probe = find('i');
  const read = (token: string): number => {
    probe.style.color = `var(--${token})`;
    return luminance(getComputedStyle(probe).color);
  };
  return Object.entries(pairs).flatMap(([front, backs]) =>
    backs.flatMap((back) => {
      const [light, dark] = [read(front), read(back)].sort((a, b) => b - a);
      const ratio = ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
      return ratio >= least ? [] : [`${front} on ${back}: ${ratio.toFixed(2)}`];
    }),
  );
}

describe.each(['light', 'dark'])('the colours in %s', (theme) => {
  test('carry text at 4.5:1 or better', async () => {
    document.documentElement.dataset['theme'] = theme;
    expect(await weakPairs(TEXT_ON, 4.5)).toEqual([]);
  });

  test('carry lines and marks at 3:1 or better', async () => {
    document.documentElement.dataset['theme'] = theme;
    expect(await weakPairs(SHAPE_ON, 3)).toEqual([]);
  });
});
