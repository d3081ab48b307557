import { html, nothing, type TemplateResult } from 'lit';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiAddDeviceWords } from '#core/words/en/ui-add-device';
import type { CertificateChoice } from '#app/stores/certificate-choice';
import type { CertificateShelfState } from '#app/stores/certificate-shelf';
import type { CertificateStore, DraftService } from '#app/stores/device-draft';
import { placeOf } from '#app/stores/endpoint';
import '../../elements/button/button.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { field } from '../../elements/field/field.ts';
import { segmented } from '../../elements/field/segmented.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { formatUtcDay } from '../../elements/text/utc.ts';
import { printRoute } from '../../routes.ts';
import { typedField } from '../editing/typed-fields.ts';
import type { DraftEditor } from './draft-editor.ts';

const words = uiAddDeviceWords.certificate;

/** What the part of the form about certificates shows, and what can be done in it. */
export interface CertificateFieldsOptions {
  readonly editor: DraftEditor;
  readonly shelf: CertificateShelfState;
  readonly choices: readonly CertificateChoice[];
  /** No relay is known, and the device would need one. */
  readonly lacksRelay: boolean;
  /** Who makes the chosen one known to a local cloud, if somebody here can. */
  readonly enroller: KeptCertificate | undefined;
  readonly isTrying: boolean;
  readonly onStore: (store: CertificateStore) => void;
  readonly onTry: () => void;
  /** Whoever follows a link leaves the dialog. */
  readonly onLeave: () => void;
}

/** Where the certificate is, and which: the part of the form that has nothing to do with services. */
export function certificateFields(options: CertificateFieldsOptions): TemplateResult {
  const { editor, onStore } = options;
  const { store } = editor.draft;
  return html`${segmented<CertificateStore>({
    name: 'new-store',
    label: words.store.label,
    labelShown: true,
    options: (['kept', 'browser'] as const).map((value) => ({ value, label: words.store[value] })),
    value: store,
    onChange: onStore,
  })}
  ${store === 'kept' ? certificateField(options) : notice({ tone: 'warn', title: words.browser.title, explanation: words.browser.text })}`;
}

/** The choice of a certificate that is kept here; without any, the ways to one. */
export function certificateField(options: CertificateFieldsOptions): TemplateResult {
  const { shelf, choices } = options;
  if (shelf.kind === 'loading') {
    return html`<div aria-busy="true" aria-label=${words.coming}>${skeleton('row', 1)}</div>`;
  }
  if (shelf.kind === 'failed') return notice({ tone: 'err', title: words.notRead, announce: true });
  return choices.length === 0 ? noCertificate(options) : chosenField(options);
}

function noCertificate({ isTrying, onTry, onLeave }: CertificateFieldsOptions): TemplateResult {
  const { heading, text, go, tryIt, trying } = words.none;
  const href = printRoute({ room: 'certificates', tab: 'devices', id: undefined });
  return html`<div class="no-certificate">
    ${emptyState({
      icon: icons.certificate,
      heading,
      text,
      actions: html`<button
          class="btn primary"
          type="button"
          aria-busy=${isTrying ? 'true' : nothing}
          ?disabled=${isTrying}
          @click=${onTry}
        >
          ${icon(icons.wand)}${isTrying ? trying : tryIt}
        </button>
        <a class="btn" href=${href} @click=${onLeave}>${icon(icons.certificate)}${go}</a>`,
    })}
  </div>`;
}

function chosenField({ editor, choices, lacksRelay, onLeave }: CertificateFieldsOptions): TemplateResult {
  const { certificateId } = editor.draft;
  const chosen = choices.find(({ id }) => id === certificateId);
  const { error, notes } = editor.words('certificateId');
  const hint = chosen === undefined ? words.hint : html`${describe(chosen)}`;
  const none = chosen === undefined ? [{ value: '', label: words.choose }] : [];
  return html`${field({ id: 'new-certificateId', label: words.label, hint, error, notes }, (ties) =>
    selectInput<string>(ties, {
      value: chosen?.id ?? '',
      options: [...none, ...choices.map((choice) => ({ value: choice.id, label: optionOf(choice) }))],
      onChange: (id) => editor.chooseCertificate(id),
    }),
  )}
  ${lacksRelay && chosen !== undefined ? relayNotice(onLeave) : nothing}`;
}

function optionOf({ name, primary, secondary }: CertificateChoice): string {
  return words.option(name, secondary !== undefined, formatUtcDay(primary.facts.notAfter));
}

function describe({ primary, secondary }: CertificateChoice): string {
  const { facts, chain } = primary;
  const isOwn = facts.issuerName === facts.subjectName;
  const issuer = isOwn ? words.signedByItself : words.signedBy(chain[0]?.commonName || facts.issuerName);
  const day = formatUtcDay(facts.notAfter);
  const ends = secondary === undefined ? words.ends(day) : words.endsPair(day, formatUtcDay(secondary.facts.notAfter));
  return `${issuer} ${ends}`;
}

function relayNotice(onLeave: () => void): TemplateResult {
  const { text, go } = words.noRelay;
  const link = html`<a class="btn small" href=${printRoute({ room: 'connections' })} @click=${onLeave}>${go}</a>`;
  return notice({ tone: 'warn', title: text, actions: link });
}

/** Whether a device with a certificate asks a provisioning service, or goes to a hub at once. */
export function serviceField(editor: DraftEditor): TemplateResult {
  return segmented<DraftService>({
    name: 'new-service',
    label: words.service.label,
    labelShown: true,
    options: (['dps', 'hub'] as const).map((value) => ({ value, label: words.service[value] })),
    value: editor.draft.service,
    onChange: (service) => editor.change({ service }),
  });
}

/** The hub, and what the device is called there. */
export function hubFields(editor: DraftEditor): TemplateResult {
  return html`${typedField(editor, { name: 'hubHost', id: 'new-hubHost', ...uiAddDeviceWords.hubHost })}
  ${typedField(editor, { name: 'deviceId', id: 'new-deviceId', ...uiAddDeviceWords.hubDeviceId })}`;
}

/** As which device the chosen one registers, and how the local cloud comes to know it. */
export function registrationPart({
  editor,
  choices,
  enroller,
}: CertificateFieldsOptions): TemplateResult | typeof nothing {
  const { draft } = editor;
  const chosen = choices.find(({ id }) => id === draft.certificateId);
  if (chosen === undefined) return nothing;
  const isLocal = placeOf(draft.endpoint) !== 'azure';
  const enroll =
    enroller === undefined
      ? html`<p class="field-hint">${words.unknownThere}</p>`
      : switchInput({
          id: 'new-enrolls',
          label: words.enroll.label,
          hint:
            enroller.role === 'self-signed'
              ? words.enroll.itself
              : words.enroll.authority(enroller.facts.commonName || enroller.facts.subjectName),
          checked: draft.enrolls,
          onChange: (enrolls) => editor.change({ enrolls }),
        });
  return html`<p class="field-hint">${words.registersAs(chosen.name)}</p>
    ${isLocal ? enroll : nothing}`;
}
