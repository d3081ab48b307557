// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { JsonFieldInput } from '#ui/elements/json/json-field';
import '#ui/elements/json/json-field';
import { jsonView, printJson } from '#ui/elements/json/json-view';

describe('a JSON view', () => {
  test('prints a value, and a text that is JSON, in the same way', () => {
    expect(printJson('{"a":[1,"x"]}').text).toBe(printJson({ a: [1, 'x'] }).text);
  });

  test('shows every character of the value, whatever its colours', async () => {
    const value = { 'a "quoted" name': 'text: with {} and \\', n: -1.5e-7, deep: [true, null, []] };
    const { find } = await mount(jsonView({ label: 'Body', value }));
    expect(find('pre').textContent).toBe(JSON.stringify(value, undefined, 2));
    expect(find('.json-name').textContent).toBe('"a \\"quoted\\" name"');
  });

  test('shows a text that is not JSON as it is, and never as markup', async () => {
    const { find } = await mount(jsonView({ label: 'Body', value: '<img src=x> 0x1f' }));
    expect(find('pre').textContent).toBe('<img src=x> 0x1f');
  });
});

describe('a JSON field', () => {
  const view = (value: string, onInput: (event: CustomEvent<JsonFieldInput>) => void = vi.fn()) =>
    html`<dw-json-field fieldId="f" label="Patch" schema="object" .value=${value} @dw-input=${onInput}></dw-json-field>`;

  test('says line and column of a mistake, as the description of the field', async () => {
    const { find } = await mount(view('{\n  "a": 1,\n}'));
    const area = find('textarea');
    expect(area.getAttribute('aria-invalid')).toBe('true');
    expect(find(`#${area.getAttribute('aria-describedby')}`).textContent).toContain(
      'Line 2, column 9: remove this comma',
    );
  });

  test('judges while one types, and tells value and verdict', async () => {
    const input = vi.fn<(event: CustomEvent<JsonFieldInput>) => void>();
    const { find } = await mount(view('', input));
    await userEvent.fill(find('textarea'), '{"a":1');
    expect(input.mock.lastCall?.[0].detail).toMatchObject({ ok: false, value: undefined });
    await userEvent.fill(find('textarea'), '{"a":1}');
    await settle();
    expect(input.mock.lastCall?.[0].detail).toMatchObject({ ok: true, value: { a: 1 } });
    expect(find('.json-verdict').textContent).toContain('This is JSON');
  });

  test('wants an object where only an object will do', async () => {
    const { host } = await mount(view('[1]'));
    expect(host.textContent).toContain('an object in braces is needed');
  });

  test('tidies up', async () => {
    const { find } = await mount(view('{"a":{"b":1}}'));
    await userEvent.click(find('.json-foot button'));
    await settle();
    expect(find<HTMLTextAreaElement>('textarea').value).toBe('{\n  "a": {\n    "b": 1\n  }\n}');
  });
});
