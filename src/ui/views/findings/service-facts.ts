import { html, type TemplateResult } from 'lit';
import type { ServiceWords } from '#core/errors/facts';
import type { Finding } from '#core/errors/workbench-error';
import { uiShellWords as words } from '#core/words/en/ui-shell';
import { keyValues } from '../../elements/key-values/key-values.ts';

/**
 * The raw facts of a refusal, kept whole and copyable so that support can be asked with them: our code, the service's
 * code, tracking ID, time and message.
 */
export function serviceFacts(finding: Finding): TemplateResult {
  const facts = finding.facts as Partial<Facts>;
  const said = facts.said;
  return html`<div class="service-facts">
    ${keyValues([
      { label: words.service.code, value: finding.code, mono: true },
      facts.returnCode !== undefined && row(words.service.connack, String(facts.returnCode)),
      facts.status !== undefined && row(words.service.status, String(facts.status)),
      typeof facts.code === 'number' && row(words.service.close, String(facts.code)),
      said?.errorCode !== undefined && row(words.service.said, String(said.errorCode)),
      said?.message !== undefined && said.message !== '' && row(words.service.message, said.message),
      facts.message !== undefined && facts.message !== '' && row(words.service.message, facts.message),
      said?.trackingId !== undefined && row(words.service.trackingId, said.trackingId),
      said?.timestampUtc !== undefined && row(words.service.time, said.timestampUtc),
    ])}
  </div>`;
}

/** Whether anything stands in the facts but our own code: of a file or a list no service has said a word. */
export function saysMore({ facts }: Finding): boolean {
  const { said, returnCode, status, code, message } = facts as Partial<Facts>;
  return [said, returnCode, status, code, message].some((fact) => fact !== undefined && fact !== '');
}

interface Facts {
  readonly said: ServiceWords;
  readonly returnCode: number;
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

function row(label: string, value: string): { label: string; value: string; mono: true; copy: string } {
  return { label, value, mono: true, copy: value };
}
