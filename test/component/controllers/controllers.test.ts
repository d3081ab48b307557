import { mount, settle } from '../support/mount.ts';
import { html, LitElement, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createStore } from '#core/store';
import { FileDropController } from '#ui/controllers/file-drop-controller';
import { PasteController, type Pasted } from '#ui/controllers/paste-controller';
import { ShortcutController } from '#ui/controllers/shortcut-controller';
import { StepwiseController } from '#ui/controllers/stepwise-controller';
import { StoreController } from '#ui/controllers/store-controller';
import { moveFocus } from '#ui/controllers/move-focus';

const store = createStore({ name: 'a', count: 1 });
const other = createStore({ name: 'z', count: 9 });
const rendered = vi.fn();
const pressed = vi.fn();

@customElement('test-host')
class TestHost extends LitElement {
  readonly name = new StoreController(this, store, ({ name }) => name);

  constructor() {
    super();
    new ShortcutController(this, [
      { key: '/', run: () => pressed('/') },
      { key: 'k', command: true, run: () => pressed('k') },
    ]);
  }

  override render(): TemplateResult {
    rendered(this.name.value);
    return html`${this.name.value}`;
  }
}

const dropped = vi.fn();

@customElement('test-drop-host')
class TestDropHost extends LitElement {
  readonly drop = new FileDropController(this, (files) => dropped(files.map(({ name }) => name)));

  override render(): TemplateResult {
    return html`${this.drop.hovering ? 'hovering' : 'calm'}`;
  }
}

const pasted = vi.fn<(what: Pasted) => void>();

@customElement('test-paste-host')
class TestPasteHost extends LitElement {
  readonly paste = new PasteController(this, pasted);
}

@customElement('test-steps-host')
class TestStepsHost extends LitElement {
  readonly steps = new StepwiseController<number>(this);
  list: readonly number[] = Array.from({ length: 25 }, (_, at) => at);
  drawn: number[] = [];

  override render(): TemplateResult {
    this.drawn.push(this.steps.part(this.list).length);
    return html``;
  }
}

function drag(type: string, data: DataTransfer, relatedTarget: EventTarget | null = null): DragEvent {
  const event = new DragEvent(type, { dataTransfer: data, relatedTarget, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event;
}

function withFile(name: string): DataTransfer {
  const data = new DataTransfer();
  data.items.add(new File(['a'], name));
  return data;
}

beforeEach(() => {
  store.set({ name: 'a', count: 1 });
  rendered.mockClear();
  pressed.mockClear();
  dropped.mockClear();
});

describe('a store controller', () => {
  test('renders when its part of the store changes, and not when another part does', async () => {
    await mount(html`<test-host></test-host>`);
    expect(rendered.mock.calls).toEqual([['a']]);
    store.set({ name: 'a', count: 2 });
    await settle();
    expect(rendered).toHaveBeenCalledOnce();
    store.set({ name: 'b', count: 2 });
    await settle();
    expect(rendered.mock.lastCall).toEqual(['b']);
  });

  test('shows what changed while its host was out of the page, and follows nothing there', async () => {
    const { find, host } = await mount(html`<test-host></test-host>`);
    const element = find<TestHost>('test-host');
    element.remove();
    store.set({ name: 'c', count: 1 });
    await settle();
    expect(rendered).toHaveBeenCalledOnce();
    host.append(element);
    await settle();
    expect(rendered.mock.lastCall).toEqual(['c']);
  });

  test('follows another store when told to, and the first no more', async () => {
    const { find } = await mount(html`<test-host></test-host>`);
    find<TestHost>('test-host').name.follow(other);
    await settle();
    expect(rendered.mock.lastCall).toEqual(['z']);
    store.set({ name: 'd', count: 1 });
    await settle();
    expect(rendered.mock.lastCall).toEqual(['z']);
  });
});

describe('shortcuts', () => {
  test('work from anywhere', async () => {
    await mount(html`<test-host></test-host><button>b</button>`);
    await userEvent.keyboard('/');
    await userEvent.keyboard('{Control>}k{/Control}');
    expect(pressed.mock.calls).toEqual([['/'], ['k']]);
  });

  test('leave plain letters to whoever types, but not those with Ctrl', async () => {
    const { find } = await mount(html`<test-host></test-host><input />`);
    find('input').focus();
    await userEvent.keyboard('/');
    await userEvent.keyboard('{Control>}k{/Control}');
    expect(pressed.mock.calls).toEqual([['k']]);
    expect(find<HTMLInputElement>('input').value).toBe('/');
  });

  test('end with their host', async () => {
    const { find } = await mount(html`<test-host></test-host>`);
    find('test-host').remove();
    await userEvent.keyboard('/');
    expect(pressed).not.toHaveBeenCalled();
  });
});

describe('roving focus', () => {
  test('wraps at both ends and takes Home and End', async () => {
    const move = (event: KeyboardEvent): void => void moveFocus(event, 'button', 'horizontal');
    const { find } = await mount(
      html`<div @keydown=${move}><button id="a">a</button><button id="b">b</button><button id="c">c</button></div>`,
    );
    find('#a').focus();
    const path: string[] = [];
    for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowRight', 'End', 'Home', 'ArrowDown']) {
      await userEvent.keyboard(`{${key}}`);
      path.push(document.activeElement?.id ?? '');
    }
    expect(path).toEqual(['c', 'a', 'b', 'c', 'a', 'a']);
  });
});

describe('a file drop controller', () => {
  test('takes what is dropped anywhere, and says while it hangs over the page', async () => {
    const { find } = await mount(html`<test-drop-host></test-drop-host>`);
    const host = find<TestDropHost>('test-drop-host');
    drag('dragover', withFile('ids.csv'));
    await settle();
    expect(host.shadowRoot?.textContent).toBe('hovering');
    drag('dragleave', withFile('ids.csv'), document.body);
    await settle();
    expect(host.shadowRoot?.textContent).toBe('hovering');
    expect(drag('drop', withFile('ids.csv')).defaultPrevented).toBe(true);
    await settle();
    expect(host.shadowRoot?.textContent).toBe('calm');
    expect(dropped.mock.calls).toEqual([[['ids.csv']]]);
  });

  test('is calm again when the file leaves the page', async () => {
    const { find } = await mount(html`<test-drop-host></test-drop-host>`);
    drag('dragover', withFile('ids.csv'));
    drag('dragleave', withFile('ids.csv'));
    await settle();
    expect(find('test-drop-host').shadowRoot?.textContent).toBe('calm');
  });

  test('leaves dragged text alone, and files once its host has left the page', async () => {
    const { host } = await mount(html`<test-drop-host></test-drop-host>`);
    const text = new DataTransfer();
    text.setData('text/plain', 'boiler-1');
    expect(drag('dragover', text).defaultPrevented).toBe(false);
    expect(drag('drop', text).defaultPrevented).toBe(false);
    host.replaceChildren();
    expect(drag('drop', withFile('ids.csv')).defaultPrevented).toBe(false);
    expect(dropped).not.toHaveBeenCalled();
  });
});

describe('a stepwise controller', () => {
  test('lets its host draw a list in steps, after all else, and another list anew', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { find } = await mount(html`<test-steps-host></test-steps-host>`);
      const host = find<TestStepsHost>('test-steps-host');
      const runAll = async (): Promise<void> => {
        for (let step = 0; step < 5; step += 1) {
          vi.runAllTimers();
          await host.updateComplete;
        }
      };
      await runAll();
      expect(host.drawn).toEqual([0, 10, 20, 25]);
      host.list = [1, 2];
      host.requestUpdate();
      await host.updateComplete;
      await runAll();
      expect(host.drawn.slice(4)).toEqual([0, 2]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('draws nothing once its host has left the page', async () => {
    const { host } = await mount(html`<test-steps-host></test-steps-host>`);
    const steps = host.querySelector<TestStepsHost>('test-steps-host');
    host.replaceChildren();
    const before = steps?.drawn.length;
    await new Promise((resolve) => setTimeout(resolve));
    await settle();
    expect(steps?.drawn.length).toBe(before);
  });
});

describe('what is pasted', () => {
  const FIELDS = html`<test-paste-host></test-paste-host>
    <p>words</p>
    <input class="text" />
    <input type="radio" />
    <textarea data-leaves-paste></textarea>`;

  function paste(target: Element, ...what: (string | File)[]): ClipboardEvent {
    const clipboardData = new DataTransfer();
    for (const one of what) {
      if (typeof one === 'string') clipboardData.setData('text/plain', one);
      else clipboardData.items.add(one);
    }
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    target.dispatchEvent(event);
    return event;
  }

  beforeEach(() => void pasted.mockClear());

  test('anywhere is taken, files before the text that stands for them', async () => {
    const { find } = await mount(FIELDS);
    const file = new File(['a'], 'a.pem');
    expect(paste(document.body, 'a text').defaultPrevented).toBe(true);
    paste(find('p'), 'a.pem', file);
    paste(find('[type=radio]'), 'more');
    expect(pasted.mock.calls).toEqual([
      [{ kind: 'text', text: 'a text' }],
      [{ kind: 'files', files: [file] }],
      [{ kind: 'text', text: 'more' }],
    ]);
  });

  test('into a field stays there, but for one that leaves it as long as it is empty', async () => {
    const { find } = await mount(FIELDS);
    expect(paste(find('.text'), 'for the field').defaultPrevented).toBe(false);
    const area = find<HTMLTextAreaElement>('textarea');
    paste(area, 'for the host');
    area.value = 'typed';
    paste(area, 'for the field');
    expect(pasted.mock.calls).toEqual([[{ kind: 'text', text: 'for the host' }]]);
  });

  test('in front of an open dialog, without content, or once the host is gone is left alone', async () => {
    const { find } = await mount(html`${FIELDS}<dialog></dialog>`);
    find<HTMLDialogElement>('dialog').showModal();
    paste(document.body, 'for the dialog');
    find<HTMLDialogElement>('dialog').close();
    paste(document.body, ' \n');
    find<TestPasteHost>('test-paste-host').remove();
    paste(document.body, 'for nobody');
    expect(pasted).not.toHaveBeenCalled();
  });
});
