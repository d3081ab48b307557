import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Finding } from '#core/errors/workbench-error';
import { uiEditingWords } from '#core/words/en/ui-editing';
import type { OtherRemedies } from '#core/words/words';
import type { FieldJudgement } from '#app/stores/field-judgement';
import type { FieldNote } from '../../elements/field/field.ts';
import { describeFault, describeNote } from './describe-fault.ts';
import { mendHost } from './mend-host.ts';
import { ShownErrors } from './shown-errors.ts';
import type { FieldEditor, FieldWords } from './typed-fields.ts';

/** What is edited: a draft that is kept elsewhere and judged there at every change. */
export interface EditedDraft<Name extends string> {
  text(name: Name): string;
  fields(): ReadonlyMap<Name, FieldJudgement>;
  change(name: Name, text: string): void;
  /** Next steps in the place of those that are said everywhere. */
  readonly remedies?: Partial<Record<Name, OtherRemedies>>;
}

/** Fields of a draft while they are typed into: says which errors are shown by now, and offers what mends them. */
export class FieldsEditor<Name extends string> implements ReactiveController, FieldEditor<Name> {
  readonly #host: ReactiveControllerHost;
  readonly #draft: EditedDraft<Name>;
  readonly #shown = new ShownErrors<Name>();

  constructor(host: ReactiveControllerHost, draft: EditedDraft<Name>) {
    this.#host = host;
    this.#draft = draft;
    host.addController(this);
  }

  hostConnected(): void {}

  /** How many fields need a change, once the user has tried to go on. */
  get faults(): number {
    return this.#shown.submitted ? this.#countFaults() : 0;
  }

  text(name: Name): string {
    return this.#draft.text(name);
  }

  type(name: Name, text: string): void {
    this.#shown.typed(name);
    this.#draft.change(name, text);
  }

  leave(name: Name): void {
    this.#shown.left(name, this.text(name));
    this.#host.requestUpdate();
  }

  /** Shows every error; true when there is none. */
  submit(): boolean {
    this.#shown.submit(this.#draft.fields().keys());
    this.#host.requestUpdate();
    return this.#countFaults() === 0;
  }

  reset(): void {
    this.#shown.reset();
  }

  words(name: Name): FieldWords {
    const { error, notes = [] } = this.#draft.fields().get(name) ?? {};
    if (error === undefined) return { error: undefined, notes: notes.map((finding) => this.#note(name, finding)) };
    if (!this.#shown.has(name)) return { error: undefined, notes: [] };
    const mend = this.#mend(name, error);
    return { error: describeFault(error, this.#remedies(name)), notes: mend === undefined ? [] : [mend] };
  }

  #remedies(name: Name): OtherRemedies | undefined {
    return this.#draft.remedies?.[name];
  }

  #countFaults(): number {
    return [...this.#draft.fields().values()].filter(({ error }) => error !== undefined).length;
  }

  #note(name: Name, finding: Finding): FieldNote {
    const text = describeNote(finding, this.#remedies(name));
    const lower = finding.code === 'id/upper-case' ? finding.facts.lower : undefined;
    return { tone: 'warn', text, action: lower === undefined ? undefined : this.#use(name, lower) };
  }

  #mend(name: Name, error: Finding): FieldNote | undefined {
    const pattern = error.code === 'list/pattern-form' ? error.facts.mend : undefined;
    if (pattern !== undefined) return { tone: 'info', text: '', action: this.#use(name, pattern) };
    return mendHost(error, (host) => this.type(name, host));
  }

  #use(name: Name, value: string): NonNullable<FieldNote['action']> {
    return { label: uiEditingWords.useValue(value), run: () => this.type(name, value) };
  }
}
