import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import { type Certificate, printName, readCertificate } from '../x509/certificate.ts';
import { type ChainVerdict, judgeChain } from '../x509/chain.ts';
import { isForHost, listServerNames } from './server-name.ts';
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
  const path = judged.path.map(({ der }) => der);
  if (isForHost(leaf, host)) return { finding: undefined, verdict: { kind: 'trusted', path }, leaf };
  const names = listServerNames(leaf, TOLD_NAMES).map((name) => name.slice(0, TOLD_CHARACTERS));
  return {
    finding: makeFinding('tls/wrong-host', { host, names }),
    verdict: { kind: 'refused', path, fault: 'wrong-host', depth: 0 },
  };
}

function readSent(der: Uint8Array): Certificate | undefined {
  if (der.length > CERTIFICATE_LIMIT) return undefined;
  const read = readCertificate(der);
  return read.ok ? read.value : undefined;
}

function isTooManyNames(chain: readonly Certificate[], roots: readonly Certificate[]): boolean {
  // The subject is a name, too.
  const names = chain.reduce((sum, { subjectAlternativeNames = [] }) => sum + subjectAlternativeNames.length + 1, 0);
  const constraints = [...chain, ...roots].reduce(
    (sum, { nameConstraints: { permitted, excluded } = { permitted: [], excluded: [] } }) =>
      sum + permitted.length + excluded.length,
    0,
  );
  return names * constraints > COMPARISON_LIMIT;
}

function refusePath(host: string, { fault, depth, certificate, path }: Refusal): ServerJudgement {
  const { notBefore, notAfter } = certificate;
  const subject = printName(certificate.subject).slice(0, TOLD_CHARACTERS);
  return {
    finding: makeFinding(`tls/${fault}`, { host, subject, depth, notBefore, notAfter }),
    verdict: { kind: 'refused', path: path.map(({ der }) => der), fault, depth },
  };
}
