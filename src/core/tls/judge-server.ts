import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import { type Certificate, printName, readCertificate } from '../x509/certificate.ts';
import { type ChainVerdict, judgeChain } from '../x509/chain.ts';
import { isWithinConstraints } from '../x509/name-constraints.ts';
import { isAddress, isForHost, printServerName, withoutRoot } from './server-name.ts';
import type { ServerVerdict } from './tls-report.ts';

/** What a server showed, and by what it is judged. */
export interface ServerRequest {
  /** DER, as sent: the server's own first, then others in any order. */
  readonly chain: readonly Uint8Array<ArrayBuffer>[];
  /** A DNS name or an address. */
  readonly host: string;
  readonly roots: readonly Certificate[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Whether a server is who it is taken for. */
export type ServerJudgement =
  | {
      readonly finding: undefined;
      readonly verdict: Extract<ServerVerdict, { kind: 'trusted' }>;
      /** The server's own, with whose key it has yet to prove itself. */
      readonly leaf: Certificate;
    }
  | {
      readonly finding: Finding;
      /** Undefined where there is nothing that can be read. */
      readonly verdict: Extract<ServerVerdict, { kind: 'refused' }> | undefined;
    };

type Refusal = Omit<Extract<ChainVerdict, { ok: false }>, 'ok'>;

/** Certificates that a server may send, and the bytes of each: four and two thousand are usual. */
const CHAIN_LIMIT = 16;
const CERTIFICATE_LIMIT = 32_768;
/** Each name is compared with each constraint; others have the same limit. */
const COMPARISON_LIMIT = 250_000;
/** What a finding tells of what others wrote. */
const TOLD_NAMES = 10;
const TOLD_CHARACTERS = 253;

/**
 * Judges the certificates of a server: the path from the first to a trusted root by RFC 5280, section 6, completed from
 * `roots`, then the name by RFC 9525. Revocation is not looked at. Findings: `tls/no-certificate`,
 * `tls/certificate-form`, `tls/wrong-host`, and the faults of a path (`tls/no-path`, `tls/expired` …). The work is
 * bounded whatever was sent, and nothing is thrown.
 */
export async function judgeServer(subtle: SubtleCrypto, request: ServerRequest): Promise<ServerJudgement> {
  const { chain, host, roots, at } = request;
  if (chain.length === 0) return { finding: makeFinding('tls/no-certificate', { host }), verdict: undefined };
  const tooMany = chain.length > CHAIN_LIMIT || chain.some(({ length }) => length > CERTIFICATE_LIMIT);
  const [leaf, ...others] = (tooMany ? chain.slice(0, 1) : chain).map(readSent);
  // RFC 8446, 4.4.2, tells to take more than is needed in the list, and nothing of what is no certificate.
  const intermediates = others.filter((one) => one !== undefined);
  if (leaf === undefined || intermediates.length < others.length) {
    return { finding: makeFinding('tls/certificate-form', { host }), verdict: undefined };
  }
  if (tooMany || isTooManyNames([leaf, ...intermediates], roots)) {
    return refusePath(host, { fault: 'too-complex', depth: 0, certificate: leaf, path: [leaf] });
  }
  const judged = await judgeChain(subtle, { leaf, intermediates, anchors: roots, at, usage: 'serverAuth' });
  if (!judged.ok) return refusePath(host, judged);
  return judgeName(leaf, judged.path, host);
}

/** Judges the name on a path that holds. */
function judgeName(leaf: Certificate, path: readonly Certificate[], host: string): ServerJudgement {
  const shown = path.map(({ der }) => der);
  if (!isForHost(leaf, host)) {
    const all = (leaf.subjectAlternativeNames ?? []).flatMap((name) => printServerName(name) ?? []);
    const names = all.slice(0, TOLD_NAMES).map((name) => name.slice(0, TOLD_CHARACTERS));
    return {
      finding: makeFinding('tls/wrong-host', { host, names }),
      verdict: { kind: 'refused', path: shown, fault: 'wrong-host', depth: 0 },
    };
  }
  return isConstrained(path, host)
    ? refusePath(host, { fault: 'name-constraints', depth: 0, certificate: leaf, path })
    : { finding: undefined, verdict: { kind: 'trusted', path: shown }, leaf };
}

function readSent(der: Uint8Array): Certificate | undefined {
  if (der.length > CERTIFICATE_LIMIT) return undefined;
  const read = readCertificate(der);
  return read.ok ? read.value : undefined;
}

function isTooManyNames(chain: readonly Certificate[], roots: readonly Certificate[]): boolean {
  // The subject is a name, too, and each mail address in it.
  const names = chain.reduce(
    (sum, { subject, subjectAlternativeNames = [] }) =>
      sum + subjectAlternativeNames.length + subject.attributes.length + 1,
    0,
  );
  const constraints = [...chain, ...roots].reduce(
    (sum, { nameConstraints: { permitted, excluded } = { permitted: [], excluded: [] } }) =>
      sum + permitted.length + excluded.length,
    0,
  );
  return names * constraints > COMPARISON_LIMIT;
}

/**
 * Says whether an authority above the server's certificate may not speak for the host. A wildcard may be within
 * constraints (RFC 5280, 4.2.1.10) and stand for a name that is not.
 */
function isConstrained([leaf, ...authorities]: readonly Certificate[], host: string): boolean {
  if (leaf === undefined || isAddress(host)) return false;
  const asked = { kind: 'dns', value: withoutRoot(host) } as const;
  const named = { subject: { ...leaf.subject, attributes: [] }, subjectAlternativeNames: [asked] };
  return authorities.some(
    ({ nameConstraints }) => nameConstraints !== undefined && !isWithinConstraints(named, nameConstraints),
  );
}

function refusePath(host: string, { fault, depth, certificate, path }: Refusal): ServerJudgement {
  const { notBefore, notAfter } = certificate;
  const subject = printName(certificate.subject).slice(0, TOLD_CHARACTERS);
  return {
    finding: makeFinding(`tls/${fault}`, { host, subject, depth, notBefore, notAfter }),
    verdict: { kind: 'refused', path: path.map(({ der }) => der), fault, depth },
  };
}
