import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import { commonNameOf, readCertificate } from '../x509/certificate.ts';
import { judgeSignature } from '../x509/signature.ts';
import { readSigningRequest, type SigningRequest } from '../x509/signing-request.ts';
import { describeCertificateFacts, describeRequestFacts } from './certificate-facts.ts';
import type { FoundItem } from './found-item.ts';
import { makeFact } from './item-facts.ts';

/** Tells of a certificate in DER; `form`: how it was written, in words. */
export async function makeCertificateItem(subtle: SubtleCrypto, der: Uint8Array, form: string): Promise<FoundItem> {
  const read = readCertificate(der);
  if (!read.ok) return { kind: 'certificate', title: '', facts: [makeFact('form', form)], findings: read.findings };
  const certificate = read.value;
  return {
    kind: 'certificate',
    title: commonNameOf(certificate.subject) ?? '',
    facts: await describeCertificateFacts(subtle, certificate, form),
    findings: [],
    material: { kind: 'certificate', certificate },
  };
}

/** Tells of a signing request in DER, and whether it is signed with its own key. */
export async function makeRequestItem(subtle: SubtleCrypto, der: Uint8Array, form: string): Promise<FoundItem> {
  const read = readSigningRequest(der);
  if (!read.ok) return { kind: 'request', title: '', facts: [makeFact('form', form)], findings: read.findings };
  const request = read.value;
  return {
    kind: 'request',
    title: commonNameOf(request.subject) ?? '',
    facts: await describeRequestFacts(subtle, request, form),
    findings: await judgeRequest(subtle, request),
    material: { kind: 'request', request },
  };
}

/** A signature of a kind that cannot be checked here is told by what is said of the key. */
async function judgeRequest(subtle: SubtleCrypto, request: SigningRequest): Promise<Finding[]> {
  const verdict = await judgeSignature(subtle, request, request.publicKey);
  if (verdict !== 'signature' && verdict !== 'weak-signature') return [];
  return [makeFinding('certificate/request-signature', { isWeak: verdict === 'weak-signature' })];
}
