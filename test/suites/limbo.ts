import { readFileSync } from 'node:fs';
import { judgeServer } from '#core/tls/judge-server';
import { type Certificate, readCertificate } from '#core/x509/certificate';
import { judgeChain } from '#core/x509/chain';
import { parsePem } from '#core/x509/pem';

/** One case of x509-limbo, as its schema has it; what we have no use for is left out. */
export interface LimboCase {
  readonly id: string;
  readonly features: readonly string[];
  readonly validation_kind: 'SERVER' | 'CLIENT';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  /** ISO 8601; null for now. */
  readonly validation_time: string | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_peer_name: { readonly kind: string; readonly value: string } | null;
}

/** Reads the cases of a `limbo.json`. */
export function readLimbo(path: string): readonly LimboCase[] {
  return (JSON.parse(readFileSync(path, 'utf8')) as { readonly testcases: readonly LimboCase[] }).testcases;
}

/** Gives `SUCCESS`, or why the case is refused: a code, or `cannot be read`. */
export async function runLimboCase(subtle: SubtleCrypto, limbo: LimboCase): Promise<string> {
  const roots = readAll(limbo.trusted_certs);
  const chain = [limbo.peer_certificate, ...limbo.untrusted_intermediates].map(decodePem);
  const at = limbo.validation_time === null ? Date.now() : Date.parse(limbo.validation_time);
  const host = limbo.expected_peer_name?.value;
  if (limbo.validation_kind === 'SERVER' && host !== undefined) {
    const { finding } = await judgeServer(subtle, { chain, host, roots, at });
    return finding?.code ?? 'SUCCESS';
  }
  const [leaf, ...intermediates] = readAll([limbo.peer_certificate, ...limbo.untrusted_intermediates]);
  if (leaf === undefined || intermediates.length + 1 < chain.length) return 'cannot be read';
  const usage = limbo.validation_kind === 'SERVER' ? 'serverAuth' : 'clientAuth';
  const verdict = await judgeChain(subtle, { leaf, intermediates, anchors: roots, at, usage });
  return verdict.ok ? 'SUCCESS' : verdict.fault;
}

function readAll(pems: readonly string[]): Certificate[] {
  return pems.map((pem) => readCertificate(decodePem(pem))).flatMap((read) => (read.ok ? [read.value] : []));
}

function decodePem(pem: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parsePem(pem)[0]?.der ?? new Uint8Array());
}
