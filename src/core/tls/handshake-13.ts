import { concatBytes } from '../bytes/compare.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import { type CertificateRequest, sendCertificate, sendProof } from './client-key.ts';
import type { AgreedHello } from './exchange-hellos.ts';
import { expectExtensions, readExtensions } from './extensions.ts';
import type { Handshake } from './handshake.ts';
import { openKeySchedule, type TrafficSecrets } from './key-schedule.ts';
import { agreeOnSecret, type KeyShare } from './key-share.ts';
import type { ByteReader } from './presentation.ts';
import type { ExtensionName } from './protocol.ts';
import { acceptChain, acceptFinished, acceptProof } from './server-key.ts';
import { failParameter } from './tls-fault.ts';

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
export async function finishHandshake13(handshake: Handshake, agreed: AgreedHello): Promise<TrafficSecrets> {
  const { subtle, take } = handshake;
  const hash = async (): Promise<Uint8Array<ArrayBuffer>> => handshake.hash(agreed.suite.hash);
  const { ours, theirs } = readShare(agreed);
  handshake.tell({ group: ours.group.name });
  const schedule = await openKeySchedule(subtle, agreed.suite, agreeOnSecret(subtle, ours, theirs));
  const { client, server } = await schedule.deriveHandshake(await hash());
  handshake.openBy(VERSION, server.makeKeys());
  handshake.sealBy(VERSION, client.makeKeys());

  readEncryptedExtensions((await take('encrypted_extensions')).reader);
  const next = await take('certificate_request', 'certificate');
  const request = next.name === 'certificate_request' ? readRequest(next.reader) : undefined;
  const certificate = request === undefined ? next : await take('certificate');
  const leaf = await acceptChain(handshake, readChain(certificate.reader));
  const signed = coverForSignature('server', await hash());
  await acceptProof(handshake, (await take('certificate_verify')).reader, leaf, VERSION, signed);
  await acceptFinished(handshake, await server.makeFinished(await hash()));

  const application = await schedule.deriveApplication(await hash());
  handshake.openBy(VERSION, application.server.makeKeys());
  const proof = request && sendCertificate(handshake, VERSION, request);
  if (proof) await sendProof(handshake, proof, coverForSignature('client', await hash()));
  handshake.send('finished', await client.makeFinished(await hash()));
  handshake.sealBy(VERSION, application.client.makeKeys());
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
function readEncryptedExtensions(reader: ByteReader): void {
  expectExtensions(readExtensions(reader.within(2)), OFFERED, ['server_name', 'supported_groups']);
  reader.end();
}

/** 4.3.2. */
function readRequest(reader: ByteReader): CertificateRequest {
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
function readChain(reader: ByteReader): Uint8Array<ArrayBuffer>[] {
  if (reader.vector(1).length > 0) failParameter('certificate_request_context');
  const chain = reader.within(3).each((list) => {
    const der = list.vector(3, 1);
    expectExtensions(readExtensions(list.within(2)), OFFERED, []);
    return der;
  });
  reader.end();
  return chain;
}

/** 4.4.3. */
function coverForSignature(side: 'client' | 'server', transcriptHash: Uint8Array): Uint8Array<ArrayBuffer> {
  const label = encodeUtf8(`TLS 1.3, ${side} CertificateVerify\0`);
  return concatBytes([new Uint8Array(64).fill(0x20), label, transcriptHash]);
}
