/**
 * Which fields of a form show their error: one that was left, until its next letter; all, after a try to submit. An
 * empty field that was only passed by is no fault yet.
 */
export class ShownErrors<Name extends string> {
  readonly #shown = new Set<Name>();
  #submitted = false;

  /** Whether the user has tried to submit. */
  get submitted(): boolean {
    return this.#submitted;
  }

  has(name: Name): boolean {
    return this.#shown.has(name);
  }

  typed(name: Name): void {
    this.#shown.delete(name);
  }

  left(name: Name, text: string): void {
    if (this.#submitted || text.trim() !== '') this.#shown.add(name);
  }

  submit(names: Iterable<Name>): void {
    this.#submitted = true;
    for (const name of names) this.#shown.add(name);
  }

  reset(): void {
    this.#submitted = false;
    this.#shown.clear();
  }
}
