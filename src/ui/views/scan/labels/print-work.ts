import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { KeyProgress } from '#core/ports/key-maker';
import type { Services } from '#app/services';
import type { LabelPrint } from '#app/stores/label-plan';
import { makeLabels } from '#app/use-cases/make-labels';
import { createLabelArtist } from './label-artist.ts';
import { createTextMeasure } from './label-page.ts';
import { createPrintView, type PrintView } from './print-view.ts';

/** How far the pages of a print are. */
export type PrintState =
  | { readonly kind: 'none' }
  | { readonly kind: 'making'; readonly progress: KeyProgress }
  /** Whether keys that are as long as that of a group may be printed; this is the first device that has one. */
  | { readonly kind: 'asking'; readonly deviceId: string; readonly answer: (isYes: boolean) => void }
  /** They stand behind the app, and are what the browser prints. */
  | { readonly kind: 'ready'; readonly count: number };

/** Makes the pages of a print for its host, and takes them away with it: keys may stand on them. */
export class PrintWork implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #state: PrintState = { kind: 'none' };
  #stop = new AbortController();
  #view: PrintView | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get state(): PrintState {
    return this.#state;
  }

  hostDisconnected(): void {
    this.forget();
  }

  /** Makes all pages. Errors: those of `makeLabels`; AbortError when it was cancelled, or its host has gone. */
  async make(services: Services, print: LabelPrint): Promise<void> {
    this.forget();
    const { signal } = this.#stop;
    const view = createPrintView(print.sheet);
    const artist = createLabelArtist(print, createTextMeasure());
    try {
      await makeLabels(services, print.order, {
        signal,
        onProgress: (progress) => signal.aborted || this.#tell({ kind: 'making', progress }),
        put: (label) => artist.draw(label, (number) => view.page(number)),
        mayHoldLongKeys: (deviceId) => this.#ask(deviceId, signal),
      });
      signal.throwIfAborted();
    } catch (error) {
      view.dispose();
      if (!signal.aborted) this.#tell({ kind: 'none' });
      throw error;
    }
    view.show();
    this.#view = view;
    this.#tell({ kind: 'ready', count: print.order.devices.length });
  }

  /** Ends what is under way, and takes the pages away. */
  forget(): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#view?.dispose();
    this.#view = undefined;
    if (this.#state.kind !== 'none') this.#tell({ kind: 'none' });
  }

  async #ask(deviceId: string, signal: AbortSignal): Promise<boolean> {
    const before = this.#state;
    const isYes = await new Promise<boolean>((resolve) => {
      signal.addEventListener('abort', () => resolve(false), { once: true });
      this.#tell({ kind: 'asking', deviceId, answer: resolve });
    });
    if (!signal.aborted) this.#tell(before);
    return isYes;
  }

  #tell(state: PrintState): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
