/** Scrolls as little as it takes to show a control with its label, and all that stands below it. */
export function showField(control: Element): void {
  (control.closest('.field') ?? control).scrollIntoView({ block: 'nearest', behavior: 'instant' });
}
