import { attemptDer, DerError, readDer, readEach, TAG } from '../bytes/der.ts';
import type { CryptoFileKind } from '../errors/facts.ts';
import { isPfx } from '../pkcs/read-pfx.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import { identifyDer } from '../x509/certificate-text.ts';
import { readCertificateBundle } from './certificate-bundle.ts';
import { makeCertificateItem, makeRequestItem } from './certificate-item.ts';
import type { FoundItem } from './found-item.ts';
import { makeFact } from './item-facts.ts';
import { makeKeyItem, makePublicKeyItem } from './key-item.ts';
import { makePfxItem } from './pfx-item.ts';
import type { Reading } from './reading.ts';
import { makeRevocationListItem } from './revocation-list-item.ts';

/** Kinds that come in DER. */
export type DerKind = Exclude<CryptoFileKind, 'other'> | 'certificate';

/** A length that is not told before its end (X.690, 8.1.3.6), as some programs write bundles. */
const OPEN_BUNDLE = [0x30, 0x80, 0x06, 0x09, 0x2a, 0x86];

/** Tells what DER is by its outline; undefined for what is not known. */
export function identifyContent(der: Uint8Array): DerKind | undefined {
  if (isPfx(der)) return 'pfx';
  if (startsWith(der, OPEN_BUNDLE)) return 'pkcs7';
  const tags = attemptDer(() => readEach(readDer(der, TAG.sequence)).map(({ tag }) => tag));
  if (tags instanceof DerError) return undefined;
  if (tags.join() === RSA_PUBLIC_KEY) return 'public-key';
  const kind = identifyDer(der);
  if (kind !== undefined && kind !== 'other') return kind;
  return tags.join() === CERTIFICATE ? 'certificate' : undefined;
}

/** Tags of the values within: RFC 5280, 4.1, and RFC 8017, A.1.1. */
const CERTIFICATE = [TAG.sequence, TAG.sequence, TAG.bitString].join();
const RSA_PUBLIC_KEY = [TAG.integer, TAG.integer].join();

const startsWith = (bytes: Uint8Array, beginning: readonly number[]): boolean =>
  beginning.every((octet, index) => bytes[index] === octet);

/** Tells of DER of a kind; `form`: how it was written, in words. */
export async function readDerContent(
  reading: Reading,
  der: Uint8Array,
  { kind, form }: { readonly kind: DerKind; readonly form: string },
): Promise<FoundItem> {
  const { subtle } = reading;
  switch (kind) {
    case 'certificate':
      return makeCertificateItem(subtle, der, form);
    case 'request':
      return makeRequestItem(subtle, der, form);
    case 'public-key':
      return makePublicKeyItem(subtle, der, form);
    case 'private-key':
    case 'encrypted-key':
      return makeKeyItem(reading, { content: der, form, isEncrypted: kind === 'encrypted-key' });
    case 'revocation-list':
      return makeRevocationListItem(der, form);
    case 'pfx':
      return makePfxItem(reading, der, form);
    case 'pkcs7':
      return makeBundleItem(reading, der, form);
  }
}

async function makeBundleItem(reading: Reading, der: Uint8Array, form: string): Promise<FoundItem> {
  const read = readCertificateBundle(der);
  if (!read.ok) return { kind: 'pkcs7', title: '', facts: [makeFact('form', form)], findings: read.findings };
  const { certificates, revocationLists } = read.value;
  const contents: FoundItem[] = [];
  for (const one of certificates) {
    if (reading.room.take()) contents.push(await makeCertificateItem(reading.subtle, one, words.forms.bundle));
  }
  for (const one of revocationLists) {
    if (reading.room.take()) contents.push(makeRevocationListItem(one, words.forms.bundle));
  }
  return {
    kind: 'pkcs7',
    title: '',
    facts: [makeFact('certificates', words.count(certificates.length)), makeFact('form', form)],
    findings: [],
    contents,
    isUnordered: true,
  };
}
