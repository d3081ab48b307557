import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiCloudCertificatesWords } from '#core/words/en/ui-cloud-certificates';
import { createCloudAuthorities, type CloudAuthorities, type CloudAuthority } from '#app/cloud-certificates';
import type { LocalCloudAddress } from '#app/services';
import { createCloudPart } from '#app/stores/cloud-part';
import type { CloudFeed } from '#app/stores/cloud-view';
import type { NoticeBody } from '#app/stores/notices';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { emptyState } from '../../../elements/empty/empty-state.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { tag } from '../../../elements/tag/tag.ts';
import { View } from '../../view.ts';
import { CloudPartController } from '../cloud-part-controller.ts';
import { partOrWait } from '../part-or-wait.ts';
import { certificateFacts } from './certificate-facts.ts';
import './prove-dialog.ts';
import type { ProofSubject } from './prove-dialog.ts';
import { removeCertificateDialog, type CertificateRemoval } from './remove-certificate-dialog.ts';
import './upload-dialog.ts';
import type { UploadSubject } from './upload-dialog.ts';

const words = uiCloudCertificatesWords.authorities;
const { upload, prove, replace, remove, menu, removed } = uiCloudCertificatesWords;

/** The CA certificates that DPS and the hub of a cloud know by name. */
@customElement('dw-cloud-authorities')
export class CloudAuthoritiesTab extends View {
  readonly #part = new CloudPartController<readonly CloudAuthority[]>(this, (feed) =>
    createCloudPart({
      read: () => this.#authorities.list(),
      isTouchedBy: ({ type }) => type === 'authority',
      feed,
      clock: this.app.services.clock,
    }),
  );

  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) feed!: CloudFeed;
  @state() private uploading: UploadSubject | undefined;
  @state() private proving: ProofSubject | undefined;
  @state() private taking: CertificateRemoval | undefined;
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(_changed: PropertyValues<this>): void {
    if (!this.isConnected || !this.#part.follow(this.feed)) return;
    this.uploading = undefined;
    this.proving = undefined;
    this.taking = undefined;
  }

  get #authorities(): CloudAuthorities {
    return createCloudAuthorities(this.app.operator(this.address).ask);
  }

  #make(known: readonly CloudAuthority[]): void {
    const authorities = this.#authorities;
    this.uploading = {
      kind: 'authority',
      known,
      save: async (service, name, certificate, verified) => {
        await authorities.upload(service, name, certificate, verified);
        this.#part.refresh();
      },
    };
  }

  #replace({ service, name }: CloudAuthority): void {
    const authorities = this.#authorities;
    this.uploading = {
      kind: 'place',
      heading: upload.replaceTitle(name),
      name,
      save: (certificate, verified) => authorities.upload(service, name, certificate, verified),
    };
  }

  #askToRemove({ service, name }: CloudAuthority): void {
    const authorities = this.#authorities;
    this.problem = undefined;
    this.taking = { name, remove: () => authorities.remove(service, name) };
  }

  async #remove({ name, remove: work }: CertificateRemoval): Promise<void> {
    this.problem = undefined;
    const fate = await this.app.run(work, (body) => (this.problem = body));
    if (fate.kind !== 'done') return;
    this.taking = undefined;
    this.#part.refresh();
    this.app.notices.say({ message: removed(name) });
  }

  #authority(authority: CloudAuthority): TemplateResult {
    const { service, name, verified } = authority;
    const onProve = (): void => {
      this.proving = { name, proof: this.#authorities.proof(service, name) };
    };
    const proof = html`<button class="btn small" type="button" aria-label=${`${prove}: ${name}`} @click=${onProve}>
      ${icon(icons.shield)}${prove}
    </button>`;
    return html`<li>
      ${certificateFacts({
        name,
        verified,
        facts: authority,
        now: this.app.services.clock.now(),
        actions: html`${tag(words.services[service])}${verified ? nothing : proof}
        ${menuButton({
          id: `authority-menu-${service}-${name}`,
          label: menu(name),
          icon: icons.more,
          items: [
            { label: replace, icon: icons.upload, run: () => this.#replace(authority) },
            { label: remove, icon: icons.remove, danger: true, run: () => this.#askToRemove(authority) },
          ],
        })}`,
      })}
    </li>`;
  }

  #list(authorities: readonly CloudAuthority[]): TemplateResult {
    const make = html`<button class="btn" type="button" @click=${() => this.#make(authorities)}>
      ${icon(icons.plus)}${words.make}
    </button>`;
    if (authorities.length === 0) {
      return emptyState({ icon: icons.shield, heading: words.emptyHeading, text: words.emptyText, actions: make });
    }
    return html`<div class="toolbar"><p class="muted">${words.intro}</p>${make}</div>
      ${card({
        body: html`<ul class="authority-list">
          ${repeat(
            authorities,
            ({ service, name }) => `${service} ${name}`,
            (authority) => this.#authority(authority),
          )}
        </ul>`,
      })}`;
  }

  override render(): TemplateResult {
    return html`<div class="stack">
      ${partOrWait(this.#part.state, {
        title: words.notRead,
        onRetry: () => this.#part.refresh(),
        content: (authorities) => this.#list(authorities),
      })}
      ${removeCertificateDialog({
        subject: this.taking,
        problem: this.problem,
        onClose: () => (this.taking = undefined),
        onRemove: (removal) => void this.#remove(removal),
      })}
      <dw-upload-certificate-dialog
        .subject=${this.uploading}
        @dw-close=${() => (this.uploading = undefined)}
      ></dw-upload-certificate-dialog>
      <dw-prove-dialog .subject=${this.proving} @dw-close=${() => (this.proving = undefined)}></dw-prove-dialog>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-authorities': CloudAuthoritiesTab;
  }
}
