const KEYS = {
  vertical: ['ArrowUp', 'ArrowDown'],
  horizontal: ['ArrowLeft', 'ArrowRight'],
} as const;

/**
 * Roving focus for menus, tabs and toolbars: moves the focus among the items inside the listener's element by the
 * arrow keys, Home and End. Gives the item that took the focus, or undefined when the key means nothing here.
 */
export function moveFocus(
  event: KeyboardEvent,
  itemSelector: string,
  direction: keyof typeof KEYS,
): HTMLElement | undefined {
  const box = event.currentTarget as HTMLElement;
  const items = [...box.querySelectorAll<HTMLElement>(itemSelector)];
  const [backward, forward] = KEYS[direction];
  const at = items.indexOf(document.activeElement as HTMLElement);
  const targets: Record<string, number> = {
    [backward]: at <= 0 ? items.length - 1 : at - 1,
    [forward]: (at + 1) % items.length,
    Home: 0,
    End: items.length - 1,
  };
  const item = items[targets[event.key] ?? -1];
  if (item === undefined) return undefined;
  event.preventDefault();
  item.focus();
  return item;
}
