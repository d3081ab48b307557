import { inspectValues as words } from '../words/en/inspect-values.ts';
import { commonNameOf, printName } from '../x509/certificate.ts';
import { nameSignature } from './algorithm-names.ts';
import type { FoundItem } from './found-item.ts';
import { listFacts, makeCodeFact, makeFact, printMoment } from './item-facts.ts';
import { readRevocationList } from './revocation-list.ts';

/** Tells of a revocation list in DER. */
export function makeRevocationListItem(der: Uint8Array, form: string): FoundItem {
  const read = readRevocationList(der);
  if (!read.ok) return { kind: 'revocation-list', title: '', facts: [makeFact('form', form)], findings: read.findings };
  const list = read.value;
  return {
    kind: 'revocation-list',
    title: commonNameOf(list.issuer) ?? '',
    facts: listFacts([
      makeFact('issuer', printName(list.issuer)),
      makeFact('this-update', printMoment(list.thisUpdate)),
      list.nextUpdate === undefined ? undefined : makeFact('next-update', printMoment(list.nextUpdate)),
      makeFact('entries', words.count(list.revoked.size)),
      list.number === undefined ? undefined : makeCodeFact('list-number', list.number),
      makeFact('signature', nameSignature(list.signatureAlgorithm)),
      makeFact('form', form),
    ]),
    findings: [],
    material: { kind: 'revocation-list', list },
  };
}
