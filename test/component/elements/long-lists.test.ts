// First, so that the order of the style layers is stated before any of them begins.
import { mount, settle } from '../support/mount.ts';
import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { field } from '#ui/elements/field/field';
import { selectInput } from '#ui/elements/field/select-input';
import { fileInput } from '#ui/elements/file-input/file-input';
import { pager } from '#ui/elements/pager/pager';
import { progress } from '#ui/elements/progress/progress';

const pages = (from: number, onGo: (from: number) => void = vi.fn(), total = 120) =>
  pager({ label: 'devices', from, pageSize: 50, total, onGo });

describe('pages of a long list', () => {
  test.each([
    [0, '1–50 of 120', true, false],
    [50, '51–100 of 120', false, false],
    [100, '101–120 of 120', false, true],
  ])('from %i on say which part is shown, and go no further than there is', async (from, range, first, last) => {
    const { find, findAll } = await mount(pages(from));
    expect(find('[role=status]').textContent).toBe(range);
    expect(findAll('button').map((button) => button.getAttribute('aria-disabled') === 'true')).toEqual([first, last]);
  });

  test('go back and on by a page, and keep the focus at the end', async () => {
    const onGo = vi.fn();
    const { findAll, render } = await mount(pages(50, onGo));
    const [back, on] = findAll('button');
    await userEvent.click(back!);
    await userEvent.click(on!);
    expect(onGo.mock.calls).toEqual([[0], [100]]);
    await render(pages(100, onGo));
    expect(document.activeElement).toBe(on);
    await userEvent.keyboard('{Enter}');
    expect(onGo).toHaveBeenCalledTimes(2);
  });

  test('are none where one page holds all', async () => {
    const { host } = await mount(pages(0, vi.fn(), 50));
    expect(host.querySelector('nav')).toBeNull();
  });
});

describe('progress', () => {
  test('says what is done and how far it is', async () => {
    const { find, host } = await mount(progress({ id: 'p', label: 'Making keys', done: 23_000, total: 100_000 }));
    expect(host.innerText).toContain('23,000 of 100,000');
    const bar = find<HTMLProgressElement>('progress');
    expect([bar.position, bar.labels[0]?.textContent]).toEqual([0.23, 'Making keys']);
  });

  test('of nothing at all is no division by nothing', async () => {
    const { find } = await mount(progress({ id: 'p', label: 'Making keys', done: 0, total: 0 }));
    expect(find<HTMLProgressElement>('progress').position).toBe(0);
  });
});

describe('a file to choose', () => {
  test('is given when it is chosen, and the same one can be chosen again', async () => {
    const names: string[] = [];
    const onFile = ({ name }: File): void => void names.push(name);
    const { find } = await mount(
      field({ id: 'f', label: 'List' }, (ties) =>
        fileInput(ties, { text: 'Choose a file', dropText: 'or drop it', accept: '.csv', onFile }),
      ),
    );
    const file = new File(['a'], 'ids.csv');
    for (const chosen of [['ids.csv'], ['ids.csv', 'ids.csv']]) {
      await userEvent.upload(find('input'), file);
      await settle();
      expect(names).toEqual(chosen);
    }
    expect(find<HTMLInputElement>('input').files).toHaveLength(0);
  });
});

describe('a select', () => {
  test('puts options that belong together under one name', async () => {
    const onChange = vi.fn();
    const { find, findAll } = await mount(
      field({ id: 's', label: 'Format' }, (ties) =>
        selectInput(ties, {
          value: 'b',
          options: [
            { value: 'a', label: 'None' },
            { value: 'b', label: 'CSV', group: 'One file' },
            { value: 'c', label: 'JSON', group: 'One file' },
            { value: 'd', label: '.env', group: 'A file each' },
          ],
          onChange,
        }),
      ),
    );
    expect(findAll<HTMLOptGroupElement>('optgroup').map(({ label, children }) => [label, children.length])).toEqual([
      ['One file', 2],
      ['A file each', 1],
    ]);
    expect(find<HTMLSelectElement>('select').value).toBe('b');
    await userEvent.selectOptions(find('select'), 'd');
    expect(onChange).toHaveBeenCalledWith('d');
  });
});
