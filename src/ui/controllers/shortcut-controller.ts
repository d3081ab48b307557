import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** A key of the whole page. */
export interface Shortcut {
  /** As in `KeyboardEvent.key`, lower case. */
  readonly key: string;
  /** Together with Ctrl, or Command on Apple keyboards. */
  readonly command?: boolean;
  readonly run: () => void;
}

function takesText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type=radio], [type=checkbox]), textarea, select');
}

/** Listens for keys while its host is in the page. Plain letters are left alone while somebody types, or in a dialog. */
export class ShortcutController implements ReactiveController {
  readonly #shortcuts: readonly Shortcut[];

  constructor(host: ReactiveControllerHost, shortcuts: readonly Shortcut[]) {
    this.#shortcuts = shortcuts;
    host.addController(this);
  }

  hostConnected(): void {
    window.addEventListener('keydown', this.#pressed);
  }

  hostDisconnected(): void {
    window.removeEventListener('keydown', this.#pressed);
  }

  #pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const command = event.ctrlKey || event.metaKey;
    const found = this.#shortcuts.find((s) => s.key === event.key.toLowerCase() && (s.command ?? false) === command);
    if (found === undefined) return;
    if (!command && (takesText(event.target) || document.querySelector('dialog:modal') !== null)) return;
    event.preventDefault();
    found.run();
  };
}
