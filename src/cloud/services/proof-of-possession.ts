import { encodeHex } from '#core/bytes/hex';
import type { Json } from '#core/bytes/json';
import type { ChainFault } from '#core/errors/facts';
import { commonNameOf, printName, type Certificate } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import type { CloudContext } from '../cloud-context.ts';
import type { AuthorityCertificate } from '../state/cloud-state.ts';
import { readCertificateUpload, readKeptCertificate } from './certificate-upload.ts';
import { makeRandomBytes } from './random.ts';

/** Bytes of a verification code, as Azure's examples have it: 48 digits. */
const CODE_BYTES = 24;

/** Gives the name that a certificate which proves possession must have: upper-case hexadecimal. */
export function makeVerificationCode(crypto: Crypto): string {
  return encodeHex(makeRandomBytes(crypto, CODE_BYTES)).toUpperCase();
}

/**
 * Judges the certificate that is to prove that its sender has the key of a CA certificate: its common name, blanks around
 * it aside, is the code that was generated last, that CA has signed it, and both are in time. Gives the sentence that
 * says what is wrong, or undefined when it proves it.
 */
export async function judgeProof(
  context: CloudContext,
  { certificate, verificationCode }: Pick<AuthorityCertificate, 'certificate' | 'verificationCode'>,
  sent: Json | undefined,
): Promise<string | undefined> {
  if (verificationCode === null) {
    return 'There is no verification code: generate one, and make a certificate with it as the common name.';
  }
  const proof = readCertificateUpload(sent);
  if (typeof proof === 'string') return proof;
  const name = commonNameOf(proof.subject)?.trim() ?? '';
  if (name !== verificationCode) {
    return `The common name of the verification certificate is "${name}". It must be the verification code that was generated last.`;
  }
  const authority = readKeptCertificate(certificate);
  const verdict = await judgeChain(context.crypto.subtle, {
    leaf: proof,
    intermediates: [],
    anchors: [authority],
    at: context.now(),
    usage: 'any',
  });
  return verdict.ok ? undefined : FAULTS[verdict.fault](verdict.certificate, { proof, authority });
}

type Sentence = (
  faulty: Certificate,
  parties: { readonly proof: Certificate; readonly authority: Certificate },
) => string;

const FAULTS: { readonly [Fault in ChainFault]: Sentence } = {
  'no-path': (_faulty, { proof, authority }) =>
    `Another CA has signed the verification certificate: its issuer is ${printName(proof.issuer)}, and the CA certificate here is of ${printName(authority.subject)}.`,
  signature: (_faulty, { authority }) =>
    `The verification certificate was not signed with the key of ${printName(authority.subject)}: the name of its issuer is right, and the signature is another's.`,
  expired: (faulty) => `The certificate of ${printName(faulty.subject)} ended on ${printDate(faulty.notAfter)}.`,
  'not-yet-valid': (faulty) =>
    `The certificate of ${printName(faulty.subject)} is not valid before ${printDate(faulty.notBefore)}.`,
  'not-a-ca': (faulty) => `The certificate of ${printName(faulty.subject)} may not sign others.`,
  'key-usage': (faulty) => `The key usage of the certificate of ${printName(faulty.subject)} does not allow this.`,
  'extended-key-usage': (faulty) =>
    `The extended key usage of the certificate of ${printName(faulty.subject)} does not allow this.`,
  'path-length': (faulty) => `The certificate of ${printName(faulty.subject)} allows no certificate below this one.`,
  'name-constraints': (_faulty, { authority }) =>
    `The name constraints of ${printName(authority.subject)} do not allow a certificate of this name.`,
  'critical-extension': (faulty) =>
    `The certificate of ${printName(faulty.subject)} has a critical extension that is not known here.`,
  'weak-signature': () =>
    'The verification certificate is signed with SHA-1 or MD5, which is not safe any more: sign it with SHA-256.',
  'weak-key': (faulty) =>
    `The RSA key of the certificate of ${printName(faulty.subject)} has fewer than 2048 bits, which is not safe.`,
  'unsupported-algorithm': () =>
    'The signature of the verification certificate is of a kind that cannot be checked here: use RSA or ECDSA with SHA-256.',
  'too-complex': () => 'The verification certificate leads to the CA certificate by too many ways.',
};

function printDate(at: number): string {
  return new Date(at).toISOString();
}
