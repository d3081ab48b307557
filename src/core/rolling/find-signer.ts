import type { KeptCertificate } from '../ports/certificate-maker.ts';

/**
 * Gives the authority that can sign now in the place of `authorityId`: that one, or what came in its place, where it has
 * ended or its key is elsewhere. Undefined where none of them can.
 */
export function findSigner(
  certificates: readonly KeptCertificate[],
  authorityId: string | undefined,
  now: number,
): KeptCertificate | undefined {
  if (authorityId === undefined) return undefined;
  const line = [certificates.find(({ id }) => id === authorityId)];
  for (let next = findNext(certificates, authorityId); next !== undefined; next = findNext(certificates, next.id)) {
    line.push(next);
  }
  return line.find((one) => one !== undefined && one.key.kind !== 'elsewhere' && one.facts.notAfter > now);
}

/** Several may have come in the place of one: the newest counts. */
function findNext(certificates: readonly KeptCertificate[], id: string): KeptCertificate | undefined {
  return certificates.filter(({ replaces }) => replaces === id).toSorted((a, b) => b.createdAt - a.createdAt)[0];
}
