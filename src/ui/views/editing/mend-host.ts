import type { Finding } from '#core/errors/workbench-error';
import { uiEditingWords as words } from '#core/words/en/ui-editing';
import type { FieldNote } from '../../elements/field/field.ts';

/** Offers the host that stands in a pasted address, where that is what is wrong. */
export function mendHost(finding: Finding, use: (host: string) => void): FieldNote | undefined {
  if (finding.code !== 'host/with-scheme') return undefined;
  const { host } = finding.facts;
  return { tone: 'info', text: '', action: { label: words.useValue(host), run: () => use(host) } };
}
