import { equalBytes } from '#core/bytes/compare';
import { equalNames, isSelfIssued, printName, type Certificate } from '#core/x509/certificate';
import { judgeChain, type ChainRequest, type ChainVerdict } from '#core/x509/chain';
import { makeAttempt, type AttemptFinding } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import type { ShownCertificates } from './certificates.ts';

/** A CA certificate that chains may lead to, or that helps to say why one does not. */
export interface ChainAuthority {
  readonly certificate: Certificate;
  /** Whether its owner has proved the key; no device comes by one that is not verified. */
  readonly verified: boolean;
}

/** A path to a verified authority, leaf first, or the true cause why there is none. */
export type ChainAnswer =
  | { readonly ok: true; readonly path: readonly Certificate[] }
  | { readonly ok: false; readonly finding: AttemptFinding };

/** What a chain is judged against. */
export interface ChainQuestion {
  readonly shown: ShownCertificates;
  /** Only those that are verified are trusted. */
  readonly authorities: readonly ChainAuthority[];
  /** CA certificates that are known and lead to nothing here. */
  readonly unused?: readonly Certificate[];
  /** Of the service that asks. */
  readonly code: number;
}

/**
 * Judges whether the leaf leads to a verified authority through what the device sent, the nearest one first. Where it
 * leads to none it is judged once more against the CA certificates that do not count, so that the log names the one.
 */
export async function judgeShownChain(context: CloudContext, question: ChainQuestion): Promise<ChainAnswer> {
  // A CA that shows its own certificate is a device that no CA stands behind.
  const others = question.authorities.filter(({ certificate }) => !isSame(certificate, question.shown.leaf));
  const unused = (question.unused ?? []).filter((one) => !isSame(one, question.shown.leaf));
  const verified = others.filter((one) => one.verified).map((one) => one.certificate);
  const verdict = await judge(context, question.shown, { anchors: verified, usage: 'clientAuth' });
  if (verdict.ok) return verdict;
  if (verdict.fault !== 'no-path') return { ok: false, finding: describeFault(context, verdict, question.code) };
  const doubtful = others.filter((one) => !one.verified).map((one) => one.certificate);
  const other = await judge(context, question.shown, { anchors: [...doubtful, ...unused], usage: 'clientAuth' });
  if (!other.ok) return { ok: false, finding: describeFault(context, verdict, question.code) };
  const reached = other.path.at(-1) ?? question.shown.leaf;
  const authority = printName(reached.subject);
  // Compared by content: one that a group refers to is also among those that DPS was given.
  const cause = doubtful.some((one) => isSame(one, reached))
    ? 'certificate-authority-not-verified'
    : 'certificate-authority-without-group';
  return { ok: false, finding: makeAttempt(cause, { authority }, question.code) };
}

/** Judges a certificate that is trusted by itself: its dates, and for DPS its content too. Undefined when it is good. */
export async function judgeTrustedLeaf(
  context: CloudContext,
  { leaf }: ShownCertificates,
  { usage, code }: { readonly usage: ChainRequest['usage']; readonly code: number },
): Promise<AttemptFinding | undefined> {
  const verdict = await judge(context, { leaf, others: [] }, { anchors: [leaf], usage });
  return verdict.ok ? undefined : describeFault(context, verdict, code);
}

function judge(
  context: CloudContext,
  { leaf, others }: ShownCertificates,
  request: Pick<ChainRequest, 'anchors' | 'usage'>,
): Promise<ChainVerdict> {
  return judgeChain(context.crypto.subtle, { ...request, leaf, intermediates: others, at: context.now() });
}

type ChainFailure = Extract<ChainVerdict, { ok: false }>;

/** Gives the line of the log for a chain that does not hold. */
function describeFault(context: CloudContext, failure: ChainFailure, code: number): AttemptFinding {
  const { certificate: found } = failure;
  const certificate = printName(found.subject);
  const time = { now: context.now(), skewSeconds: context.settings.clockSkewSeconds };
  switch (failure.fault) {
    case 'no-path':
      return describeNoPath(failure, code);
    case 'expired':
      return makeAttempt('certificate-expired', { certificate, until: found.notAfter, ...time }, code);
    case 'not-yet-valid':
      return makeAttempt('certificate-not-yet-valid', { certificate, from: found.notBefore, ...time }, code);
    case 'key-usage': {
      const needed = failure.depth === 0 ? 'digitalSignature' : 'keyCertSign';
      return makeAttempt('certificate-key-usage', { certificate, needed }, code);
    }
    case 'signature': {
      return makeAttempt('certificate-signature', { certificate, authority: printName(found.issuer) }, code);
    }
    default:
      return makeAttempt(CAUSES[failure.fault], { certificate }, code);
  }
}

/** The faults whose words need no more than whose fault it is. */
const CAUSES = {
  'not-a-ca': 'certificate-not-authority',
  'path-length': 'certificate-path-length',
  'extended-key-usage': 'certificate-purpose',
  'name-constraints': 'certificate-name-constraints',
  'critical-extension': 'certificate-extension',
  'weak-signature': 'certificate-weak-signature',
  'weak-key': 'certificate-weak-key',
  'unsupported-algorithm': 'certificate-algorithm',
  'too-complex': 'certificate-too-complex',
} as const;

/** The path ends at the certificate whose issuer is missing: at a root, in a circle, or too early. */
function describeNoPath({ certificate: last, path, depth }: ChainFailure, code: number): AttemptFinding {
  const certificate = printName(last.subject);
  if (isSelfIssued(last)) {
    if (depth === 0) return makeAttempt('certificate-self-signed', { certificate }, code);
    return makeAttempt('certificate-authority-unknown', { authority: certificate }, code);
  }
  const isCircle = path.some((below) => equalNames(below.subject, last.issuer));
  if (isCircle) return makeAttempt('certificate-loop', { certificate }, code);
  return makeAttempt('certificate-issuer-missing', { certificate, authority: printName(last.issuer) }, code);
}

function isSame(a: Certificate, b: Certificate): boolean {
  return equalBytes(a.der, b.der);
}
