import { makeFinding } from '../errors/workbench-error.ts';
import { commonNameOf } from '../x509/certificate.ts';
import { readCertificateBytes, readCertificateText } from '../x509/certificate-text.ts';
import type { InspectedItem, Inspection, InspectionSource } from './inspection.ts';

/** How each secret of an inspection is printed, once somebody asks for it. */
export type SecretsById = ReadonlyMap<string, () => string>;

/** Says what everything in a source is, and what is to say of it. Never rejects for what it is given. */
export async function inspect(subtle: SubtleCrypto, source: InspectionSource): Promise<Inspection> {
  return (await inspectWithSecrets(subtle, source)).inspection;
}

/** As `inspect`, with the secrets that are not shown unasked; `idPrefix` begins the ID of every item. */
export async function inspectWithSecrets(
  _subtle: SubtleCrypto,
  source: InspectionSource,
  idPrefix = 'item',
): Promise<{ readonly inspection: Inspection; readonly secrets: SecretsById }> {
  const items = source.parts.flatMap(({ content }, part): InspectedItem[] => {
    const read = typeof content === 'string' ? readCertificateText(content) : readCertificateBytes(content);
    if (!read.ok) return [];
    return read.value.map(({ subject }) => ({
      id: '',
      kind: 'certificate',
      title: commonNameOf(subject) ?? '',
      within: undefined,
      part,
      facts: [],
      findings: [],
      isSecret: false,
    }));
  });
  const inspection = {
    items: items.map((item, index) => ({ ...item, id: `${idPrefix}-${index + 1}` })),
    chains: [],
    checks: [],
    findings: items.length === 0 ? [makeFinding('inspect/unknown', {})] : [],
  };
  return { inspection, secrets: new Map() };
}
