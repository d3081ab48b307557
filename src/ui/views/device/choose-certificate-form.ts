import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { uiAddDeviceWords } from '#core/words/en/ui-add-device';
import { uiDeviceCertificatesWords } from '#core/words/en/ui-device-certificates';
import { describeFinding } from '#core/words/words';
import {
  listCertificateChoices,
  noteLife,
  secretOfChoice,
  type CertificateChoice,
} from '#app/stores/certificate-choice';
import type { CertificateShelfState } from '#app/stores/certificate-shelf';
import { replaceKeys } from '#app/use-cases/replace-keys';
import type { StoreController } from '../../controllers/store-controller.ts';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { field, type FieldNote } from '../../elements/field/field.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { formatUtcDay } from '../../elements/text/utc.ts';
import { printRoute } from '../../routes.ts';
import { certificateShelfOf } from '../certificates/shared/certificate-shelf-of.ts';
import { DeviceTab } from './device-tab.ts';

const words = uiDeviceCertificatesWords.choose;

/** Another certificate for a device that is there, of those that are kept here. Event: `dw-close` when done or given up. */
@customElement('dw-choose-certificate-form')
export class ChooseCertificateForm extends DeviceTab {
  #shelf: StoreController<CertificateShelfState> | undefined;
  @state() private chosenId: string | undefined;
  @state() private busy = false;

  protected override begin(): void {
    this.#shelf = this.follow(certificateShelfOf(this.app).state);
  }

  #choices(): readonly CertificateChoice[] {
    const now = this.#shelf?.value;
    return now?.kind === 'ready' ? listCertificateChoices(now.shelf) : [];
  }

  /** The one that was picked; before that, one that is for this device. */
  #chosen(choices: readonly CertificateChoice[]): CertificateChoice | undefined {
    const picked = choices.find(({ id }) => id === this.chosenId);
    return picked ?? choices.find(({ name }) => name === this.name) ?? choices[0];
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    const choice = this.#chosen(this.#choices());
    if (choice === undefined) return;
    this.busy = true;
    const { devices } = this.app.services;
    const fate = await this.app.run(() => replaceKeys(devices, this.deviceId, secretOfChoice(choice)));
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.done });
    this.raise('dw-close', undefined);
  }

  #notes(choice: CertificateChoice): FieldNote[] {
    const { route } = this.detail.record;
    const isOther = route.kind === 'dps' && choice.name !== this.name;
    return [
      ...(isOther ? [{ tone: 'warn' as const, text: words.otherName(choice.name) }] : []),
      ...noteLife(choice, this.app.services.clock.now()).map((finding): FieldNote => {
        const { title, explanation } = describeFinding(finding);
        return { tone: 'warn', text: `${title}. ${explanation}` };
      }),
    ];
  }

  #fields(choices: readonly CertificateChoice[], chosen: CertificateChoice): TemplateResult {
    return html`<form class="stack" @submit=${(event: Event) => void this.#submit(event)}>
      ${field({ id: 'choose-certificate', label: words.label, notes: this.#notes(chosen) }, (ties) =>
        selectInput<string>(ties, {
          value: chosen.id,
          options: choices.map(({ id, name, primary, secondary }) => ({
            value: id,
            label: uiAddDeviceWords.certificate.option(
              name,
              secondary !== undefined,
              formatUtcDay(primary.facts.notAfter),
            ),
          })),
          onChange: (id) => (this.chosenId = id),
        }),
      )}
      <div class="actions">
        ${this.#cancel()}
        <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>${words.submit}</button>
      </div>
    </form>`;
  }

  #cancel(): TemplateResult {
    return html`<button class="btn" type="button" @click=${() => this.raise('dw-close', undefined)}>
      ${words.cancel}
    </button>`;
  }

  #none(): TemplateResult {
    const href = printRoute({ room: 'certificates', tab: 'devices', id: undefined });
    return emptyState({
      icon: icons.certificate,
      heading: words.heading,
      text: words.none,
      actions: html`${this.#cancel()}<a class="btn primary" href=${href}>${words.go}</a>`,
    });
  }

  #failed(): TemplateResult {
    const again = html`${this.#cancel()}<button
        class="btn primary"
        type="button"
        @click=${() => certificateShelfOf(this.app).retry()}
      >
        ${words.retry}
      </button>`;
    return notice({ tone: 'err', title: words.notRead, actions: again, announce: true });
  }

  #body(): TemplateResult {
    const now = this.#shelf?.value;
    if (now === undefined || now.kind === 'failed') return this.#failed();
    if (now.kind === 'loading')
      return html`<div aria-busy="true" aria-label=${words.coming}>${skeleton('row', 1)}</div>`;
    const choices = this.#choices();
    const chosen = this.#chosen(choices);
    return chosen === undefined ? this.#none() : this.#fields(choices, chosen);
  }

  override render(): TemplateResult {
    return card({ heading: words.heading, hint: words.hint, body: this.#body() });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-choose-certificate-form': ChooseCertificateForm;
  }
}
