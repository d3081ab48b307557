import { LitElement } from 'lit';

/** The base of our elements: light DOM, so that the page's own styles, labels and ARIA references reach inside. */
export class LightElement extends LitElement {
  override createRenderRoot(): HTMLElement {
    // What a server or an earlier life left inside would stay beside the rendering.
    this.replaceChildren();
    return this;
  }

  /** Tells whoever listens above; `detail` is what happened. */
  protected raise<Detail>(name: `dw-${string}`, detail: Detail): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
  }
}
