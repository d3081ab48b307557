// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle, type Mounted } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { icons } from '#ui/elements/icon/icon';
import { focusHeading, pageHeader } from '#ui/elements/page-header/page-header';
import { shell } from '#ui/elements/shell/shell';
import '#ui/elements/button/button';

const ROOMS = ['Devices', 'Scan', 'Keys', 'Certificates', 'Inspect', 'Cloud'];
const header = pageHeader({
  heading: 'boiler-room-01',
  crumb: { label: 'Devices', href: '#/devices' },
  actions: html`<button class="btn">Stop</button><button class="btn primary">Send message</button>`,
});

const frame = (rooms: number, content: unknown = header, onPalette?: () => void) =>
  shell({
    name: 'Device Workbench',
    icon: icons.brand,
    items: ROOMS.slice(0, rooms).map((label) => ({
      id: label,
      label,
      icon: icons.device,
      href: `#/${label}`,
      count: 3,
    })),
    current: 'Devices',
    foot: 'Ready offline',
    content,
    onPalette,
  });

const outside = ({ findAll }: Mounted, selector: string): string[] =>
  findAll(selector)
    .filter((element) => {
      const { left, right, bottom } = element.getBoundingClientRect();
      return left < 0 || right > window.innerWidth || bottom > window.innerHeight;
    })
    .map((element) => element.textContent.trim());

describe('the shell', () => {
  test('marks the room one is in and offers a way past the rooms', async () => {
    const { find } = await mount(frame(2));
    expect(find('[aria-current=page]').textContent).toContain('Devices');
    const { hash } = window.location;
    find('.skip').focus();
    await userEvent.keyboard('{Enter}');
    expect(document.activeElement).toBe(find('h1'));
    expect(window.location.hash).toBe(hash);
  });

  test('shows tooltips for the whole page while it is there', async () => {
    const { find, render } = await mount(frame(2, html`<button data-tip="Close">x</button>`));
    find('[data-tip]').focus();
    await userEvent.tab({ shift: true });
    await userEvent.tab();
    await vi.waitUntil(() => document.querySelector('.tip:popover-open') !== null);
    expect(document.querySelector('.tip')?.textContent).toBe('Close');
    await render(html``);
    expect(document.querySelector('.tip')).toBeNull();
  });

  test('has a rail at the left of a desktop, with foot and palette', async () => {
    await page.viewport(1440, 900);
    const palette = vi.fn();
    const { find } = await mount(frame(2, header, palette));
    expect(find('.shell-nav').getBoundingClientRect().right).toBeLessThanOrEqual(
      find('main').getBoundingClientRect().left,
    );
    expect(find('.shell-foot').textContent).toContain('Ready offline');
    await userEvent.click(find('.shell-palette'));
    expect(palette).toHaveBeenCalledOnce();
  });

  test.each([
    [390, '100%', 6],
    [320, '100%', 6],
    [390, '200%', 2],
    [390, '200%', 6],
    [320, '200%', 6],
  ])('at %d pixels and %s text shows all of %d rooms in a bar inside the screen', async (width, fontSize, rooms) => {
    await page.viewport(width, 700);
    document.documentElement.style.fontSize = fontSize;
    const place = await mount(frame(rooms));
    expect(place.findAll('.shell-item')).toHaveLength(rooms);
    expect(outside(place, '.shell-item, .shell-label')).toEqual([]);
    expect(place.host.scrollWidth).toBeLessThanOrEqual(width);
    for (const item of place.findAll('.shell-item')) expect(item.textContent.trim()).not.toBe('');
    // Two lines at most: more, and the bar eats the page.
    const broken = place
      .findAll('.shell-label')
      .filter((label) => label.offsetHeight > 2.6 * Number.parseFloat(getComputedStyle(label).fontSize));
    expect(broken.map((label) => label.textContent)).toEqual([]);
  });

  test.each([390, 360, 320])('breaks no word of six rooms at %d pixels', async (width) => {
    await page.viewport(width, 700);
    const place = await mount(frame(6));
    const broken = place
      .findAll('.shell-label')
      .filter((label) => label.offsetHeight > 1.5 * Number.parseFloat(getComputedStyle(label).fontSize));
    expect(broken.map((label) => label.textContent)).toEqual([]);
  });

  test('keeps the bar at the foot of a phone, and the end of a long page above it', async () => {
    await page.viewport(390, 700);
    const { find } = await mount(
      frame(
        2,
        Array.from({ length: 80 }, (_, line) => html`<p id="line-${line}">${line}</p>`),
      ),
    );
    expect(Math.round(find('.shell-nav').getBoundingClientRect().bottom)).toBe(700);
    window.scrollTo(0, 1e6);
    await settle();
    const bar = find('.shell-nav').getBoundingClientRect();
    expect(find('#line-79').getBoundingClientRect().bottom).toBeLessThanOrEqual(bar.top);
    window.scrollTo(0, 0);
  });
});

describe('the header of a page', () => {
  test('takes the focus when the page changes, without being a stop of the tabulator', async () => {
    const { find, host } = await mount(header);
    focusHeading(host);
    expect(document.activeElement).toBe(find('h1'));
    expect(find('h1').tabIndex).toBe(-1);
  });

  test.each(['100%', '200%'])(
    'shares a line among its buttons or breaks it on a phone with %s text',
    async (fontSize) => {
      await page.viewport(390, 700);
      document.documentElement.style.fontSize = fontSize;
      const place = await mount(header);
      expect(outside(place, '.btn')).toEqual([]);
    },
  );
});
