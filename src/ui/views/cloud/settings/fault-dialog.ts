import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { FaultName } from '#core/words/en/fault-names';
import { uiCloudSettingsWords } from '#core/words/en/ui-cloud-settings';
import { createCloudSettings } from '#app/cloud-settings';
import type { LocalCloudAddress } from '#app/services';
import {
  changeFaultKind,
  FAULT_DETAILS,
  FAULT_KINDS,
  hasTimes,
  LONGEST_SECONDS,
  makeFaultDraft,
  MOST_TIMES,
  readFaultDraft,
  type FaultDetail,
  type FaultDraft,
  type FaultLength,
} from '#app/stores/fault-draft';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';

const words = uiCloudSettingsWords.faults;
const FIRST_KIND: FaultName = 'latency';
const LENGTHS: readonly FaultLength[] = ['time', 'times', 'open'];

/** Begins a fault on purpose: what goes wrong, for whom, and for how long. Event: `dw-close`. */
@customElement('dw-fault-dialog')
export class FaultDialog extends View {
  @property({ attribute: false }) open = false;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private draft: FaultDraft = makeFaultDraft(FIRST_KIND);
  @state() private wrong: ReadonlySet<string> = new Set();
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.draft = makeFaultDraft(FIRST_KIND);
    this.wrong = new Set();
    this.problem = undefined;
  }

  #set(part: Partial<FaultDraft>): void {
    this.draft = { ...this.draft, ...part };
    this.wrong = new Set();
    this.problem = undefined;
  }

  #close(): void {
    this.raise('dw-close', undefined);
  }

  async #submit(): Promise<void> {
    const fault = readFaultDraft(this.draft);
    if (!('kind' in fault)) {
      this.wrong = fault;
      await this.updateComplete;
      focusFirstError(this);
      return;
    }
    const settings = createCloudSettings(this.app.operator(this.address).ask);
    const fate = await this.app.run(
      () => settings.beginFault(fault),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.begun });
    this.#close();
  }

  #number(
    name: string,
    label: string,
    value: string,
    [least, most]: readonly [number, number],
    set: (text: string) => void,
  ) {
    const error = this.wrong.has(name) ? words.number(least, most) : undefined;
    return field({ id: `fault-${name}`, label, error }, (ties) => textInput(ties, { value, onInput: set }));
  }

  #detail(detail: FaultDetail): TemplateResult {
    const { name } = detail;
    const label = words.details[name] ?? name;
    const value = this.draft.details[name] ?? '';
    const set = (text: string): void => this.#set({ details: { ...this.draft.details, [name]: text } });
    if (!('values' in detail)) return this.#number(name, label, value, [detail.least, detail.most], set);
    return field({ id: `fault-${name}`, label }, (ties) =>
      selectInput<string>(ties, {
        value,
        options: detail.values.map((one) => ({ value: String(one), label: nameValue(name, one) })),
        onChange: set,
      }),
    );
  }

  #whom(): TemplateResult {
    const { whom, deviceId } = this.draft;
    const error = this.wrong.has('deviceId') ? words.deviceMissing : undefined;
    return html`${segmented<FaultDraft['whom']>({
      name: 'fault-whom',
      label: words.whom,
      labelShown: true,
      options: (['all', 'one'] as const).map((value) => ({ value, label: words.whoms[value] })),
      value: whom,
      onChange: (value) => this.#set({ whom: value }),
    })}
    ${
      whom === 'all'
        ? nothing
        : field({ id: 'fault-device', label: words.device, hint: words.deviceHint, error }, (ties) =>
            textInput(ties, { value: deviceId, onInput: (text) => this.#set({ deviceId: text }), mono: true }),
          )
    }`;
  }

  #length(): TemplateResult {
    const { kind, length, seconds, times } = this.draft;
    const set = {
      time: () =>
        this.#number('seconds', words.seconds, seconds, [1, LONGEST_SECONDS], (text) => this.#set({ seconds: text })),
      times: () => this.#number('times', words.times, times, [1, MOST_TIMES], (text) => this.#set({ times: text })),
      open: () => nothing,
    };
    return html`${segmented<FaultLength>({
      name: 'fault-length',
      label: words.howLong,
      labelShown: true,
      options: LENGTHS.filter((one) => one !== 'times' || hasTimes(kind)).map((value) => ({
        value,
        label: words.howLongs[value],
      })),
      value: length,
      onChange: (value) => this.#set({ length: value }),
    })}
    ${set[length]()}`;
  }

  #form(): TemplateResult {
    const { kind } = this.draft;
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      ${field({ id: 'fault-kind', label: words.kind, hint: words.texts[kind] }, (ties) =>
        selectInput<FaultName>(ties, {
          value: kind,
          options: FAULT_KINDS.map((value) => ({ value, label: words.kinds[value] })),
          onChange: (value) => this.#set(changeFaultKind(this.draft, value)),
          autofocus: true,
        }),
      )}
      ${FAULT_DETAILS[kind].map((detail) => this.#detail(detail))}${this.#whom()}${this.#length()}
    </div>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'begin-fault',
      open: this.open,
      heading: words.dialogTitle,
      body: () => this.#form(),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${words.cancel}</button>
          <button class="btn primary" type="submit">${words.begin}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

function nameValue(name: string, value: number | string): string {
  const { services, returnCodes, statuses } = words;
  const names: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    service: services,
    returnCode: returnCodes,
    status: statuses,
  };
  return names[name]?.[String(value)] ?? String(value);
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-fault-dialog': FaultDialog;
  }
}
