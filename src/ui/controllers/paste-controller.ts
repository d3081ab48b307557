import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What was pasted: files, as after copying them in the file manager, or else text. */
export type Pasted =
  { readonly kind: 'files'; readonly files: readonly File[] } | { readonly kind: 'text'; readonly text: string };

const TEXT_FIELDS = 'input:not([type=radio], [type=checkbox], [type=file]), textarea, [contenteditable]';

/**
 * Takes what is pasted anywhere on the page while its host is there, but for what is pasted into a field or a dialog. A
 * field with `data-leaves-paste` leaves it to the host as long as nothing stands in it.
 */
export class PasteController implements ReactiveController {
  readonly #take: (pasted: Pasted) => void;

  constructor(host: ReactiveControllerHost, take: (pasted: Pasted) => void) {
    this.#take = take;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('paste', this.#paste);
  }

  hostDisconnected(): void {
    window.removeEventListener('paste', this.#paste);
  }

  #paste = (event: ClipboardEvent): void => {
    const pasted = readPasted(event.clipboardData);
    if (event.defaultPrevented || pasted === undefined || isForField(event.target)) return;
    event.preventDefault();
    this.#take(pasted);
  };
}

function readPasted(data: DataTransfer | null): Pasted | undefined {
  const files = [...(data?.files ?? [])];
  if (files.length > 0) return { kind: 'files', files };
  const text = data?.getData('text/plain') ?? '';
  return text.trim() === '' ? undefined : { kind: 'text', text };
}

function isForField(target: EventTarget | null): boolean {
  if (document.querySelector('dialog:modal') !== null) return true;
  const field = target instanceof Element ? target.closest<HTMLInputElement | HTMLTextAreaElement>(TEXT_FIELDS) : null;
  if (field === null) return false;
  return field.dataset['leavesPaste'] === undefined || field.value !== '';
}
