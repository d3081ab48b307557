import { encodeHex } from '#core/bytes/hex';
import type { Json } from '#core/bytes/json';
import { chainFaultWords } from '#core/words/en/x509';
import { commonNameOf, printName, type Certificate } from '#core/x509/certificate';
import { judgeChain, type ChainVerdict } from '#core/x509/chain';
import type { CloudContext } from '../cloud-context.ts';
import type { AuthorityCertificate } from '../state/cloud-state.ts';
import { readCertificateUpload } from './certificate-upload.ts';
import { readKeptCertificate } from './kept-certificate.ts';
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
  return verdict.ok ? undefined : describeFault(verdict, { proof, authority });
}

/** Says it with names and dates where those help, else in the words that all chains have. */
function describeFault(
  { fault, certificate }: ChainVerdict & { readonly ok: false },
  { proof, authority }: { readonly proof: Certificate; readonly authority: Certificate },
): string {
  const name = printName(certificate.subject);
  switch (fault) {
    case 'no-path':
      return `Another CA has signed the verification certificate: its issuer is ${printName(proof.issuer)}, and the CA certificate here is of ${printName(authority.subject)}.`;
    case 'signature':
      return `The verification certificate was not signed with the key of ${printName(authority.subject)}: the name of its issuer is right, and the signature is another's.`;
    case 'expired':
      return `The certificate of ${name} ended on ${printDate(certificate.notAfter)}.`;
    case 'not-yet-valid':
      return `The certificate of ${name} is not valid before ${printDate(certificate.notBefore)}.`;
    default:
      return `${name}: ${chainFaultWords[fault].explanation} ${chainFaultWords[fault].remedy}`;
  }
}

function printDate(at: number): string {
  return new Date(at).toISOString();
}
