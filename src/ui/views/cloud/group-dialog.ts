import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { judgeKey } from '#core/sas/key';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { describeFinding } from '#core/words/words';
import type { CloudGroup, NewCloudGroup } from '#app/cloud-groups';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { field } from '../../elements/field/field.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { secretInput } from '../../elements/field/secret-input.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { textInput } from '../../elements/field/text-input.ts';
import { icons } from '../../elements/icon/icon.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';

const words = uiCloudWords.groupDialog;
const { types } = uiCloudWords.groups;
const GROUP_ID = /^[a-zA-Z0-9-]{1,255}$/;

/** What the dialog is about: a new group among those there are, or another name for one. */
export type GroupDialogSubject =
  | { readonly kind: 'make'; readonly groups: readonly CloudGroup[] }
  | { readonly kind: 'rename'; readonly group: CloudGroup };

interface Draft {
  readonly id: string;
  readonly displayName: string;
  readonly type: CloudGroup['type'];
  readonly attestation: 'symmetricKey' | 'x509';
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

const EMPTY: Draft = {
  id: '',
  displayName: '',
  type: 'iot',
  attestation: 'symmetricKey',
  primaryKey: '',
  secondaryKey: '',
};
type KeyName = 'primaryKey' | 'secondaryKey';

/** Makes an enrollment group, or gives one another name. Event: `dw-close`. */
@customElement('dw-group-dialog')
export class GroupDialog extends View {
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  /** Undefined: closed. */
  @property({ attribute: false }) subject: GroupDialogSubject | undefined;
  @state() private draft = EMPTY;
  /** What was entered is judged from the first try on. */
  @state() private tried = false;
  @state() private busy = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('subject')) return;
    const { subject } = this;
    this.draft = subject?.kind === 'rename' ? { ...EMPTY, displayName: subject.group.displayName } : EMPTY;
    this.tried = false;
    this.problem = undefined;
  }

  #set(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.problem = undefined;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #submit(): Promise<void> {
    const { subject, draft } = this;
    if (subject === undefined || this.busy) return;
    this.tried = true;
    await this.updateComplete;
    if (focusFirstError(this)) return;
    const { groups } = this.app.operator(this.address);
    const displayName = draft.displayName.trim();
    this.busy = true;
    this.problem = undefined;
    const fate = await this.app.run(
      () => (subject.kind === 'make' ? groups.make(makeGroup(draft)) : groups.rename(subject.group.id, displayName)),
      (body) => (this.problem = body),
    );
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: (subject.kind === 'make' ? words.made : words.renamed)(displayName) });
    this.#close();
  }

  #idError(groups: readonly CloudGroup[]): string | undefined {
    const id = this.draft.id.trim();
    if (!this.tried) return undefined;
    if (!GROUP_ID.test(id)) return words.idForm;
    return groups.some((group) => group.id.toLowerCase() === id.toLowerCase()) ? words.idTaken : undefined;
  }

  #name(autofocus: boolean): TemplateResult {
    const { displayName } = this.draft;
    const error = this.tried && displayName.trim() === '' ? words.nameMissing : undefined;
    return field({ id: 'group-name', label: words.name, error }, (ties) =>
      textInput(ties, {
        value: displayName,
        onInput: (text) => this.#set({ displayName: text }),
        autofocus,
        required: true,
      }),
    );
  }

  #key(name: KeyName): TemplateResult {
    const verdict = judgeKey(this.draft[name], { role: 'group' });
    const isWrong = this.tried && this.draft[name].trim() !== '' && !verdict.ok;
    const described = isWrong ? describeFinding(verdict.findings[0]) : undefined;
    const error = described && `${described.explanation} ${described.remedy}`;
    const label = words[name];
    return field({ id: `group-${name}`, label, hint: words.keyHint, error, optional: true }, (ties) =>
      secretInput(ties, { value: this.draft[name], onInput: (text) => this.#set({ [name]: text }) }),
    );
  }

  #makeForm(groups: readonly CloudGroup[]): TemplateResult {
    const { id, type } = this.draft;
    return html`${field({ id: 'group-id', label: words.id, hint: words.idHint, error: this.#idError(groups) }, (ties) =>
      textInput(ties, {
        value: id,
        onInput: (text) => this.#set({ id: text }),
        placeholder: words.idPlaceholder,
        mono: true,
        autofocus: true,
        required: true,
      }),
    )}
    ${this.#name(false)}
    ${field({ id: 'group-type', label: words.type }, (ties) =>
      selectInput<CloudGroup['type']>(ties, {
        value: type,
        options: [
          { value: 'iot', label: types.iot },
          { value: 'iotEdge', label: types.iotEdge },
        ],
        onChange: (value) => this.#set({ type: value }),
      }),
    )}
    ${segmented<Draft['attestation']>({
      name: 'group-attestation',
      label: words.attestation,
      labelShown: true,
      options: [
        { value: 'symmetricKey', label: words.attestations.symmetricKey, icon: icons.key },
        { value: 'x509', label: words.attestations.x509, icon: icons.shield },
      ],
      value: this.draft.attestation,
      onChange: (attestation) => this.#set({ attestation }),
    })}
    ${
      this.draft.attestation === 'symmetricKey'
        ? html`${this.#key('primaryKey')}${this.#key('secondaryKey')}`
        : html`<p class="small muted">${words.certificatesLater}</p>`
    }`;
  }

  override render(): TemplateResult {
    const { subject } = this;
    const isMaking = subject?.kind !== 'rename';
    return dialog({
      id: 'cloud-group',
      open: subject !== undefined,
      heading: isMaking ? words.makeTitle : words.renameTitle(subject.group.displayName),
      body: () =>
        html`<div class="stack">
          ${problemNotice(this.problem)}${subject?.kind === 'make' ? this.#makeForm(subject.groups) : this.#name(true)}
        </div>`,
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${words.cancel}</button>
          <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>
            ${isMaking ? words.make : words.save}
          </button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

function makeGroup({ id, displayName, type, attestation, primaryKey, secondaryKey }: Draft): NewCloudGroup {
  const named = { id: id.trim(), displayName: displayName.trim(), type };
  if (attestation === 'x509') return { ...named, attestation: { type: attestation } };
  const keys = Object.entries({ primaryKey, secondaryKey }).flatMap(([name, text]) => {
    const verdict = judgeKey(text, { role: 'group' });
    return verdict.ok ? [[name, verdict.value.keyBase64] as const] : [];
  });
  return { ...named, attestation: { type: attestation, ...Object.fromEntries(keys) } };
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-group-dialog': GroupDialog;
  }
}
