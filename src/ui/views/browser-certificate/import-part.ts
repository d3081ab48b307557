import { html, nothing, type TemplateResult } from 'lit';
import {
  CERTIFICATE_BROWSERS,
  IMPORT_SYSTEMS,
  uiBrowserCertificateWords,
  type CertificateBrowser,
  type ImportSystem,
} from '#core/words/en/ui-browser-certificate';
import { field } from '../../elements/field/field.ts';
import { selectInput } from '../../elements/field/select-input.ts';
import { tag } from '../../elements/tag/tag.ts';
import { commandWords, textBlock } from '../../elements/text-block/text-block.ts';

const words = uiBrowserCertificateWords;

/** What each browser does when a server asks for a certificate, this one first. */
export function browsersPart(here: CertificateBrowser | undefined): TemplateResult {
  const { heading, names, does, here: mark } = words.browsers;
  const inOrder = CERTIFICATE_BROWSERS.toSorted((a, b) => Number(b === here) - Number(a === here));
  return html`<details class="disclosure browsers" ?open=${here !== undefined}>
    <summary>${heading}</summary>
    <dl>
      ${inOrder.map(
        (one) =>
          html`<dt>${names[one]} ${one === here ? tag(mark, 'info') : nothing}</dt>
            <dd>${does[one]}</dd>`,
      )}
    </dl>
  </details>`;
}

/** How the file comes into the store of a system, step by step. */
export function importPart(system: ImportSystem, onChoose: (system: ImportSystem) => void): TemplateResult {
  const { label, command: commandLabel, systems } = words.import;
  const { steps, ...more } = systems[system];
  const command = 'command' in more ? more.command : undefined;
  const note = 'note' in more ? more.note : undefined;
  return html`${field({ id: 'import-system', label }, (ties) =>
    selectInput<ImportSystem>(ties, {
      value: system,
      options: IMPORT_SYSTEMS.map((value) => ({ value, label: systems[value].label })),
      onChange: onChoose,
    }),
  )}
  ${steps.length === 1 ? html`<p>${steps[0]}</p>` : html`<ol class="import-steps">${steps.map((step) => html`<li>${step}</li>`)}</ol>`}
  ${command === undefined ? nothing : textBlock({ label: commandLabel, text: command, content: commandWords(command) })}
  ${note === undefined ? nothing : html`<p class="muted small">${note}</p>`}`;
}
