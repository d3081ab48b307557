import { showField } from './show-field.ts';

/** Moves the focus to the first control that is marked invalid, and shows it with its message. True when there was one. */
export function focusFirstError(root: ParentNode): boolean {
  const first = root.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (first === null) return false;
  first.focus({ preventScroll: true });
  showField(first);
  return true;
}
