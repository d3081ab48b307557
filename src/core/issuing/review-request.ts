import { encodeBase64 } from '../bytes/base64.ts';
import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import { judgeId } from '../identity/device-id.ts';
import type { RequestReview } from '../ports/certificate-maker.ts';
import { commonNameOf, printName } from '../x509/certificate.ts';
import { EXTENDED_KEY_USAGE } from '../x509/extensions.ts';
import { printGeneralName } from '../x509/print-general-name.ts';
import { judgeSignature, type SignatureVerdict } from '../x509/signature.ts';
import type { SigningRequest } from '../x509/signing-request.ts';
import { type KeyKind, keyKindOf } from './key-kind.ts';

/** RFC 5280, 4.2 and appendix A; others are told by their number. */
const EXTENSION_NAMES: Readonly<Record<string, string>> = {
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.30': 'nameConstraints',
  '2.5.29.31': 'cRLDistributionPoints',
  '2.5.29.32': 'certificatePolicies',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.37': 'extKeyUsage',
  '1.3.6.1.5.5.7.1.1': 'authorityInfoAccess',
  '2.16.840.1.113730.1.1': 'netscapeCertType',
  '2.16.840.1.113730.1.13': 'netscapeComment',
};

/**
 * Reviews a request that was read, before anybody signs it. Problems: its maker does not have the key, or the key is of a
 * kind that no certificate is made for. Notes: what it asks for and does not get, since only its key is taken from it
 * and, unless another one is chosen, its common name.
 */
export async function reviewRequest(subtle: SubtleCrypto, request: SigningRequest): Promise<RequestReview> {
  const { subject, publicKey, extensions, subjectAlternativeNames = [] } = request;
  const signature = await judgeSignature(subtle, request, publicKey);
  const keyKind = keyKindOf(publicKey);
  return {
    subjectName: printName(subject),
    commonName: commonNameOf(subject) ?? '',
    keyKind,
    isSelfSigned: signature === 'good',
    alternativeNames: subjectAlternativeNames.map(printGeneralName),
    extensions: extensions.map(({ oid }) => EXTENSION_NAMES[oid] ?? oid),
    problems: findProblems(signature, keyKind),
    notes: [...noteName(request), ...noteExtensions(request)],
    requestBase64: encodeBase64(request.der),
  };
}

/** A signature of a key that cannot be used is not looked at: the engine may not know its kind. */
function findProblems(signature: SignatureVerdict, keyKind: KeyKind | undefined): Finding[] {
  if (keyKind === undefined) return [makeFinding('certificate/request-key', {})];
  if (signature === 'good') return [];
  return [makeFinding('certificate/request-signature', { isWeak: signature === 'weak-signature' })];
}

function noteName({ subject }: SigningRequest): Finding[] {
  const commonName = commonNameOf(subject);
  if (commonName === undefined) return [makeFinding('certificate/request-name', {})];
  const judged = judgeId(commonName, 'x509');
  const notes = judged.ok ? [...judged.notes] : [...judged.findings];
  if (subject.attributes.length > 1) notes.push(makeFinding('certificate/request-name-parts', { kept: commonName }));
  return notes;
}

function noteExtensions({ basicConstraints, extendedKeyUsage, subjectAlternativeNames }: SigningRequest): Finding[] {
  const notes: Finding[] = [];
  if (basicConstraints?.ca === true) notes.push(makeFinding('certificate/request-authority', {}));
  if (subjectAlternativeNames !== undefined) {
    notes.push(makeFinding('certificate/request-alternative-names', { count: subjectAlternativeNames.length }));
  }
  const { clientAuth, any } = EXTENDED_KEY_USAGE;
  if (extendedKeyUsage?.some((purpose) => purpose !== clientAuth && purpose !== any) === true) {
    notes.push(makeFinding('certificate/request-purpose', {}));
  }
  return notes;
}
