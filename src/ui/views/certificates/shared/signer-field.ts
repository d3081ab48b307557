import type { TemplateResult } from 'lit';
import type { Finding } from '#core/errors/workbench-error';
import type { KeptCertificate } from '#core/ports/certificate-maker';
import { uiSignerWords as words } from '#core/words/en/ui-certificates-devices';
import { field } from '../../../elements/field/field.ts';
import { selectInput } from '../../../elements/field/select-input.ts';
import { formatUtcDay } from '../../../elements/text/utc.ts';
import { describeFault } from '../../editing/describe-fault.ts';

/** Which authority signs. */
export interface SignerFieldOptions {
  /** Before the id of the field; unique on the page. */
  readonly prefix: string;
  /** Those that can sign now. */
  readonly signers: readonly KeptCertificate[];
  readonly value: string | undefined;
  /** What speaks against the one that is chosen; nothing else in a form mends it, so it is said at once. */
  readonly fault: Finding | undefined;
  /** Whether the user has tried to go on: from then on it is said that none is chosen. */
  readonly tried: boolean;
  readonly onChange: (authorityId: string | undefined) => void;
}

/** The choice of an authority, with how long it is good. */
export function signerField(options: SignerFieldOptions): TemplateResult {
  const { prefix, signers, value, fault, tried, onChange } = options;
  const chosen = signers.find(({ id }) => id === value);
  const against = chosen !== undefined && fault !== undefined ? describeFault(fault) : undefined;
  return field(
    {
      id: `${prefix}-signer`,
      label: words.label,
      hint: chosen === undefined ? undefined : words.hint(formatUtcDay(chosen.facts.notAfter)),
      error: against ?? (tried && chosen === undefined ? words.missing : undefined),
    },
    (ties) =>
      selectInput<string>(ties, {
        value: chosen?.id ?? '',
        options: [
          ...(chosen === undefined ? [{ value: '', label: words.choose }] : []),
          ...signers.map(({ id, facts }) => ({ value: id, label: facts.commonName || facts.subjectName })),
        ],
        onChange: (id) => onChange(id === '' ? undefined : id),
      }),
  );
}
