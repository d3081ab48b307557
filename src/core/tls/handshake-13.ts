import { concatBytes, equalBytes } from '../bytes/compare.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import { type CertificateRequest, chooseProof, type ClientProof, prove } from './client-key.ts';
import type { AgreedHello } from './exchange-hellos.ts';
import { expectExtensions, readExtensions } from './extensions.ts';
import type { HandshakeContext } from './handshake-context.ts';
import { KeySchedule, type TrafficSecrets } from './key-schedule.ts';
import { agreeOnSecret, type KeyShare } from './key-share.ts';
import { ByteReader, encodeVector } from './presentation.ts';
import type { ExtensionName } from './protocol.ts';
import { acceptChain, acceptProof } from './server-key.ts';
import { fail, failParameter } from './tls-fault.ts';

const VERSION = 'TLS 1.3';
/** What we send with each ClientHello of this version. */
const OFFERED: ReadonlySet<ExtensionName> = new Set([
  'server_name',
  'supported_groups',
  'signature_algorithms',
  'supported_versions',
  'key_share',
]);

/** The rest of a full handshake of TLS 1.3 (RFC 8446, 2), and the secrets of what follows it. Throws faults. */
export async function finishHandshake13(context: HandshakeContext, agreed: AgreedHello): Promise<TrafficSecrets> {
  const { suite } = agreed;
  const { ours, theirs } = readShare(agreed);
  context.tell({ group: ours.group.name });
  const shared = await agreeOnSecret(context.subtle, ours, theirs);
  const schedule = await KeySchedule.begin(context.subtle, suite, shared);
  const secrets = await schedule.deriveHandshake(await context.hash(suite.hash));
  context.openBy(VERSION, secrets.server.makeKeys());
  context.sealBy(VERSION, secrets.client.makeKeys());

  readEncryptedExtensions((await context.take('encrypted_extensions')).body);
  const next = await context.take('certificate_request', 'certificate');
  const request = next.name === 'certificate_request' ? readRequest(next.body) : undefined;
  const certificate = request === undefined ? next : await context.take('certificate');
  const leaf = await acceptChain(context, readChain(certificate.body));
  const signed = coverForSignature('server', await context.hash(suite.hash));
  const verify = new ByteReader((await context.take('certificate_verify')).body, 'certificate_verify');
  await acceptProof(context, verify, leaf, VERSION, signed);
  const expected = await secrets.server.makeFinished(await context.hash(suite.hash));
  const finished = await context.take('finished');
  // 4.4.4.
  if (!equalBytes(finished.body, expected)) fail('decrypt_error', 'tls/finished', { host: context.options.host });

  const application = await schedule.deriveApplication(await context.hash(suite.hash));
  context.openBy(VERSION, application.server.makeKeys());
  if (request !== undefined) await sendCertificate(context, agreed, request);
  context.send('finished', await secrets.client.makeFinished(await context.hash(suite.hash)));
  context.sealBy(VERSION, application.client.makeKeys());
  return application;
}

/** 4.2.8: for a group of which the server has our share. */
function readShare({ extensions, shares }: AgreedHello): { ours: KeyShare; theirs: Uint8Array<ArrayBuffer> } {
  const share = extensions.get('key_share') ?? failParameter('key_share', 'missing_extension');
  const id = share.uint(2);
  const theirs = share.vector(2, 1);
  share.end();
  return { ours: shares.find(({ group }) => group.id === id) ?? failParameter('key_share'), theirs };
}

/** 4.3.1. */
function readEncryptedExtensions(body: Uint8Array<ArrayBuffer>): void {
  const reader = new ByteReader(body, 'encrypted_extensions');
  expectExtensions(readExtensions(reader.within(2)), OFFERED, ['server_name', 'supported_groups']);
  reader.end();
}

/** 4.3.2. */
function readRequest(body: Uint8Array<ArrayBuffer>): CertificateRequest {
  const reader = new ByteReader(body, 'certificate_request');
  // Empty, unless it is asked for after the handshake, which we do not offer.
  if (reader.vector(1).length > 0) failParameter('certificate_request_context');
  // Those that are unknown are left alone.
  const extensions = readExtensions(reader.within(2, 2));
  reader.end();
  const algorithms =
    extensions.get('signature_algorithms') ?? failParameter('signature_algorithms', 'missing_extension');
  const schemes = algorithms.within(2, 2).each((list) => list.uint(2));
  algorithms.end();
  // 4.2.4.
  const names = extensions.get('certificate_authorities');
  const authorities = names?.within(2, 3).each((list) => list.vector(2, 1)) ?? [];
  names?.end();
  return { schemes, authorities, types: undefined };
}

/** 4.4.2. */
function readChain(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const reader = new ByteReader(body, 'certificate');
  if (reader.vector(1).length > 0) failParameter('certificate_request_context');
  const chain = reader.within(3).each((list) => {
    const der = list.vector(3, 1);
    expectExtensions(readExtensions(list.within(2)), OFFERED, []);
    return der;
  });
  reader.end();
  return chain;
}

async function sendCertificate(
  context: HandshakeContext,
  { suite }: AgreedHello,
  request: CertificateRequest,
): Promise<void> {
  const proof = chooseProof(context, VERSION, request);
  context.send('certificate', encodeCertificate(proof));
  if (proof === undefined) return;
  const signed = coverForSignature('client', await context.hash(suite.hash));
  context.send('certificate_verify', await prove(context.subtle, proof, signed));
}

/** 4.4.2: empty for whoever was asked and has none that fits; no certificate has extensions of ours. */
function encodeCertificate(proof: ClientProof | undefined): Uint8Array {
  const entries = proof?.identity.chain.flatMap((der) => [encodeVector(3, der), new Uint8Array(2)]) ?? [];
  return concatBytes([encodeVector(1), encodeVector(3, ...entries)]);
}

/** 4.4.3. */
function coverForSignature(side: 'client' | 'server', transcriptHash: Uint8Array): Uint8Array<ArrayBuffer> {
  const label = encodeUtf8(`TLS 1.3, ${side} CertificateVerify\0`);
  return concatBytes([new Uint8Array(64).fill(0x20), label, transcriptHash]);
}
