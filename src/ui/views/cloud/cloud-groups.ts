import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { uiCloudWords } from '#core/words/en/ui-cloud';
import { uiCloudCertificatesWords as certificateWords } from '#core/words/en/ui-cloud-certificates';
import type { CertificateSlot } from '#app/cloud-certificates';
import type { CloudGroup, CloudGroups } from '#app/cloud-groups';
import type { LocalCloudAddress } from '#app/services';
import type { NoticeBody } from '#app/stores/notices';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { emptyState } from '../../elements/empty/empty-state.ts';
import { switchInput } from '../../elements/field/switch-input.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { keyValues, type KeyValue } from '../../elements/key-values/key-values.ts';
import { menuButton } from '../../elements/menu/menu-button.ts';
import '../../elements/secret/secret.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { questionDialog } from '../findings/question-dialog.ts';
import { View } from '../view.ts';
import { groupCertificates, type GroupCertificateActs } from './certificates/group-certificates.ts';
import './certificates/prove-dialog.ts';
import type { ProofSubject } from './certificates/prove-dialog.ts';
import { removeCertificateDialog, type CertificateRemoval } from './certificates/remove-certificate-dialog.ts';
import './certificates/upload-dialog.ts';
import type { UploadSubject } from './certificates/upload-dialog.ts';
import './group-dialog.ts';
import type { GroupDialogSubject } from './group-dialog.ts';

const words = uiCloudWords.groups;

/** The enrollment groups of a cloud: their keys by a press, and what an operator does to them. */
@customElement('dw-cloud-groups')
export class CloudGroupsView extends View {
  @property({ attribute: false }) address: LocalCloudAddress = { kind: 'tab' };
  @property({ attribute: false }) groups: readonly CloudGroup[] = [];
  @state() private editing: GroupDialogSubject | undefined;
  @state() private removing: CloudGroup | undefined;
  @state() private uploading: UploadSubject | undefined;
  @state() private proving: ProofSubject | undefined;
  @state() private taking: CertificateRemoval | undefined;
  /** Why what was asked for last was not done. */
  @state() private problem: NoticeBody | undefined;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('address') !== undefined && changed.get('address')?.kind !== this.address.kind) {
      this.editing = undefined;
      this.removing = undefined;
      this.uploading = undefined;
      this.proving = undefined;
      this.taking = undefined;
      this.problem = undefined;
    }
  }

  get #operator(): CloudGroups {
    return this.app.operator(this.address).groups;
  }

  /** Runs one request; the list follows by the cloud's own events. */
  async #run(work: () => Promise<void>): Promise<boolean> {
    this.problem = undefined;
    const fate = await this.app.run(work, (body) => (this.problem = body));
    // A switch that was not heeded goes back.
    if (fate.kind !== 'done') this.requestUpdate();
    return fate.kind === 'done';
  }

  async #remove({ id, displayName }: CloudGroup): Promise<void> {
    if (!(await this.#run(() => this.#operator.remove(id)))) return;
    this.removing = undefined;
    this.app.notices.say({ message: words.removed(displayName) });
  }

  #ask(removing: CloudGroup | undefined): void {
    this.problem = undefined;
    this.removing = removing;
  }

  #group(group: CloudGroup): TemplateResult {
    const { id, displayName, type, devices } = group;
    const isByCertificate = group.attestation?.type === 'x509';
    return card({
      heading: displayName,
      actions: menuButton({
        id: `group-menu-${id}`,
        label: words.menu(displayName),
        icon: icons.more,
        items: [
          { label: words.rename, icon: icons.pencil, run: () => (this.editing = { kind: 'rename', group }) },
          { label: words.remove, icon: icons.remove, danger: true, run: () => this.#ask(group) },
        ],
      }),
      body: html`<div class="grid-2">
        ${keyValues([
          { label: words.id, value: id, mono: true, copy: id },
          { label: words.type, value: words.types[type] },
          { label: words.devices, value: String(devices) },
          ...(isByCertificate ? [] : this.#keys(group)),
        ])}
        ${this.#switches(group)}${isByCertificate ? groupCertificates(group, this.#certificateActs(group)) : ''}
      </div>`,
    });
  }

  #keys({ id, displayName }: CloudGroup): readonly KeyValue[] {
    const read = (slot: 'primaryKey' | 'secondaryKey') => async (): Promise<string> =>
      (await this.#operator.readKeys(id))[slot] ?? '';
    return [
      { label: words.keys.primary, value: secret(words.primaryKey(displayName), read('primaryKey')) },
      { label: words.keys.secondary, value: secret(words.secondaryKey(displayName), read('secondaryKey')) },
    ];
  }

  #certificateActs({ id, displayName }: CloudGroup): GroupCertificateActs {
    const operator = this.#operator;
    const nameOf = (slot: CertificateSlot): string =>
      certificateWords.upload.title(certificateWords.slots[slot], displayName);
    return {
      now: this.app.services.clock.now(),
      onUpload: (slot) =>
        (this.uploading = {
          kind: 'place',
          heading: nameOf(slot),
          name: nameOf(slot),
          save: (certificate, verified) => operator.putCertificate(id, slot, certificate, verified),
        }),
      onProve: (slot) => (this.proving = { name: nameOf(slot), proof: operator.proof(id, slot) }),
      onRemove: (slot) => {
        this.problem = undefined;
        this.taking = { name: nameOf(slot), remove: () => operator.removeCertificate(id, slot) };
      },
    };
  }

  async #take({ name, remove }: CertificateRemoval): Promise<void> {
    if (!(await this.#run(remove))) return;
    this.taking = undefined;
    this.app.notices.say({ message: certificateWords.removed(name) });
  }

  #switches({ id, displayName, enabled, autoApprove, issuesCertificates }: CloudGroup): TemplateResult {
    return html`<div class="stack" role="group" aria-label=${displayName}>
      ${switchInput({
        id: `group-enabled-${id}`,
        label: words.enabled,
        hint: words.enabledHint,
        checked: enabled,
        onChange: (checked) => void this.#run(() => this.#operator.setEnabled(id, checked)),
      })}
      ${switchInput({
        id: `group-approve-${id}`,
        label: words.autoApprove,
        hint: words.autoApproveHint,
        checked: autoApprove,
        onChange: (checked) => void this.#run(() => this.#operator.setAutoApprove(id, checked)),
      })}
      ${
        issuesCertificates === undefined
          ? nothing
          : switchInput({
              id: `group-issues-${id}`,
              label: words.issues,
              hint: words.issuesHint,
              checked: issuesCertificates,
              onChange: (checked) => void this.#run(() => this.#operator.setIssuesCertificates(id, checked)),
            })
      }
    </div>`;
  }

  #confirm(): TemplateResult {
    const group = this.removing;
    const close = (): void => this.#ask(undefined);
    return questionDialog({
      id: 'remove-cloud-group',
      open: group !== undefined,
      heading: words.removeTitle(group?.displayName ?? ''),
      text: words.removeText,
      problem: this.problem,
      cancel: words.cancel,
      confirm: words.remove,
      onClose: close,
      onConfirm: () => void (group === undefined ? undefined : this.#remove(group)),
    });
  }

  override render(): TemplateResult {
    const { groups } = this;
    const list =
      groups.length === 0
        ? emptyState({ icon: icons.key, ...words.none })
        : html`<div class="cloud-groups">
            ${repeat(
              groups,
              ({ id }) => id,
              (group) => this.#group(group),
            )}
          </div>`;
    return html`<div class="stack">
      <div class="toolbar">
        <p class="muted">${words.intro}</p>
        <button class="btn" type="button" @click=${() => (this.editing = { kind: 'make', groups })}>
          ${icon(icons.plus)}${words.make}
        </button>
      </div>
      ${this.removing === undefined && this.taking === undefined ? problemNotice(this.problem) : ''}${list}
      ${this.#confirm()}
      ${removeCertificateDialog({
        subject: this.taking,
        problem: this.problem,
        onClose: () => (this.taking = undefined),
        onRemove: (removal) => void this.#take(removal),
      })}
      <dw-upload-certificate-dialog
        .subject=${this.uploading}
        @dw-close=${() => (this.uploading = undefined)}
      ></dw-upload-certificate-dialog>
      <dw-prove-dialog .subject=${this.proving} @dw-close=${() => (this.proving = undefined)}></dw-prove-dialog>
      <dw-group-dialog
        .subject=${this.editing}
        .address=${this.address}
        @dw-close=${() => (this.editing = undefined)}
      ></dw-group-dialog>
    </div>`;
  }
}

function secret(label: string, reveal: () => Promise<string>): TemplateResult {
  return html`<dw-secret .label=${label} .reveal=${reveal}></dw-secret>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-cloud-groups': CloudGroupsView;
  }
}
