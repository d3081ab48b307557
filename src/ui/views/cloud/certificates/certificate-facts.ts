import { html, nothing, type TemplateResult } from 'lit';
import { uiCloudCertificatesWords as words } from '#core/words/en/ui-cloud-certificates';
import type { CloudCertificateFacts } from '#app/cloud-certificates';
import '../../../elements/copy/copy.ts';
import { tag } from '../../../elements/tag/tag.ts';
import './certificates.css';

/** A certificate of a cloud in three lines: whose it is, until when, its thumbprint. */
export interface CertificateFactsOptions {
  /** What it is here: "Primary certificate". */
  readonly name: string;
  /** Whether its key was proved; undefined for certificates that need no proof. */
  readonly verified?: boolean | undefined;
  /** Nothing is known of a reference to what is gone. */
  readonly facts: Partial<CloudCertificateFacts>;
  /** By which name a group refers to it. */
  readonly reference?: string | undefined;
  readonly now: number;
  readonly actions?: unknown;
}

/** Shows what a certificate says, and whether it is proved. */
export function certificateFacts(options: CertificateFactsOptions): TemplateResult {
  const { name, verified, facts, reference, now, actions } = options;
  const { subjectName, sha1Thumbprint, notAfter } = facts;
  const seconds = ((notAfter ?? now) - now) / 1000;
  const isSoon = notAfter !== undefined && words.endsSoon(seconds);
  return html`<div class="certificate">
    <div class="certificate-words">
      <p class="certificate-head">
        <span class="certificate-name">${name}</span>
        ${
          verified === undefined ? nothing : tag(verified ? words.verified : words.unverified, verified ? 'ok' : 'warn')
        }
        ${isSoon ? tag(words.endsIn(seconds), seconds < 0 ? 'err' : 'warn') : nothing}
      </p>
      ${reference === undefined ? nothing : html`<p class="small muted">${words.reference(reference)}</p>`}
      ${
        subjectName === undefined
          ? html`<p class="muted">${words.gone}</p>`
          : html`<p><span class="mono">${subjectName}</span></p>
              <p class="small muted">
                ${isSoon ? `${words.ends} ${printDate(notAfter)}` : words.endsOn(printDate(notAfter ?? 0), seconds)}
              </p>
              <p class="small muted certificate-thumbprint">
                <span>${words.thumbprint}</span> <span class="mono">${sha1Thumbprint}</span>
                <dw-copy .text=${sha1Thumbprint ?? ''} .label=${words.thumbprintOf(name)}></dw-copy>
              </p>`
      }
      ${verified === false && subjectName !== undefined ? html`<p class="small">${words.unverifiedHint}</p>` : nothing}
    </div>
    ${actions === undefined ? nothing : html`<div class="actions">${actions}</div>`}
  </div>`;
}

const dates = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' });

function printDate(at: number): string {
  return dates.format(at);
}
