import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Finding } from '#core/errors/workbench-error';
import { uiEditingWords } from '#core/words/en/ui-editing';
import {
  GROUP_KEY_REMEDIES,
  ONE_ID_REMEDIES,
  PATTERN_REMEDIES,
  SECONDARY_KEY_REMEDIES,
} from '#core/words/en/ui-key-remedies';
import { uiKeysWords as words } from '#core/words/en/ui-keys';
import type { OtherRemedies } from '#core/words/words';
import type { FieldJudgement } from '#app/stores/field-judgement';
import { placeList, type KeyField } from '#app/stores/key-draft';
import type { KeyRoom } from '#app/stores/key-room';
import type { FieldNote } from '../../elements/field/field.ts';
import { describeFault, describeNote } from '../editing/describe-fault.ts';
import { mendHost } from '../editing/mend-host.ts';
import { ShownErrors } from '../editing/shown-errors.ts';
import type { FieldEditor, FieldWords } from '../editing/typed-fields.ts';

const REMEDIES: Partial<Record<KeyField, OtherRemedies>> = {
  primaryKey: GROUP_KEY_REMEDIES,
  secondaryKey: SECONDARY_KEY_REMEDIES,
  oneId: ONE_ID_REMEDIES,
  pattern: PATTERN_REMEDIES,
  list: { 'list/empty': words.devices.needed.list },
  file: { 'list/empty': words.devices.needed.file },
};

/** Some fields of the Keys room while they are edited. What is typed is kept by the room. */
export class KeyEditor<Name extends KeyField> implements ReactiveController, FieldEditor<Name> {
  readonly #host: ReactiveControllerHost;
  readonly #room: () => KeyRoom;
  readonly #fields: () => ReadonlyMap<Name, FieldJudgement>;
  readonly #shown = new ShownErrors<Name>();

  constructor(host: ReactiveControllerHost, room: () => KeyRoom, fields: () => ReadonlyMap<Name, FieldJudgement>) {
    this.#host = host;
    this.#room = room;
    this.#fields = fields;
    host.addController(this);
  }

  hostConnected(): void {}

  /** How many fields need a change, once the user has tried to go on. */
  get faults(): number {
    return this.#shown.submitted ? this.#countFaults() : 0;
  }

  text(name: Name): string {
    const value = this.#room().typed.get().draft[name];
    return typeof value === 'string' ? value : '';
  }

  type(name: Name, text: string): void {
    this.#shown.typed(name);
    this.#room().change(name === 'list' ? placeList(text) : { [name]: text });
  }

  leave(name: Name): void {
    this.#shown.left(name, this.text(name));
    this.#host.requestUpdate();
  }

  /** Shows every error; true when there is none. */
  submit(): boolean {
    this.#shown.submit(this.#fields().keys());
    this.#host.requestUpdate();
    return this.#countFaults() === 0;
  }

  reset(): void {
    this.#shown.reset();
  }

  words(name: Name): FieldWords {
    const { error, notes = [] } = this.#fields().get(name) ?? {};
    if (error === undefined) return { error: undefined, notes: notes.map((finding) => this.#note(name, finding)) };
    if (!this.#shown.has(name)) return { error: undefined, notes: [] };
    const mend = this.#mend(name, error);
    return { error: describeFault(error, REMEDIES[name]), notes: mend === undefined ? [] : [mend] };
  }

  #countFaults(): number {
    return [...this.#fields().values()].filter(({ error }) => error !== undefined).length;
  }

  #note(name: Name, finding: Finding): FieldNote {
    const text = describeNote(finding, REMEDIES[name]);
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
