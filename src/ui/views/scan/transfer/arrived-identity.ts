import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiTransferWords } from '#core/words/en/ui-transfer';
import type { ArrivedCertificate, TransferContents } from '#app/stores/transfer-contents';
import type { TransferPlace } from '#app/stores/transfer-place';
import type { ReceiveState } from '#app/stores/transfer-receive';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { field } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { keyValues, type KeyValue } from '../../../elements/key-values/key-values.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { View } from '../../view.ts';
import { transferReceiverOf } from './transfer-receiver-of.ts';

const words = uiTransferWords.receive;
const { keyKinds, otherKey } = uiCertificatePageWords.facts;

/** What an identity is, before it is kept: names and dates, and no secret; then how it is to be kept. */
@customElement('dw-arrived-identity')
export class ArrivedIdentity extends View {
  @property({ attribute: false }) arrived!: ReceiveState & { readonly kind: 'opened' };
  @state() private mayLeave = false;

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>('[data-result]')?.focus();
  }

  #placeField(place: TransferPlace | undefined): TemplateResult | typeof nothing {
    const { label, asking, places, reasons } = words.place;
    if (place === undefined) return html`<p class="muted" role="status">${asking}</p>`;
    if (place.kind === 'azure') return nothing;
    return field({ id: 'transfer-place', label, hint: reasons[place.reason] }, (ties) =>
      selectInput(ties, {
        value: place.place,
        options: place.places.map((value) => ({ value, label: places[value] })),
        onChange: (value) => transferReceiverOf(this.app).choosePlace(value),
      }),
    );
  }

  #save(event: Event): void {
    event.preventDefault();
    void transferReceiverOf(this.app).save({ mayLeave: this.mayLeave });
  }

  override render(): TemplateResult {
    const { contents, place, isSaving, problem } = this.arrived;
    const { device, certificates } = contents;
    const leaving = switchInput({
      id: 'transfer-may-leave',
      label: words.mayLeave.label,
      hint: words.mayLeave.hint,
      checked: this.mayLeave,
      onChange: (checked) => (this.mayLeave = checked),
    });
    return card({
      heading: html`<span tabindex="-1" data-result>${words.opened.heading}</span>`,
      hint: words.opened.hint,
      body: html`<form class="transfer-form" @submit=${(event: Event) => this.#save(event)}>
        ${device === undefined ? nothing : keyValues(factsOfDevice(device))}
        ${certificates.map((one) => keyValues(factsOfCertificate(one)))}
        ${device === undefined ? nothing : this.#placeField(place)} ${certificates.length === 0 ? nothing : leaving}
        ${problemNotice(problem)}
        <div class="actions">
          <button class="btn" type="button" @click=${() => transferReceiverOf(this.app).clear()}>${words.forget}</button>
          <button class="btn primary" type="submit" aria-busy=${isSaving ? 'true' : nothing}>${words.save}</button>
        </div>
      </form>`,
    });
  }
}

function factsOfDevice({
  name,
  route,
  secretKind,
  modelId,
}: NonNullable<TransferContents['device']>): (KeyValue | false)[] {
  const { facts } = words;
  const where =
    route.kind === 'dps'
      ? [
          { label: facts.idScope, value: route.idScope, mono: true },
          { label: facts.dps, value: route.dpsHost, mono: true },
        ]
      : [
          { label: facts.hub, value: route.hubHost, mono: true },
          route.gatewayHostName !== undefined && { label: facts.gateway, value: route.gatewayHostName, mono: true },
        ];
  return [
    { label: facts.device, value: name, mono: true },
    ...where,
    ...(modelId === undefined ? [] : [{ label: facts.model, value: modelId, mono: true }]),
    { label: facts.secret, value: facts.secrets[secretKind] },
  ];
}

function factsOfCertificate({ commonName, issuers, keyKind, isAuthority, notAfter }: ArrivedCertificate): KeyValue[] {
  const { facts } = words;
  return [
    { label: isAuthority ? facts.authority : facts.certificate, value: commonName, mono: true },
    { label: facts.issuers, value: issuers.length === 0 ? facts.itself : issuers.join(' · ') },
    { label: facts.key, value: keyKind === undefined ? otherKey : keyKinds[keyKind] },
    { label: facts.ends, value: formatUtcDay(notAfter) },
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-arrived-identity': ArrivedIdentity;
  }
}
