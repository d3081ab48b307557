import { html, nothing, type TemplateResult } from 'lit';
import { makeFinding, type Finding } from '#core/errors/workbench-error';
import type { ForeignFact, ForeignKind, LockedText } from '#core/qr/payload';
import { foreignFactNames, foreignWords } from '#core/words/en/codes';
import { uiScanWords as words } from '#core/words/en/ui-scan';
import type { ScanResult } from '#app/stores/scan-room';
import '../../../elements/button/button.ts';
import { card } from '../../../elements/card/card.ts';
import { icon, icons } from '../../../elements/icon/icon.ts';
import { keyValues } from '../../../elements/key-values/key-values.ts';
import '../../findings/finding-notice.ts';

/** What Inspect says more of. */
const INSPECTED: ReadonlySet<ForeignKind> = new Set(['certificate', 'private-key', 'symmetric-key', 'token']);
/** Values that somebody may want to take elsewhere. */
const COPIED: ReadonlySet<ForeignFact['name']> = new Set(['address', 'text']);

/** A code of somebody else: what it is, and what may be shown of it. Nothing in it is opened. */
export function foreignCode(
  { foreign, facts }: ScanResult & { kind: 'foreign' },
  onInspect: () => void,
): TemplateResult {
  const { title, explanation } = foreignWords[foreign];
  const inspect = html`<div class="actions">
    <button class="btn" type="button" @click=${onInspect}>${icon(icons.inspect)}${words.inspect}</button>
  </div>`;
  return card({
    heading: html`<span tabindex="-1" data-result>${title}</span>`,
    hint: explanation,
    body: html`${facts.length === 0 ? nothing : factsOf(facts)}${INSPECTED.has(foreign) ? inspect : nothing}`,
  });
}

function factsOf(facts: readonly ForeignFact[]): TemplateResult {
  return keyValues(
    facts.map(({ name, value }) => ({
      label: foreignFactNames[name],
      value: html`<bdi>${value}</bdi>`,
      copy: COPIED.has(name) ? value : undefined,
    })),
  );
}

/** A code that nothing can be done with, and why. */
export function refusedCode({ findings }: ScanResult & { kind: 'refused' }): TemplateResult {
  return refusal(findings);
}

/** A locked code past the end that its maker set: its passphrase is not asked for. */
export function endedCode({ endsAt = 0 }: LockedText): TemplateResult {
  return refusal([makeFinding('qr/ended', { endsAt })]);
}

function refusal(findings: readonly Finding[]): TemplateResult {
  return html`<h2 class="sr" tabindex="-1" data-result>${words.kinds.refused}</h2>
    ${findings.map((finding) => html`<dw-finding-notice .finding=${finding}></dw-finding-notice>`)}`;
}
