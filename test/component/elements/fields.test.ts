// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle } from '../support/mount.ts';
import { html } from 'lit';
import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { choiceCards } from '#ui/elements/field/choice-cards';
import { field, type FieldTies } from '#ui/elements/field/field';
import { focusFirstError } from '#ui/elements/field/focus-first-error';
import { secretInput } from '#ui/elements/field/secret-input';
import { segmented } from '#ui/elements/field/segmented';
import { selectInput } from '#ui/elements/field/select-input';
import { switchInput } from '#ui/elements/field/switch-input';
import { textInput } from '#ui/elements/field/text-input';

describe('a field', () => {
  const template = (error: string | undefined, onInput: (value: string) => void = vi.fn(), value = 'boiler') =>
    field(
      { id: 'name', label: 'Device ID', hint: 'As registered.', error, notes: [{ tone: 'warn', text: 'Upper case.' }] },
      (ties) => textInput(ties, { value, onInput }),
    );

  test('names its control by the label and describes it by hint, error and notes, in that order', async () => {
    const { find, render } = await mount(template('Remove the space.'));
    const input = find<HTMLInputElement>('input');
    expect(input.labels?.[0]?.textContent).toContain('Device ID');
    const described = (input.getAttribute('aria-describedby') ?? '').split(' ');
    const texts = described.map((id) => find(`#${id}`).textContent.trim());
    expect(texts).toEqual(['As registered.', 'Remove the space.', 'Upper case.']);
    expect(input.getAttribute('aria-invalid')).toBe('true');
    await render(template(undefined));
    expect(input.hasAttribute('aria-invalid')).toBe(false);
    expect(input.getAttribute('aria-describedby')).not.toContain('error');
  });

  test('tells what is typed, and shows the value of its owner again when that differs', async () => {
    const typed = vi.fn();
    const { find, render } = await mount(template(undefined, typed, ''));
    await userEvent.type(find('input'), 'ab');
    expect(typed.mock.lastCall).toEqual(['ab']);
    await render(template(undefined, typed, 'A'));
    expect(find<HTMLInputElement>('input').value).toBe('A');
  });

  test('has its first mistake focused on request', async () => {
    const { find, host } = await mount(
      html`${template(undefined)}${field({ id: 'b', label: 'B', error: 'No.' }, (ties) => textInput(ties, { value: '', onInput: vi.fn() }))}`,
    );
    expect(focusFirstError(host)).toBe(true);
    expect(document.activeElement).toBe(find('#b'));
  });

  test('offers to put an error right by a button alone, without a sign before it', async () => {
    const run = vi.fn();
    const { find, host } = await mount(
      field({ id: 'n', label: 'N', notes: [{ tone: 'info', text: '', action: { label: 'Use “n”', run } }] }, (ties) =>
        textInput(ties, { value: '', onInput: vi.fn() }),
      ),
    );
    expect(find('.field-note').textContent.trim()).toBe('Use “n”');
    expect(host.querySelector('.field-note svg')).toBeNull();
    await userEvent.click(find('button'));
    expect(run).toHaveBeenCalledOnce();
  });

  test('offers the action of a note as a button', async () => {
    const run = vi.fn();
    const { find } = await mount(
      field(
        { id: 'n', label: 'N', notes: [{ tone: 'warn', text: 'Upper case.', action: { label: 'Lower it', run } }] },
        (ties) => textInput(ties, { value: '', onInput: vi.fn() }),
      ),
    );
    await userEvent.click(find('button'));
    expect(run).toHaveBeenCalledOnce();
  });
});

describe('a secret field', () => {
  const ties: FieldTies = { id: 'key', label: 'Group key', invalid: false, describedBy: undefined };

  test('is masked until the button is pressed, and keeps the secret out of the markup', async () => {
    const { find, host } = await mount(secretInput(ties, { value: 'c2VjcmV0', onInput: vi.fn() }));
    expect(find<HTMLInputElement>('input').type).toBe('password');
    expect(host.innerHTML).not.toContain('c2VjcmV0');
    await userEvent.click(find('button'));
    await settle();
    expect(find<HTMLInputElement>('input').type).toBe('text');
    expect(find('button').getAttribute('aria-pressed')).toBe('true');
  });

  test('masks again when it is emptied', async () => {
    const { find } = await mount(secretInput(ties, { value: 'abc', onInput: vi.fn() }));
    await userEvent.click(find('button'));
    await userEvent.clear(find('input'));
    await settle();
    expect(find<HTMLInputElement>('input').type).toBe('password');
  });

  test('gives a pasted text with its line breaks, so that they can be spoken of', async () => {
    const typed = vi.fn();
    const { find } = await mount(secretInput(ties, { value: '', onInput: typed }));
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'AAAA\nBBBB');
    find('input').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    expect(typed).toHaveBeenCalledWith('AAAA\nBBBB');
  });

  test('puts a pasted text in place of what is selected', async () => {
    const typed = vi.fn();
    const { find } = await mount(secretInput(ties, { value: 'xxOLDyy', onInput: typed }));
    find<HTMLInputElement>('input').setSelectionRange(2, 5);
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'N\r\nW');
    find('input').dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    expect(typed).toHaveBeenCalledWith('xxN\r\nWyy');
  });

  test('asks no browser to remember or correct', async () => {
    const { find } = await mount(secretInput(ties, { value: '', onInput: vi.fn() }));
    const input = find('input');
    expect(input.getAttribute('autocomplete')).toBe('off');
    expect(input.getAttribute('spellcheck')).toBe('false');
  });
});

describe('choices', () => {
  test('segments are chosen by arrow keys and tell the value', async () => {
    const chosen = vi.fn();
    const options = [
      { value: 'a', label: 'All' },
      { value: 'b', label: 'Online' },
    ] as const;
    const { find } = await mount(segmented({ name: 's', label: 'Show', options, value: 'a', onChange: chosen }));
    find('input[value=a]').focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(chosen).toHaveBeenCalledExactlyOnceWith('b');
  });

  test('a card is chosen by pressing anywhere on it, and says its text', async () => {
    const chosen = vi.fn();
    const options = [
      { value: 'key', label: 'Key', text: 'For development.' },
      { value: 'x509', label: 'X.509', text: 'For production.' },
    ] as const;
    const { findAll, find } = await mount(
      choiceCards({ name: 'c', label: 'Credential', options, value: 'key', onChange: chosen }),
    );
    await userEvent.click(findAll('.choice-text')[1] ?? find('.choice'));
    expect(chosen).toHaveBeenCalledWith('x509');
    const second = find('input[value=x509]');
    expect(find(`#${second.getAttribute('aria-describedby')}`).textContent).toBe('For production.');
  });

  test('cards of which none is chosen say so, and get the focus by their first', async () => {
    const options = [
      { value: 'key', label: 'Key', text: 'For development.' },
      { value: 'x509', label: 'X.509', text: 'For production.' },
    ] as const;
    const { find, findAll, host } = await mount(
      choiceCards({
        name: 'c',
        label: 'Credential',
        options,
        value: undefined,
        error: 'Choose one.',
        onChange: vi.fn(),
      }),
    );
    expect(findAll<HTMLInputElement>('input').filter(({ checked }) => checked)).toEqual([]);
    const group = find('[role=radiogroup]');
    expect(find(`#${group.getAttribute('aria-describedby')}`).innerText).toBe('Choose one.');
    expect(focusFirstError(host)).toBe(true);
    expect(document.activeElement).toBe(find('input[value=key]'));
  });

  test('a select shows its value and tells a new one', async () => {
    const chosen = vi.fn();
    const options = [
      { value: 'global', label: 'Global' },
      { value: 'china', label: 'China' },
    ] as const;
    const { find } = await mount(
      field({ id: 'e', label: 'Endpoint' }, (ties) => selectInput(ties, { value: 'china', options, onChange: chosen })),
    );
    expect(find<HTMLSelectElement>('select').value).toBe('china');
    await userEvent.selectOptions(find('select'), 'global');
    expect(chosen).toHaveBeenCalledWith('global');
  });

  test('a select shows its value again when its owner does not take what was chosen', async () => {
    const options = [
      { value: 'one', label: 'One' },
      { value: 'two', label: 'Two' },
      { value: 'three', label: 'Three' },
    ] as const;
    const template = () =>
      field({ id: 'e', label: 'Number' }, (ties) => selectInput(ties, { value: 'two', options, onChange: vi.fn() }));
    const { find, render } = await mount(template());
    for (const other of ['three', 'one']) {
      await userEvent.selectOptions(find('select'), other);
      await render(template());
      expect(find<HTMLSelectElement>('select').value).toBe('two');
    }
  });

  test('a switch is a switch, and Space turns it', async () => {
    const turned = vi.fn();
    const { find } = await mount(switchInput({ id: 'w', label: 'Connect', checked: false, onChange: turned }));
    find('[role=switch]').focus();
    await userEvent.keyboard(' ');
    expect(turned).toHaveBeenCalledExactlyOnceWith(true);
  });
});
