import type { IssuanceEntry } from '#core/ports/certificate-maker';

/** Gives the entries that have the text in their name, serial number or thumbprints, in any case; all for none. */
export function findInLog(entries: readonly IssuanceEntry[], text: string): readonly IssuanceEntry[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return entries;
  // Tools print numbers and thumbprints with colons or blanks between the digits.
  const digits = wanted.replace(/[\s:]/g, '');
  const isDigits = /^[0-9a-f]+$/.test(digits);
  return entries.filter(({ commonName, serialNumber, sha1Thumbprint, sha256Thumbprint }) => {
    if (commonName.toLowerCase().includes(wanted)) return true;
    return (
      isDigits &&
      [serialNumber, sha1Thumbprint, sha256Thumbprint].some((number) => number.toLowerCase().includes(digits))
    );
  });
}
