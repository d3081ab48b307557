import { html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { TrustedRoot } from '#core/ports/device-host';
import { uiConnectionsWords } from '#core/words/en/ui-connections';
import { forgetRoot, readBuiltInRoots, type BuiltInRoot } from '#app/use-cases/trust-roots';
import '../../elements/button/button.ts';
import { card } from '../../elements/card/card.ts';
import { icon, icons } from '../../elements/icon/icon.ts';
import { notice } from '../../elements/notice/notice.ts';
import { skeleton } from '../../elements/skeleton/skeleton.ts';
import { formatUtcDay } from '../../elements/text/utc.ts';
import { View } from '../view.ts';
import './root-dialog.ts';

const words = uiConnectionsWords.roots;

/** The roots by which servers are judged: those that are built in, and those that somebody added. */
@customElement('dw-roots-card')
export class RootsCard extends View {
  @property({ attribute: false }) roots: readonly TrustedRoot[] = [];
  @state() private builtIn: readonly BuiltInRoot[] | undefined;
  @state() private adding = false;

  protected override begin(): void {
    void this.app.run(async () => (this.builtIn = await readBuiltInRoots()));
  }

  async #forget(root: TrustedRoot): Promise<void> {
    const { app } = this;
    const fate = await app.run(() => forgetRoot(app.services, root));
    if (fate.kind !== 'done') return;
    const undo = (): void => void app.run(fate.value);
    app.notices.say({ message: words.forgotten(nameOf(root)), undo });
    await this.updateComplete;
    // The button that was pressed is gone.
    if (this.isConnected) this.querySelector<HTMLElement>('.add-root')?.focus();
  }

  #builtIn(): TemplateResult {
    const rows = this.builtIn?.map(
      ({ name, notAfter }) =>
        html`<li>
          <span class="root-mark">${icon(icons.shield)}</span>
          <span class="root-words"><bdi>${name}</bdi><span class="root-more">${words.until(formatUtcDay(notAfter))}</span></span>
        </li>`,
    );
    return html`<section class="roots-part">
      <h3 id="built-in-roots">${words.builtIn}</h3>
      ${rows === undefined ? skeleton('row', 2) : html`<ul class="roots" aria-labelledby="built-in-roots">${rows}</ul>`}
      <p class="muted small">${words.builtInText}</p>
    </section>`;
  }

  #added(): TemplateResult {
    const rows = this.roots.map((root) => this.#row(root));
    return html`<section class="roots-part">
      <h3 id="added-roots">${words.added}</h3>
      ${
        rows.length === 0
          ? html`<p class="muted">${words.none}</p>`
          : html`<ul class="roots" aria-labelledby="added-roots">${rows}</ul>`
      }
    </section>`;
  }

  #row(root: TrustedRoot): TemplateResult {
    const name = nameOf(root);
    const { facts, addedAt } = root;
    return html`<li>
      <span class="root-mark">${icon(icons.certificate)}</span>
      <span class="root-words"
        ><bdi>${name}</bdi
        ><span class="root-more"
          >${words.until(formatUtcDay(facts.notAfter))}, ${words.addedOn(formatUtcDay(addedAt))}</span
        ><span class="root-more mono">${facts.sha256Thumbprint}</span></span
      >
      <button class="btn small" type="button" aria-label=${words.forgetOf(name)} @click=${() => void this.#forget(root)}>
        ${words.forget}
      </button>
    </li>`;
  }

  override render(): TemplateResult {
    const { title, text } = words.revocation;
    return html`${card({
      heading: words.heading,
      hint: words.hint,
      actions: html`<button class="btn add-root" type="button" @click=${() => (this.adding = true)}>
        ${icon(icons.plus)}${words.add}
      </button>`,
      body: html`<div class="stack">
        ${this.#added()}${this.#builtIn()}${notice({ tone: 'info', title, explanation: text })}
      </div>`,
    })}
      <dw-root-dialog
        .open=${this.adding}
        .roots=${this.roots}
        @dw-close=${() => (this.adding = false)}
      ></dw-root-dialog>`;
  }
}

function nameOf({ facts }: TrustedRoot): string {
  return facts.commonName || facts.subjectName;
}

declare global {
  interface HTMLElementTagNameMap {
    'dw-roots-card': RootsCard;
  }
}
