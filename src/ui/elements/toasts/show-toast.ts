/** A short message that goes away by itself. What needs an act of the user is a notice, not a toast. */
export interface Toast {
  readonly text: string;
  readonly tone: 'plain' | 'ok';
  /** One thing to do about it, as a rule "Undo". */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** Name of the event on `window` that carries a `Toast` to the `<dw-toasts>` that is in sight. */
export const TOAST_EVENT = 'dw-toast';

/** Shows and reads out a message for some seconds. */
export function showToast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  const detail: Toast = { text, tone: options.tone ?? 'plain', action: options.action };
  // A task later a dialog that is just being closed is closed, and the toast does not go down with it.
  window.setTimeout(() => window.dispatchEvent(new CustomEvent(TOAST_EVENT, { detail })), 0);
}
