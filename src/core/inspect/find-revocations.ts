import { encodeHex } from '../bytes/hex.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type DistinguishedName, keyOfName } from '../x509/distinguished-name.ts';
import { judgeSignature } from '../x509/signature.ts';
import { nameOf, type PlacedCertificate } from './certificate-paths.ts';
import type { ItemFact } from './inspection.ts';
import { makeFact, printMoment } from './item-facts.ts';
import type { RevocationList } from './revocation-list.ts';

/** Signatures take time, and many authorities may have one name. */
const SIGNATURE_LIMIT = 100;

/**
 * Tells, by the ID of its item, which certificate a list revokes that was inspected with it. Azure reads no such list, so
 * this is a fact and no check. Of several lists one counts first whose signature is checked.
 */
export async function findRevocations(
  subtle: SubtleCrypto,
  certificates: readonly PlacedCertificate[],
  lists: readonly RevocationList[],
): Promise<ReadonlyMap<string, ItemFact>> {
  const facts = new Map<string, ItemFact>();
  const checked = new Set<string>();
  const subjects = groupByName(certificates, ({ certificate }) => certificate.subject);
  const issued = groupByName(certificates, ({ certificate }) => certificate.issuer);
  let left = SIGNATURE_LIMIT;
  for (const list of lists) {
    const name = keyOfName(list.issuer);
    const revoked = (issued.get(name) ?? []).flatMap(({ itemId, certificate }) => {
      const at = list.revoked.get(encodeHex(certificate.serialNumber));
      return at === undefined || checked.has(itemId) ? [] : [{ itemId, at }];
    });
    const issuers = revoked.length === 0 ? [] : (subjects.get(name) ?? []).slice(0, left);
    left -= issuers.length;
    const isChecked = await isSignedByOne(subtle, list, issuers);
    for (const { itemId, at } of revoked) {
      facts.set(
        itemId,
        makeFact('revoked', words.revoked(printMoment(at), nameOf({ subject: list.issuer }), isChecked)),
      );
      if (isChecked) checked.add(itemId);
    }
  }
  return facts;
}

function groupByName(
  certificates: readonly PlacedCertificate[],
  nameIn: (one: PlacedCertificate) => DistinguishedName,
): ReadonlyMap<string, readonly PlacedCertificate[]> {
  const groups = new Map<string, PlacedCertificate[]>();
  for (const one of certificates) {
    const name = keyOfName(nameIn(one));
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return groups;
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
