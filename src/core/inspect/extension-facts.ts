import { attemptDer, DerError, readDer, TAG } from '../bytes/der.ts';
import { encodeHex } from '../bytes/hex.ts';
import { extensionNames, inspectValues as words, keyUsageNames, purposeNames } from '../words/en/inspect-values.ts';
import { printSerialNumber } from '../x509/certificate.ts';
import { readText } from '../x509/distinguished-name.ts';
import type { BasicConstraints, CertificateExtension, KnownExtensions } from '../x509/extensions.ts';
import type { GeneralName } from '../x509/general-name.ts';
import { printGeneralName } from '../x509/print-general-name.ts';
import type { ItemFact, ItemFactName } from './inspection.ts';
import { FACT_LIMIT, makeCodeFact, makeFact } from './item-facts.ts';

/** Names in one fact; whoever wants to can write ten thousand into a certificate. */
const NAME_LIMIT = 20;

const COMMENT = '2.16.840.1.113730.1.13';

/** Tells what the extensions of a certificate say, or those that a request asks for; unknown ones by their number. */
export function describeExtensions(known: KnownExtensions): ItemFact[] {
  const { basicConstraints, keyUsage, extendedKeyUsage, subjectAlternativeNames, nameConstraints } = known;
  const { subjectKeyIdentifier, authorityKeyIdentifier } = known;
  const fact = (name: ItemFactName, arc: number, value: string): ItemFact => {
    const { critical = false } = known.extensions.find(({ oid }) => oid === `2.5.29.${arc}`) ?? {};
    return makeFact(name, value + (critical ? words.critical : ''));
  };
  return [
    basicConstraints && fact('authority', 19, printAuthority(basicConstraints)),
    keyUsage && fact('key-usage', 15, sentence(keyUsage.map((usage) => keyUsageNames[usage]).join(', '))),
    extendedKeyUsage && fact('purposes', 37, sentence(printPurposes(extendedKeyUsage))),
    subjectAlternativeNames && fact('alternative-names', 17, printNames(subjectAlternativeNames)),
    nameConstraints && fact('name-constraints', 30, printConstraints(nameConstraints)),
    subjectKeyIdentifier && makeCodeFact('subject-key-identifier', printOctets(subjectKeyIdentifier)),
    authorityKeyIdentifier && makeCodeFact('authority-key-identifier', printAuthorityKey(authorityKeyIdentifier)),
    ...known.extensions
      .filter(({ oid }) => !TOLD_ABOVE.includes(oid))
      .slice(0, FACT_LIMIT)
      .map(describeOther),
  ].filter((one) => one !== undefined);
}

const TOLD_ABOVE: readonly string[] = [14, 15, 17, 19, 30, 35, 37].map((arc) => `2.5.29.${arc}`);

/** Prints purposes of a key in words, unknown ones by their number. */
export function printPurposes(purposes: readonly string[]): string {
  return cutList(purposes.map((purpose) => purposeNames[purpose] ?? purpose));
}

function printAuthority({ ca, pathLength }: BasicConstraints): string {
  if (!ca) return words.isNoAuthority;
  return pathLength === undefined ? words.isAuthority : words.limitedAuthority(pathLength);
}

function printNames(names: readonly GeneralName[]): string {
  return cutList(names.slice(0, NAME_LIMIT + 1).map(printGeneralName), names.length);
}

function printConstraints({ permitted, excluded }: NonNullable<KnownExtensions['nameConstraints']>): string {
  return [
    ...(permitted.length === 0 ? [] : [words.allowedNames(printNames(permitted))]),
    ...(excluded.length === 0 ? [] : [words.excludedNames(printNames(excluded))]),
  ].join('; ');
}

function printAuthorityKey(identifier: NonNullable<KnownExtensions['authorityKeyIdentifier']>): string {
  const { keyIdentifier, issuer, serialNumber } = identifier;
  return words.authorityKey(
    keyIdentifier === undefined ? '' : printOctets(keyIdentifier),
    issuer === undefined ? '' : printNames(issuer),
    serialNumber === undefined ? '' : printSerialNumber(serialNumber),
  );
}

function describeOther({ oid, critical, value }: CertificateExtension): ItemFact {
  const comment = oid === COMMENT ? readComment(value) : undefined;
  return makeFact(
    'extension',
    words.extension(extensionNames[oid], oid, comment ?? words.byteCount(value.length), critical),
  );
}

function readComment(value: Uint8Array): string | undefined {
  const text = attemptDer(() => readText(readDer(value, TAG.ia5String)));
  return text instanceof DerError ? undefined : text;
}

const printOctets = (octets: Uint8Array): string => encodeHex(octets.subarray(0, 64)).toUpperCase();

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function cutList(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, NAME_LIMIT);
  return [...shown, ...(count > shown.length ? [words.more(count - shown.length)] : [])].join(', ');
}
