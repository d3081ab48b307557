// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { icon, icons, type Icon } from '#ui/elements/icon/icon';
import { keyValues } from '#ui/elements/key-values/key-values';
import { notice } from '#ui/elements/notice/notice';
import { describeAgo } from '#ui/elements/relative-time/relative-time';
import { sparkline } from '#ui/elements/sparkline/sparkline';
import { stepsList } from '#ui/elements/steps-list/steps-list';
import { formatBytes, formatDuration, formatTimeOfDay, formatValue } from '#ui/elements/text/format';
import { variables } from '#ui/elements/variables/variables';

describe('an icon', () => {
  test('is decoration without a label, and an image with its name with one', async () => {
    const { findAll } = await mount(html`${icon(icons.plus)}${icon(icons.plus, 'Add')}`);
    expect(findAll('svg').map((svg) => [svg.getAttribute('aria-hidden'), svg.getAttribute('aria-label')])).toEqual([
      ['true', null],
      [null, 'Add'],
    ]);
  });

  test('stays the same node as long as it is the same icon', async () => {
    const template = (node: Icon) => html`${icon(node)}`;
    const { find, render } = await mount(template(icons.plus));
    const first = find('svg');
    await render(template(icons.plus));
    expect(find('svg')).toBe(first);
    await render(template(icons.close));
    expect(find('svg')).not.toBe(first);
  });
});

describe('a sparkline', () => {
  test('goes through its real values, the highest at the top', async () => {
    const { find } = await mount(sparkline([0, 10, 5], 'temperature'));
    const points = [...(find('path').getAttribute('d') ?? '').matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [
      Number(x),
      Number(y),
    ]);
    expect(points).toEqual([
      [2.5, 19.5],
      [32, 2.5],
      [61.5, 11],
    ]);
    expect(find('svg').getAttribute('aria-label')).toBe('temperature: 5');
  });

  test('draws no line for a device that never sent', async () => {
    const { host } = await mount(sparkline([], 'temperature'));
    expect(host.querySelector('path')).toBeNull();
    expect(host.textContent).toContain('no values yet');
  });
});

describe('steps', () => {
  test('say their outcome and time, and a running one counts on', async () => {
    const startedAt = Date.now() - 1500;
    const { findAll, find } = await mount(
      stepsList([
        { label: 'Register', outcome: 'done', tookMs: 3120 },
        { label: 'Connect', outcome: 'running', startedAt },
        { label: 'Read the twin', outcome: 'skipped' },
      ]),
    );
    expect(findAll('.step-label').map((label) => label.textContent)).toEqual([
      'Register, done',
      'Connect, under way',
      'Read the twin, skipped',
    ]);
    expect(find('.step-done .step-time').textContent).toBe('3.1 s');
    const running = find('.step-running .step-time');
    const before = running.textContent;
    await vi.waitUntil(() => running.textContent !== before);
    expect(running.textContent).toMatch(/^\d\.\d s$/);
  });
});

describe('a notice', () => {
  test('ranks its causes, marks the likely ones and speaks up when asked to', async () => {
    const { findAll, find, render } = await mount(
      notice({
        tone: 'err',
        title: 'Refused',
        causes: [{ title: 'Group key', likely: true }, { title: 'Wrong key' }],
        announce: true,
      }),
    );
    expect(findAll('ol > li').map((cause) => cause.textContent.trim().replace(/\s+/g, ' '))).toEqual([
      'Group key Likely',
      'Wrong key',
    ]);
    expect(find('.notice').getAttribute('role')).toBe('alert');
    await render(notice({ tone: 'info', title: 'Note' }));
    expect(find('.notice').hasAttribute('role')).toBe(false);
  });
});

describe('key-value pairs', () => {
  test('leave out what is not there', async () => {
    const { findAll } = await mount(
      keyValues([{ label: 'a', value: 1 }, undefined, false, { label: 'b', value: 2, copy: '2' }]),
    );
    expect(findAll('dt').map((term) => term.textContent)).toEqual(['a', 'b']);
    expect(findAll('dw-copy')).toHaveLength(1);
  });
});

describe('a relative time', () => {
  test.each([
    [-5000, 'now'],
    [4999, 'now'],
    [42_000, '42 s ago'],
    [120_000, '2 min ago'],
    [7_200_000, '2 h ago'],
    [86_400_000, 'yesterday'],
    [3 * 86_400_000, '3 days ago'],
  ])('%d milliseconds ago is %s', (ago, words) => expect(describeAgo(ago)).toBe(words));

  test('is kept true while it is looked at', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      let now = 100_000;
      const { host } = await mount(html`<dw-relative-time .at=${90_000} .now=${() => now}></dw-relative-time>`);
      expect(host.textContent.trim()).toBe('10 s ago');
      now += 5000;
      vi.advanceTimersByTime(1000);
      await settle();
      expect(host.textContent.trim()).toBe('15 s ago');
    } finally {
      vi.useRealTimers();
    }
  });

  test('says its word when there is no time', async () => {
    const { host } = await mount(html`<dw-relative-time never="never"></dw-relative-time>`);
    expect(host.textContent).toBe('never');
  });
});

describe('numbers', () => {
  test.each([
    [formatDuration(0.4), '0 ms'],
    [formatDuration(999.6), '1.0 s'],
    [formatDuration(59_949), '59.9 s'],
    [formatDuration(59_960), '1 min 0 s'],
    [formatDuration(3_725_000), '1 h 2 min'],
    [formatBytes(1023), '1023 B'],
    [formatBytes(1434), '1.4 KiB'],
    [formatBytes(5 * 1024 * 1024), '5.0 MiB'],
    [formatValue(21.3749), '21.37'],
    [formatValue(0.00001), '1.00e-5'],
    [formatValue(0), '0'],
    [formatValue(Number.NaN), '–'],
    [formatTimeOfDay(new Date(2026, 10, 22, 9, 5, 3, 7).getTime()), '09:05:03.007'],
  ])('%s is written as %s', (printed, expected) => expect(printed).toBe(expected));
});

describe('variables', () => {
  test('are set on the element without a style attribute in the template, and follow their value', async () => {
    const template = (width: string) => html`<i id="box" ${variables({ '--wide': width })}></i>`;
    const { find, render } = await mount(template('3px'));
    expect(find('#box').style.getPropertyValue('--wide')).toBe('3px');
    await render(template('4px'));
    expect(find('#box').style.getPropertyValue('--wide')).toBe('4px');
  });
});
