import { encodeHex } from '../bytes/hex.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import { type Certificate, printName, printSerialNumber } from '../x509/certificate.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import type { SigningRequest } from '../x509/signing-request.ts';
import { makeThumbprint } from '../x509/thumbprint.ts';
import { nameKey, nameSignature } from './algorithm-names.ts';
import { describeExtensions } from './extension-facts.ts';
import type { ItemFact } from './inspection.ts';
import { listFacts, makeCodeFact, makeFact, printMoment } from './item-facts.ts';

/** Tells everything that a certificate says; `form`: how it was written, in words. */
export async function describeCertificateFacts(
  subtle: SubtleCrypto,
  certificate: Certificate,
  form: string,
): Promise<ItemFact[]> {
  const [sha1, sha256] = await Promise.all([
    makeThumbprint(subtle, certificate.der, 'SHA-1'),
    makeThumbprint(subtle, certificate.der, 'SHA-256'),
  ]);
  return listFacts([
    makeFact('subject', printName(certificate.subject)),
    makeFact('issuer', printName(certificate.issuer)),
    makeFact('not-before', printMoment(certificate.notBefore)),
    makeFact('not-after', printMoment(certificate.notAfter)),
    makeFact('key', nameKey(certificate.publicKey)),
    makeFact('signature', nameSignature(certificate.signatureAlgorithm)),
    makeCodeFact('sha1-thumbprint', sha1),
    makeCodeFact('sha256-thumbprint', sha256),
    makeCodeFact('serial-number', printSerialNumber(certificate.serialNumber)),
    certificate.basicConstraints === undefined ? makeFact('authority', words.isNoAuthority) : undefined,
    ...describeExtensions(certificate),
    makeFact('version', words.version(certificate.version)),
    makeFact('form', form),
  ]);
}

/** Tells everything that a signing request says. */
export async function describeRequestFacts(
  subtle: SubtleCrypto,
  request: SigningRequest,
  form: string,
): Promise<ItemFact[]> {
  return listFacts([
    makeFact('subject', printName(request.subject)),
    makeFact('key', nameKey(request.publicKey)),
    makeFact('signature', nameSignature(request.signatureAlgorithm)),
    await describeFingerprint(subtle, request.publicKey),
    ...describeExtensions(request),
    makeFact('form', form),
  ]);
}

/** Tells by what a key is known: the SHA-256 of its public half, SubjectPublicKeyInfo in DER, upper-case hexadecimal. */
export async function describeFingerprint(subtle: SubtleCrypto, { spki }: PublicKeyInfo): Promise<ItemFact> {
  const digest = await subtle.digest('SHA-256', spki);
  return makeCodeFact('key-fingerprint', encodeHex(new Uint8Array(digest)).toUpperCase());
}
