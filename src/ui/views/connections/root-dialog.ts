import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrustedRoot } from '#core/ports/device-host';
import { uiCertificatePageWords } from '#core/words/en/ui-certificate-page';
import { uiConnectionsWords } from '#core/words/en/ui-connections';
import type { CertificateFacts } from '#core/x509/certificate-facts';
import type { NoticeBody } from '#app/stores/notices';
import { readRoot } from '#app/use-cases/trust-roots';
import '../../elements/button/button.ts';
import { dialog } from '../../elements/dialog/dialog.ts';
import { focusFirstError } from '../../elements/field/focus-first-error.ts';
import { keyValues } from '../../elements/key-values/key-values.ts';
import { notice } from '../../elements/notice/notice.ts';
import { formatUtcDay } from '../../elements/text/utc.ts';
import '../certificates/shared/source-field.ts';
import type { SourceParts } from '../certificates/shared/source-field.ts';
import { describeFault } from '../editing/describe-fault.ts';
import { problemNotice } from '../findings/problem-notice.ts';
import { View } from '../view.ts';

const words = uiConnectionsWords.roots.dialog;

/** What was given, and what it is. */
interface Given {
  readonly source: SourceParts[number];
  readonly facts: CertificateFacts;
}

/** Takes the certificate of an authority, shows what it is, and only then trusts it. Event: `dw-close`. */
@customElement('dw-root-dialog')
export class RootDialog extends View {
  @property({ type: Boolean }) open = false;
  @property({ attribute: false }) roots: readonly TrustedRoot[] = [];
  @state() private given: Given | undefined;
  @state() private fault: string | undefined;
  @state() private problem: NoticeBody | undefined;
  @state() private busy = false;
  /** Counts up with what is given: an answer to what was given before comes too late. */
  #round = 0;
  /** Another value empties the field. */
  #times = 0;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('open') || !this.open) return;
    this.#times += 1;
    this.#clear();
  }

  protected override updated(changed: PropertyValues): void {
    if (this.given === undefined || !changed.has('given')) return;
    // What is about to be trusted must not stand behind the footer.
    this.querySelector('.root-review')?.scrollIntoView({ block: 'nearest' });
  }

  #clear(): void {
    this.#round += 1;
    this.given = undefined;
    this.fault = undefined;
    this.problem = undefined;
  }

  async #take(parts: SourceParts): Promise<void> {
    this.#clear();
    const [source, ...more] = parts;
    if (source === undefined) return;
    if (more.length > 0) {
      this.fault = words.several;
      return;
    }
    const round = this.#round;
    const fate = await this.app.run(
      () => readRoot(this.app.services, source, this.roots),
      (problem) => (this.problem = problem),
    );
    if (round !== this.#round || fate.kind !== 'done') return;
    if (fate.value.ok) this.given = { source, facts: fate.value.value };
    else this.fault = describeFault(fate.value.findings[0]);
  }

  async #submit(): Promise<void> {
    const { given } = this;
    if (this.busy) return;
    if (given === undefined) {
      this.fault ??= words.missing;
      await this.updateComplete;
      await this.querySelector('dw-source-field')?.updateComplete;
      focusFirstError(this);
      return;
    }
    this.busy = true;
    const fate = await this.app.run(
      () => this.app.services.devices.trustRoot(given.source),
      (problem) => (this.problem = problem),
    );
    this.busy = false;
    if (fate.kind !== 'done') return;
    this.app.notices.say({ message: words.trusted(given.facts.commonName || given.facts.subjectName) });
    this.raise('dw-close', undefined);
  }

  #review({ facts }: Given): TemplateResult {
    const { subjectName, issuerName, keyKind, notBefore, notAfter, sha256Thumbprint } = facts;
    const { keyKinds, otherKey } = uiCertificatePageWords.facts;
    return html`<div class="root-review" role="status">
      ${notice({
        tone: 'warn',
        title: words.review,
        explanation: words.compare,
        details: keyValues([
          { label: words.subject, value: html`<bdi>${subjectName}</bdi>` },
          { label: words.issuer, value: issuerName === subjectName ? words.itself : html`<bdi>${issuerName}</bdi>` },
          { label: words.period, value: words.from(formatUtcDay(notBefore), formatUtcDay(notAfter)) },
          { label: words.key, value: keyKind === undefined ? otherKey : keyKinds[keyKind] },
          { label: words.sha256, value: sha256Thumbprint, mono: true, copy: sha256Thumbprint },
        ]),
      })}
    </div>`;
  }

  #body(): TemplateResult {
    return html`<div class="stack">
      <p class="muted">${words.text}</p>
      ${problemNotice(this.problem)}
      <dw-source-field
        fieldId="root-source"
        label=${words.source}
        hint=${words.sourceHint}
        placeholder=${words.placeholder}
        accept=".pem,.crt,.cer,.der,application/x-x509-ca-cert,application/pkix-cert"
        .error=${this.fault}
        .anew=${this.#times}
        @dw-source=${({ detail }: CustomEvent<SourceParts>) => void this.#take(detail)}
      ></dw-source-field>
      ${this.given === undefined ? nothing : this.#review(this.given)}
    </div>`;
  }

  override render(): TemplateResult {
    const close = (): void => this.raise('dw-close', undefined);
    return dialog({
      id: 'trust-root',
      open: this.open,
      heading: words.title,
      body: () => this.#body(),
      footer: () =>
        html`<button class="btn" type="button" @click=${close}>${uiConnectionsWords.cancel}</button>
          <button class="btn primary" type="submit" aria-busy=${this.busy ? 'true' : nothing}>${words.trust}</button>`,
      onClose: close,
      onSubmit: () => void this.#submit(),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-root-dialog': RootDialog;
  }
}
