import { noChange } from 'lit';
import { Directive, directive, PartType, type ElementPart, type PartInfo } from 'lit/directive.js';
import { keepFocus } from './keep-focus.ts';

/** Dialogs that are being closed because their owner said so: their owner need not be told. */
const closedByOwner = new WeakSet<HTMLDialogElement>();

/** True once for a `close` event that the owner brought about itself. */
export function wasClosedByOwner(dialog: HTMLDialogElement): boolean {
  return closedByOwner.delete(dialog);
}

class ShownDirective extends Directive {
  constructor(part: PartInfo) {
    super(part);
    if (part.type !== PartType.ELEMENT) throw new TypeError('shown() stands on a dialog');
  }

  override render(_open: boolean): unknown {
    return noChange;
  }

  override update(part: ElementPart, [open]: [boolean]): unknown {
    const dialog = part.element as HTMLDialogElement;
    if (open !== dialog.open) queueMicrotask(() => this.#apply(dialog, open));
    return noChange;
  }

  /** A microtask later, so that the dialog's content is there when it looks for what takes the focus. */
  #apply(dialog: HTMLDialogElement, open: boolean): void {
    if (open === dialog.open || !dialog.isConnected) return;
    if (!open) {
      closedByOwner.add(dialog);
      dialog.close();
      return;
    }
    dialog.addEventListener('close', keepFocus(document), { once: true });
    dialog.showModal();
    if (dialog.querySelector('[autofocus]') === null) dialog.querySelector<HTMLElement>('h2')?.focus();
  }
}

/** Opens or closes a `<dialog>` as a modal one: `<dialog ${shown(this.open)}>`. */
export const shown = directive(ShownDirective);
