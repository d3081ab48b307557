import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { describe, expect, test } from 'vitest';
import { FocusController } from '#ui/controllers/focus-controller';
import { mount, settle, type Mounted } from '../support/mount.ts';

@customElement('test-focus-host')
class TestFocusHost extends LitElement {
  @property() gone = '';

  constructor() {
    super();
    new FocusController(this, (lost) => (lost.id === 'last' ? null : this.querySelector('#place')));
  }

  override createRenderRoot(): this {
    return this;
  }

  #button(id: string): TemplateResult | typeof nothing {
    return this.gone === id ? nothing : html`<button id=${id}>${id}</button>`;
  }

  override render(): TemplateResult {
    return html`<div class="field"><input id="control" />${this.#button('mend')}</div>
      ${this.#button('offer')}${this.#button('last')}<button id="place">Place</button>`;
  }
}

/** Focuses an element, takes another away and gives the id of what has the focus then. */
async function takeAway(gone: string, focused = gone): Promise<string> {
  const { find }: Mounted = await mount(html`<test-focus-host></test-focus-host>`);
  find(`#${focused}`).focus();
  find<TestFocusHost>('test-focus-host').gone = gone;
  await settle();
  return document.activeElement?.id ?? '';
}

describe('the focus of what is taken away', () => {
  test('goes to the control of its field', async () => {
    expect(await takeAway('mend')).toBe('control');
  });

  test('goes where the host says, outside of a field', async () => {
    expect(await takeAway('offer')).toBe('place');
  });

  test('goes nowhere where the host knows no place', async () => {
    expect(await takeAway('last')).toBe('');
  });

  test('stays with what is still there', async () => {
    expect(await takeAway('offer', 'last')).toBe('last');
  });
});
