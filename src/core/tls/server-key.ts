import { equalBytes } from '../bytes/compare.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { Handshake } from './handshake.ts';
import { judgeServer } from './judge-server.ts';
import type { ByteReader } from './presentation.ts';
import type { AlertName } from './protocol.ts';
import { findScheme, isForKey, verifySignature } from './signature-schemes.ts';
import { fail, failParameter, TlsFault } from './tls-fault.ts';
import type { ServerVerdict, TlsVersion } from './tls-report.ts';

type PathFault = Extract<ServerVerdict, { kind: 'refused' }>['fault'];

/** RFC 8446, 6.2: those that say more than `bad_certificate`. */
const PATH_ALERTS: Partial<Record<PathFault, AlertName>> = {
  'no-path': 'unknown_ca',
  expired: 'certificate_expired',
  'key-usage': 'unsupported_certificate',
  'extended-key-usage': 'unsupported_certificate',
  'unsupported-algorithm': 'unsupported_certificate',
};

/** Judges the server's chain, and gives its own certificate, with whose key it has yet to prove itself. Throws faults. */
export async function acceptChain(
  { options: { host, roots, clock }, subtle, tell }: Handshake,
  chain: readonly Uint8Array<ArrayBuffer>[],
): Promise<Certificate> {
  tell({ serverChain: chain });
  // RFC 8446, 4.4.2.4; RFC 5246, 7.4.2: a server always has one.
  if (chain.length === 0) fail('decode_error', 'tls/no-certificate', { host });
  const judged = await judgeServer(subtle, { chain, host, roots, at: clock.now() });
  tell({ verdict: judged.verdict });
  if (judged.finding === undefined) return judged.leaf;
  const alert = judged.verdict && PATH_ALERTS[judged.verdict.fault];
  throw new TlsFault(alert ?? 'bad_certificate', judged.finding);
}

/** Reads the scheme and the signature with which the server proves its key, and checks it. Throws faults. */
export async function acceptProof(
  { options: { host }, subtle, tell }: Handshake,
  reader: ByteReader,
  { publicKey }: Certificate,
  version: TlsVersion,
  data: Uint8Array<ArrayBuffer>,
): Promise<void> {
  const scheme = findScheme(reader.uint(2));
  const signature = reader.vector(2);
  reader.end();
  // RFC 8446, 4.4.3; RFC 5246, 7.4.3: one that was offered, and for a key of this kind.
  if (scheme === undefined || !isForKey(scheme, publicKey.curve, version)) failParameter('signature_scheme');
  tell({ serverSignature: scheme.name });
  if (await verifySignature(subtle, scheme, publicKey, signature, data)) return;
  fail('decrypt_error', 'tls/server-signature', { host });
}

/** Takes the server's Finished, which must hold this (RFC 5246, 7.4.9; RFC 8446, 4.4.4). */
export async function acceptFinished({ options: { host }, take }: Handshake, expected: Uint8Array): Promise<void> {
  const { reader } = await take('finished');
  if (!equalBytes(reader.rest, expected)) fail('decrypt_error', 'tls/finished', { host });
}
