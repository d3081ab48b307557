import { isSameRegistration } from '#core/identity/same-registration';
import { commonNameOf, readCertificate, type Certificate } from '#core/x509/certificate';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { LinkFacts } from '../link.ts';

/** What a device proved itself with in TLS, read and not judged. */
export interface ShownCertificates {
  /** The device's own, whose key TLS has proved. */
  readonly leaf: Certificate;
  /** All that it sent beside it, in the order that it chose. */
  readonly others: readonly Certificate[];
}

/** Certificates of a chain that are looked at. Microsoft's own tools make four; nobody told of a limit of Azure. */
export const CHAIN_LIMIT = 10;
/** Ten times the bytes of a certificate with an RSA key of 4,096 bits. */
export const CERTIFICATE_LIMIT_BYTES = 16_384;

/** The longest common name (RFC 5280, appendix A: ub-common-name). */
const COMMON_NAME_LIMIT = 64;

/** In the address of a WebSocket: no certificate is to be asked for, so none counts. */
const NO_CERTIFICATE = 'iothub-no-client-cert';

/** Says whether the address of a device's WebSocket rules certificates out. */
export function withholdsCertificates({ path = '' }: Pick<LinkFacts, 'path'>): boolean {
  const [, query = ''] = path.split(/\?(.*)/s);
  return [...new URLSearchParams(query).keys()].some((name) => name.toLowerCase() === NO_CERTIFICATE);
}

/** Gives the certificates that count for a connection; none for those that the address rules out. */
export function peerChainOf(facts: Pick<LinkFacts, 'path' | 'peerChain'>): readonly Uint8Array[] {
  return withholdsCertificates(facts) ? [] : (facts.peerChain ?? []);
}

/** Reads a chain that is not empty, as far as it is worth reading. `code`: of the service that refuses it. */
export function readShown(
  chain: readonly Uint8Array[],
  code: number,
): { readonly ok: true; readonly shown: ShownCertificates } | { readonly ok: false; readonly finding: AttemptFinding } {
  if (chain.length > CHAIN_LIMIT) {
    return refuse(makeAttempt('certificate-too-many', { count: chain.length, limit: CHAIN_LIMIT }, code));
  }
  const read: Certificate[] = [];
  for (const [index, der] of chain.entries()) {
    const position = index + 1;
    if (der.length > CERTIFICATE_LIMIT_BYTES) {
      const facts = { position, bytes: der.length, limit: CERTIFICATE_LIMIT_BYTES };
      return refuse(makeAttempt('certificate-too-large', facts, code));
    }
    const verdict = readCertificate(der);
    if (!verdict.ok) return refuse(makeAttempt('certificate-unreadable', { position }, code));
    read.push(verdict.value);
  }
  const [leaf, ...others] = read;
  if (leaf === undefined) return refuse(makeAttempt('certificate-unreadable', { position: 1 }, code));
  return { ok: true, shown: { leaf, others } };
}

/** Gives what is wrong with the common name of a leaf, undefined when it is `expected`. */
export function judgeCommonName(
  { subject }: Certificate,
  expected: string,
  { compare, code }: { readonly compare: 'exact' | 'ignore-case'; readonly code: number },
): AttemptFinding | undefined {
  const found = commonNameOf(subject) ?? '';
  const isSame = compare === 'exact' ? found === expected : isSameRegistration(found, expected);
  if (!isSame) return makeAttempt('certificate-name', { found, expected }, code);
  if (found.length <= COMMON_NAME_LIMIT) return undefined;
  return makeAttempt('certificate-name-too-long', { length: found.length, limit: COMMON_NAME_LIMIT }, code);
}

function refuse(finding: AttemptFinding): { readonly ok: false; readonly finding: AttemptFinding } {
  return { ok: false, finding };
}
