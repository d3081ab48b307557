import { encodeHex } from '../bytes/hex.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import { type Certificate, equalNames } from '../x509/certificate.ts';
import { judgeSignature } from '../x509/signature.ts';
import { nameOf, type PlacedCertificate } from './certificate-paths.ts';
import type { ItemFact } from './inspection.ts';
import { makeFact, printMoment } from './item-facts.ts';
import type { RevocationList } from './revocation-list.ts';

/**
 * Tells, by the ID of its item, which certificate a list revokes that was inspected with it. Azure reads no such list, so
 * this is a fact and no check.
 */
export async function findRevocations(
  subtle: SubtleCrypto,
  certificates: readonly PlacedCertificate[],
  lists: readonly RevocationList[],
): Promise<ReadonlyMap<string, ItemFact>> {
  const facts = new Map<string, ItemFact>();
  for (const list of lists) {
    const issuers = certificates.filter(({ certificate }) => equalNames(certificate.subject, list.issuer));
    for (const { itemId, certificate } of certificates) {
      const at = list.revoked.get(encodeHex(certificate.serialNumber));
      if (at === undefined || !equalNames(certificate.issuer, list.issuer)) continue;
      const isChecked = await isSignedByOne(subtle, list, issuers);
      const by = words.revoked(printMoment(at), nameOf({ subject: list.issuer }), isChecked);
      facts.set(itemId, makeFact('revoked', by));
    }
  }
  return facts;
}

async function isSignedByOne(
  subtle: SubtleCrypto,
  list: RevocationList,
  issuers: readonly { readonly certificate: Certificate }[],
): Promise<boolean> {
  for (const { certificate } of issuers) {
    if ((await judgeSignature(subtle, list, certificate.publicKey)) === 'good') return true;
  }
  return false;
}
