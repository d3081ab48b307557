import { html, nothing, type TemplateResult } from 'lit';
import type { CertificateOutput, OutputSettings } from '#core/certificate-export/certificate-output';
import { printEqualCommands } from '#core/certificate-export/print-equal-commands';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiCertificateOutputsWords } from '#core/words/en/ui-certificate-outputs';
import { commandWords, textBlock } from '../../../elements/text-block/text-block.ts';

const words = uiCertificateOutputsWords.commands;

/** The commands that do the same, and those that make use of the file. */
export function equalCommands(
  certificate: KeptCertificate,
  output: CertificateOutput,
  settings: OutputSettings,
  otherHalf: KeptCertificate | undefined,
): TemplateResult | typeof nothing {
  const { openssl, az } = printEqualCommands(certificate, output, settings, otherHalf);
  if (openssl === undefined && az === undefined) return nothing;
  return html`<div class="output-commands">
    ${command(words.openssl, openssl)}${command(words.az, az)}
    <p class="small muted">${words.hint}</p>
  </div>`;
}

function command(label: string, text: string | undefined): TemplateResult | typeof nothing {
  if (text === undefined) return nothing;
  return html`<div class="output-command">
    <p class="field-legend">${label}</p>
    ${textBlock({ label, text, content: commandWords(text) })}
  </div>`;
}
