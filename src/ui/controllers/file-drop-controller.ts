import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Takes a file that is dropped anywhere on the page while its host is there, and says while one hangs over it. Without
 * it the browser would leave the page for a file that misses its place.
 */
export class FileDropController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #take: (files: readonly File[]) => void;
  #hovering = false;

  constructor(host: ReactiveControllerHost, take: (files: readonly File[]) => void) {
    this.#host = host;
    this.#take = take;
    host.addController(this);
  }

  get hovering(): boolean {
    return this.#hovering;
  }

  hostConnected(): void {
    window.addEventListener('dragover', this.#over);
    window.addEventListener('dragleave', this.#leave);
    window.addEventListener('drop', this.#drop);
  }

  hostDisconnected(): void {
    window.removeEventListener('dragover', this.#over);
    window.removeEventListener('dragleave', this.#leave);
    window.removeEventListener('drop', this.#drop);
    this.#hovering = false;
  }

  #over = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    this.#hover(true);
  };

  /** Leaving one element for another is no leaving. */
  #leave = (event: DragEvent): void => {
    if (event.relatedTarget === null) this.#hover(false);
  };

  #drop = (event: DragEvent): void => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.#hover(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) this.#take(files);
  };

  #hover(hovering: boolean): void {
    if (hovering === this.#hovering) return;
    this.#hovering = hovering;
    this.#host.requestUpdate();
  }
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
