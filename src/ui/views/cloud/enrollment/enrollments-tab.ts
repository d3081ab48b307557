import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiCloudCertificatesWords } from '#core/words/en/ui-cloud-certificates';
import { uiCloudEnrollmentsWords as words } from '#core/words/en/ui-cloud-enrollments';
import { CERTIFICATE_SLOTS } from '#app/cloud-certificates';
import { createCloudEnrollments, type CloudEnrollment, type CloudEnrollments } from '#app/cloud-enrollments';
import type { LocalCloudAddress } from '#app/services';
import { createCloudPart } from '#app/stores/cloud-part';
import type { CloudFeed } from '#app/stores/cloud-view';
import type { NoticeBody } from '#app/stores/notices';
import { ShortcutController } from '../../../controllers/shortcut-controller.ts';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { searchInput } from '../../../elements/field/search-input.ts';
import { switchInput } from '../../../elements/field/switch-input.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { keyValues, type KeyValue } from '../../../elements/key-values/key-values.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { pager } from '../../../elements/pager/pager.ts';
import '../../../elements/secret/secret.ts';
import { problemNotice } from '../../findings/problem-notice.ts';
import { questionDialog } from '../../findings/question-dialog.ts';
import { View } from '../../view.ts';
import { certificateFacts } from '../certificates/certificate-facts.ts';
import { CloudPartController } from '../cloud-part-controller.ts';
import { partOrWait } from '../part-or-wait.ts';
import './enrollment-dialog.ts';

const PAGE_SIZE = 20;

/** The individual enrollments of a cloud: found, made, switched, deleted. */
@customElement('dw-cloud-enrollments')
export class CloudEnrollmentsTab extends View {
  readonly #part = new CloudPartController<readonly CloudEnrollment[]>(this, (feed) =>
    createCloudPart({
      read: () => this.#enrollments.list(),
      isTouchedBy: ({ type }) => type === 'enrollment',
      feed,
      clock: this.app.services.clock,
    }),
  );

  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) feed!: CloudFeed;
  @state() private find = '';
  @state() private from = 0;
  /** Those there are when another one is made. */
  @state() private making: readonly CloudEnrollment[] | undefined;
  @state() private removing: CloudEnrollment | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override begin(): void {
    new ShortcutController(this, [
      { key: '/', run: () => this.querySelector<HTMLElement>('#find-enrollment')?.focus() },
    ]);
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    if (!this.isConnected || !this.#part.follow(this.feed)) return;
    this.find = '';
    this.from = 0;
    this.making = undefined;
    this.removing = undefined;
    this.problem = undefined;
  }

  get #enrollments(): CloudEnrollments {
    return createCloudEnrollments(this.app.operator(this.address).ask);
  }

  async #run(work: () => Promise<void>): Promise<boolean> {
    this.problem = undefined;
    const fate = await this.app.run(work, (body) => (this.problem = body));
    // A switch that was not heeded goes back.
    if (fate.kind !== 'done') this.requestUpdate();
    else this.#part.refresh();
    return fate.kind === 'done';
  }

  async #remove({ registrationId }: CloudEnrollment): Promise<void> {
    if (!(await this.#run(() => this.#enrollments.remove(registrationId)))) return;
    this.removing = undefined;
    this.app.notices.say({ message: words.removed(registrationId) });
  }

  #ask(removing: CloudEnrollment | undefined): void {
    this.problem = undefined;
    this.removing = removing;
  }

  #keys({ registrationId }: CloudEnrollment): readonly KeyValue[] {
    const read = (slot: 'primaryKey' | 'secondaryKey') => async (): Promise<string> =>
      (await this.#enrollments.readKeys(registrationId))[slot] ?? '';
    const secret = (label: string, reveal: () => Promise<string>): TemplateResult =>
      html`<dw-secret .label=${label} .reveal=${reveal}></dw-secret>`;
    return [
      { label: words.keys.primary, value: secret(words.primaryKey(registrationId), read('primaryKey')) },
      { label: words.keys.secondary, value: secret(words.secondaryKey(registrationId), read('secondaryKey')) },
    ];
  }

  #certificates({ attestation }: CloudEnrollment): TemplateResult | typeof nothing {
    if (attestation.type !== 'x509') return nothing;
    const now = this.app.services.clock.now();
    const parts = CERTIFICATE_SLOTS.flatMap((slot) => {
      const facts = attestation[slot];
      const name = uiCloudCertificatesWords.slots[slot];
      return facts === undefined ? [] : [certificateFacts({ name, facts, now })];
    });
    return html`<div class="certificates">${parts}</div>`;
  }

  #enrollment(enrollment: CloudEnrollment): TemplateResult {
    const { registrationId, deviceId, enabled, type, attestation } = enrollment;
    const isByKeys = attestation.type === 'symmetricKey';
    return card({
      heading: html`<span class="mono">${registrationId}</span>`,
      actions: menuButton({
        id: `enrollment-menu-${registrationId}`,
        label: words.menu(registrationId),
        icon: icons.more,
        items: [{ label: words.remove, icon: icons.remove, danger: true, run: () => this.#ask(enrollment) }],
      }),
      body: html`<div class="grid-2">
        ${keyValues([
          deviceId !== registrationId && { label: words.deviceId, value: deviceId, mono: true, copy: deviceId },
          { label: words.type, value: words.types[type] },
          { label: words.by, value: words.attestations[attestation.type] },
          ...(isByKeys ? this.#keys(enrollment) : []),
        ])}
        ${switchInput({
          id: `enrollment-enabled-${registrationId}`,
          label: words.enabled,
          hint: words.enabledHint,
          checked: enabled,
          onChange: (checked) => void this.#run(() => this.#enrollments.setEnabled(registrationId, checked)),
        })}
        ${this.#certificates(enrollment)}
      </div>`,
    });
  }

  #list(all: readonly CloudEnrollment[]): TemplateResult {
    const make = html`<button class="btn" type="button" @click=${() => (this.making = all)}>
      ${icon(icons.plus)}${words.make}
    </button>`;
    if (all.length === 0) return emptyState({ icon: icons.key, ...words.none, actions: make });
    const wanted = this.find.trim().toLowerCase();
    const found = all.filter(({ registrationId, deviceId }) =>
      [registrationId, deviceId].some((id) => id.toLowerCase().includes(wanted)),
    );
    const from = Math.min(this.from, Math.max(0, Math.ceil(found.length / PAGE_SIZE) - 1) * PAGE_SIZE);
    return html`<p class="muted">${words.intro}</p>
      <div class="toolbar">
        ${searchInput({
          id: 'find-enrollment',
          label: words.search,
          value: this.find,
          onInput: (text) => {
            this.find = text;
            this.from = 0;
          },
          placeholder: words.search,
          shortcut: '/',
        })}
        <p class="small muted" role="status">${words.count(found.length, all.length)}</p>
        ${make}
      </div>
      ${found.length === 0 ? html`<p class="muted">${words.noMatch}</p>` : nothing}
      <div class="cloud-groups">
        ${repeat(
          found.slice(from, from + PAGE_SIZE),
          ({ registrationId }) => registrationId,
          (enrollment) => this.#enrollment(enrollment),
        )}
      </div>
      ${pager({
        label: words.pages,
        from,
        pageSize: PAGE_SIZE,
        total: found.length,
        onGo: (next) => (this.from = next),
      })}`;
  }

  #confirm(): TemplateResult {
    const enrollment = this.removing;
    const close = (): void => this.#ask(undefined);
    return questionDialog({
      id: 'remove-enrollment',
      open: enrollment !== undefined,
      heading: words.removeTitle(enrollment?.registrationId ?? ''),
      text: words.removeText,
      problem: this.problem,
      cancel: words.cancel,
      confirm: words.remove,
      onClose: close,
      onConfirm: () => void (enrollment === undefined ? undefined : this.#remove(enrollment)),
    });
  }

  override render(): TemplateResult {
    return html`<div class="stack">
      ${this.removing === undefined ? problemNotice(this.problem) : nothing}
      ${partOrWait(this.#part.state, {
        title: words.notRead,
        onRetry: () => this.#part.refresh(),
        content: (all) => this.#list(all),
      })}
      ${this.#confirm()}
      <dw-enrollment-dialog
        .known=${this.making}
        .address=${this.address}
        @dw-close=${() => (this.making = undefined)}
      ></dw-enrollment-dialog>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-enrollments': CloudEnrollmentsTab;
  }
}
