import { showField } from './show-field.ts';

/** Moves the focus to the first control that is marked invalid, and shows it with its message. True when there was one. */
export function focusFirstError(root: ParentNode): boolean {
  const first = root.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (first === null) return false;
  // A group of radio buttons takes the focus by its buttons.
  (first.matches('[role=radiogroup]') ? first.querySelector('input') : first)?.focus({ preventScroll: true });
  showField(first);
  return true;
}
