// First, so that the order of the style layers is stated before any of them begins.
import { mount } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { tabPanel } from '#ui/elements/tabs/tabs';

const TABS = ['connection', 'telemetry', 'properties', 'commands', 'messages', 'trace', 'credentials'].map((id) => ({
  id,
  label: id,
}));
const tabs = (selected: string, onSelect: (event: CustomEvent<{ id: string }>) => void = vi.fn()) =>
  html`<dw-tabs label="Parts" group="g" .tabs=${TABS} .selected=${selected} @dw-select=${onSelect}></dw-tabs>${TABS.map(({ id }) => tabPanel('g', id, selected, html`<p>${id}</p>`))}`;

describe('tabs', () => {
  test('tie the chosen tab to the only panel that is rendered', async () => {
    const { find, findAll } = await mount(tabs('trace'));
    expect(findAll('[role=tabpanel]')).toHaveLength(1);
    const tab = find('[aria-selected=true]');
    expect(tab.getAttribute('aria-controls')).toBe(find('[role=tabpanel]').id);
    expect(find('[role=tabpanel]').getAttribute('aria-labelledby')).toBe(tab.id);
    expect(find('[role=tabpanel]').textContent.trim()).toBe('trace');
  });

  test('have one stop for the tabulator, and arrows ask for the neighbour at once', async () => {
    const asked = vi.fn<(event: CustomEvent<{ id: string }>) => void>();
    const { find, findAll } = await mount(tabs('connection', asked));
    expect(findAll('[role=tab][tabindex="0"]')).toHaveLength(1);
    find('[aria-selected=true]').focus();
    await userEvent.keyboard('{ArrowRight}{ArrowLeft}{ArrowLeft}{Home}{End}');
    expect(asked.mock.calls.map(([event]) => event.detail.id)).toEqual(['telemetry', 'credentials', 'credentials']);
  });

  test('choose nothing themselves', async () => {
    const { find } = await mount(tabs('connection'));
    await userEvent.click(find('[data-id=trace]'));
    expect(find('[aria-selected=true]').dataset['id']).toBe('connection');
  });

  test('scroll sideways on a phone, with the chosen tab in view', async () => {
    await page.viewport(390, 844);
    const { find, host } = await mount(tabs('credentials'));
    const tab = find('[aria-selected=true]').getBoundingClientRect();
    expect(tab.right).toBeLessThanOrEqual(390);
    expect(tab.left).toBeGreaterThanOrEqual(0);
    expect(host.scrollWidth).toBeLessThanOrEqual(390);
  });
});
