import { consume } from '@lit/context';
import type { App } from '#app/app';
import { StoreController } from '../controllers/store-controller.ts';
import { LightElement } from '../elements/light-element.ts';
import type { Router } from '../routes.ts';
import { viewContext, type ViewContext } from '../services-context.ts';
import type { ReadableStore } from '#core/store';

/** What every view shares: the app and the router, delivered by the root element, and light DOM. */
export abstract class View extends LightElement {
  #begun = false;

  /** Known from the first connection on. */
  @consume({ context: viewContext })
  context!: ViewContext;

  protected get app(): App {
    return this.context.app;
  }

  protected get router(): Router {
    return this.context.router;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.#begun) return;
    this.#begun = true;
    this.begin();
  }

  /** Called once, when the context is known: the place to follow stores. */
  protected begin(): void {}

  /** Follows a store from now on: the view renders again when the selected part changes. */
  protected follow<T, S = T>(
    store: ReadableStore<T>,
    select?: (value: T) => S,
    equal?: (one: S, other: S) => boolean,
  ): StoreController<T, S> {
    return new StoreController<T, S>(this, store, select, equal);
  }
}
