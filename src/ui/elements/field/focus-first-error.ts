/** Moves the focus to the first control that is marked invalid. True when there was one. */
export function focusFirstError(root: ParentNode): boolean {
  const first = root.querySelector<HTMLElement>('[aria-invalid="true"]');
  first?.focus();
  return first !== null;
}
