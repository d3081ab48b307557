import { html, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { judgeId } from '#core/identity/device-id';
import { judgeKey } from '#core/sas/key';
import { uiCloudEnrollmentsWords } from '#core/words/en/ui-cloud-enrollments';
import { describeFinding } from '#core/words/words';
import type { CertificateSlot } from '#app/cloud-certificates';
import { createCloudEnrollments, type CloudEnrollment, type NewCloudEnrollment } from '#app/cloud-enrollments';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import type { ReadCertificate } from '#app/use-cases/read-certificate';
import '../../../elements/button/button.ts';
import { dialog } from '../../../elements/dialog/dialog.ts';
import { field } from '../../../elements/field/field.ts';
import { focusFirstError } from '../../../elements/field/focus-first-error.ts';
import { secretInput } from '../../../elements/field/secret-input.ts';
import { segmented } from '../../../elements/field/segmented.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { textInput } from '../../../elements/field/text-input.ts';
import { icons } from '../../../elements/icon/icon.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import '../certificates/certificate-field.ts';
import type { CertificateInput } from '../certificates/certificate-field.ts';

const {
  dialog: words,
  types,
  attestations,
  registrationId,
  deviceId,
  type,
  by,
  keys,
  cancel,
} = uiCloudEnrollmentsWords;

interface Draft {
  readonly registrationId: string;
  readonly deviceId: string;
  readonly type: CloudEnrollment['type'];
  readonly attestation: 'symmetricKey' | 'x509';
  readonly primaryKey: string;
  readonly secondaryKey: string;
  readonly primary: ReadCertificate | undefined;
  readonly secondary: ReadCertificate | undefined;
}

const EMPTY: Draft = {
  registrationId: '',
  deviceId: '',
  type: 'iot',
  attestation: 'symmetricKey',
  primaryKey: '',
  secondaryKey: '',
  primary: undefined,
  secondary: undefined,
};
type KeyName = 'primaryKey' | 'secondaryKey';

/** Enrolls one device by keys or certificates of its own. Event: `dw-close`. */
@customElement('dw-enrollment-dialog')
export class EnrollmentDialog extends View {
  /** Those there are; undefined: closed. */
  @property({ attribute: false }) known: readonly CloudEnrollment[] | undefined;
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @state() private draft = EMPTY;
  @state() private tried = false;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('known') || changed.get('known') !== undefined) return;
    this.draft = EMPTY;
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
    this.tried = true;
    await this.updateComplete;
    if (focusFirstError(this)) return;
    const enrollment = makeEnrollment(this.draft);
    const enrollments = createCloudEnrollments(this.app.operator(this.address).ask);
    const fate = await this.app.run(
      () => enrollments.make(enrollment),
      (body) => (this.problem = body),
    );
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.made(enrollment.registrationId) });
    this.#close();
  }

  #idError(): string | undefined {
    const id = this.draft.registrationId.trim();
    if (!this.tried) return undefined;
    if (!judgeId(id, 'dps').ok) return words.idForm;
    const isTaken = this.known?.some((one) => one.registrationId.toLowerCase() === id.toLowerCase()) === true;
    return isTaken ? words.idTaken : undefined;
  }

  #deviceError(): string | undefined {
    const id = this.draft.deviceId.trim();
    return this.tried && id !== '' && !judgeId(id, 'hub').ok ? words.deviceForm : undefined;
  }

  #key(name: KeyName, label: string): TemplateResult {
    const verdict = judgeKey(this.draft[name], { role: 'group' });
    const isWrong = this.tried && this.draft[name].trim() !== '' && !verdict.ok;
    const described = isWrong ? describeFinding(verdict.findings[0]) : undefined;
    const error = described && `${described.explanation} ${described.remedy}`;
    return field({ id: `enrollment-${name}`, label, hint: words.keyHint, error, optional: true }, (ties) =>
      secretInput(ties, { value: this.draft[name], onInput: (text) => this.#set({ [name]: text }) }),
    );
  }

  #certificate(slot: CertificateSlot, label: string): TemplateResult {
    const isFirst = slot === 'primary';
    return html`<dw-certificate-field
      fieldId="enrollment-${slot}"
      .label=${label}
      .tried=${this.tried}
      .optional=${!isFirst}
      .takesDrops=${isFirst}
      .doubt=${this.#doubt(this.draft[slot])}
      @dw-certificate=${({ detail }: CustomEvent<CertificateInput>) => this.#set({ [slot]: detail.certificate })}
    ></dw-certificate-field>`;
  }

  /** The cloud enrolls it; the device is refused later, where nobody looks. */
  #doubt(certificate: ReadCertificate | undefined): string | undefined {
    const id = this.draft.registrationId.trim();
    if (certificate === undefined || id === '') return undefined;
    const { commonName } = certificate;
    return commonName.toLowerCase() === id.toLowerCase() ? undefined : words.otherName(commonName);
  }

  #proof(): TemplateResult {
    const { attestation } = this.draft;
    return html`${segmented<Draft['attestation']>({
      name: 'enrollment-attestation',
      label: by,
      labelShown: true,
      options: [
        { value: 'symmetricKey', label: attestations.symmetricKey, icon: icons.key },
        { value: 'x509', label: attestations.x509, icon: icons.shield },
      ],
      value: attestation,
      onChange: (value) => this.#set({ attestation: value, primary: undefined, secondary: undefined }),
    })}
    ${
      attestation === 'symmetricKey'
        ? html`${this.#key('primaryKey', keys.primary)}${this.#key('secondaryKey', keys.secondary)}`
        : html`${this.#certificate('primary', words.primaryCertificate)}
          ${this.#certificate('secondary', words.secondaryCertificate)}`
    }`;
  }

  #body(): TemplateResult {
    const { draft } = this;
    return html`<div class="stack">
      ${problemNotice(this.problem)}
      ${field({ id: 'enrollment-id', label: registrationId, hint: words.idHint, error: this.#idError() }, (ties) =>
        textInput(ties, {
          value: draft.registrationId,
          onInput: (text) => this.#set({ registrationId: text }),
          mono: true,
          autofocus: true,
          required: true,
        }),
      )}
      ${field(
        {
          id: 'enrollment-device',
          label: deviceId,
          hint: words.deviceHint,
          error: this.#deviceError(),
          optional: true,
        },
        (ties) =>
          textInput(ties, { value: draft.deviceId, onInput: (text) => this.#set({ deviceId: text }), mono: true }),
      )}
      ${field({ id: 'enrollment-type', label: type }, (ties) =>
        selectInput<CloudEnrollment['type']>(ties, {
          value: draft.type,
          options: (['iot', 'iotEdge'] as const).map((value) => ({ value, label: types[value] })),
          onChange: (value) => this.#set({ type: value }),
        }),
      )}
      ${this.#proof()}
    </div>`;
  }

  override render(): TemplateResult {
    return dialog({
      id: 'new-enrollment',
      open: this.known !== undefined,
      heading: words.title,
      body: () => this.#body(),
      footer: () =>
        html`<button class="btn" type="button" @click=${() => this.#close()}>${cancel}</button>
          <button class="btn primary" type="submit">${words.make}</button>`,
      onClose: () => this.#close(),
      onSubmit: () => void this.#submit(),
    });
  }
}

function makeEnrollment(draft: Draft): NewCloudEnrollment {
  const { primary, secondary } = draft;
  const named = { registrationId: draft.registrationId.trim(), deviceId: draft.deviceId.trim(), type: draft.type };
  if (draft.attestation === 'x509') {
    const certificates = {
      ...(primary === undefined ? {} : { primary: primary.base64 }),
      ...(secondary === undefined ? {} : { secondary: secondary.base64 }),
    };
    return { ...named, attestation: { type: 'x509', ...certificates } };
  }
  const given = (['primaryKey', 'secondaryKey'] as const).flatMap((name) => {
    const verdict = judgeKey(draft[name], { role: 'group' });
    return verdict.ok ? [[name, verdict.value.keyBase64] as const] : [];
  });
  return { ...named, attestation: { type: 'symmetricKey', ...Object.fromEntries(given) } };
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-enrollment-dialog': EnrollmentDialog;
  }
}
