import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudCertificatesWords as words } from '#core/words/en/ui-cloud-certificates';
import { CERTIFICATE_SLOTS, type CertificateSlot, type CloudSigningCertificate } from '#app/cloud-certificates';
import type { CloudGroup } from '#app/cloud-groups';
import '../../../elements/button/button.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { menuButton } from '../../../elements/menu/menu-button.ts';
import { certificateFacts } from './certificate-facts.ts';

/** What can be done to the certificates of a group. */
export interface GroupCertificateActs {
  readonly now: number;
  /** Into an empty place, or in the place of what is there. */
  readonly onUpload: (slot: CertificateSlot) => void;
  readonly onProve: (slot: CertificateSlot) => void;
  readonly onRemove: (slot: CertificateSlot) => void;
}

/** The two places for CA certificates of a group that has certificates. */
export function groupCertificates(group: CloudGroup, acts: GroupCertificateActs): TemplateResult | typeof nothing {
  const { attestation } = group;
  if (attestation?.type !== 'x509') return nothing;
  const parts = CERTIFICATE_SLOTS.map((slot) => {
    const certificate = attestation[slot];
    return certificate === undefined ? emptyPlace(slot, group, acts) : filledPlace(slot, group, certificate, acts);
  });
  return html`<div class="certificates" role="group" aria-label=${group.displayName}>${parts}</div>`;
}

function emptyPlace(slot: CertificateSlot, { displayName }: CloudGroup, acts: GroupCertificateActs): TemplateResult {
  const name = words.slots[slot];
  return html`<div class="certificate">
    <div class="certificate-words">
      <p class="certificate-name">${name}</p>
      <p class="muted">${words.none}</p>
    </div>
    <div class="actions">
      <button
        class="btn small"
        type="button"
        aria-label=${`${words.add}: ${words.upload.title(name, displayName)}`}
        @click=${() => acts.onUpload(slot)}
      >
        ${icon(icons.upload)}${words.add}
      </button>
    </div>
  </div>`;
}

function filledPlace(
  slot: CertificateSlot,
  { id, displayName }: CloudGroup,
  certificate: CloudSigningCertificate,
  { now, onUpload, onProve, onRemove }: GroupCertificateActs,
): TemplateResult {
  const { kind, name: reference, verified } = certificate;
  const name = words.slots[slot];
  const title = words.upload.title(name, displayName);
  const prove = html`<button
    class="btn small"
    type="button"
    aria-label=${`${words.prove}: ${title}`}
    @click=${() => onProve(slot)}
  >
    ${icon(icons.shield)}${words.prove}
  </button>`;
  return certificateFacts({
    name,
    verified,
    facts: certificate,
    reference,
    now,
    actions: html`${verified || kind === 'reference' ? nothing : prove}
    ${menuButton({
      id: `certificate-menu-${id}-${slot}`,
      label: words.menu(title),
      icon: icons.more,
      items: [
        { label: words.replace, icon: icons.upload, run: () => onUpload(slot) },
        { label: words.remove, icon: icons.remove, danger: true, run: () => onRemove(slot) },
      ],
    })}`,
  });
}
