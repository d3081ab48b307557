import { concatBytes } from '../bytes/compare.ts';
import type { Certificate } from '../x509/certificate.ts';
import { type CertificateRequest, sendCertificate, sendProof } from './client-key.ts';
import type { AgreedHello } from './exchange-hellos.ts';
import type { Handshake } from './handshake.ts';
import { importRecordKey } from './key-schedule.ts';
import { agreeOnSecret, type Group } from './key-share.ts';
import { expandPrf, type Mac, makeMac } from './mac.ts';
import { type ByteReader, encodeVector } from './presentation.ts';
import type { RecordKeys } from './record-protection.ts';
import { acceptChain, acceptFinished, acceptProof } from './server-key.ts';
import { failParameter } from './tls-fault.ts';

const VERSION = 'TLS 1.2';
const MASTER_LENGTH = 48;
const VERIFY_DATA_LENGTH = 12;

/** The rest of a full handshake of TLS 1.2 (RFC 5246, 7.3), with ECDHE (RFC 8422). Throws faults. */
export async function finishHandshake12(handshake: Handshake, agreed: AgreedHello): Promise<void> {
  const { subtle, take, send } = handshake;
  handshake.tell({ extendedMasterSecret: isBound(agreed) });
  const leaf = await acceptChain(handshake, readChain((await take('certificate')).reader));
  const theirs = await acceptKeyExchange(handshake, agreed, leaf, (await take('server_key_exchange')).reader);
  const next = await take('certificate_request', 'server_hello_done');
  const request = next.name === 'certificate_request' ? readRequest(next.reader) : undefined;
  // 7.4.5: it is empty.
  (request === undefined ? next : await take('server_hello_done')).reader.end();

  const ours = await handshake.shareFor(theirs.group);
  const shared = await agreeOnSecret(subtle, ours, theirs.publicKey);
  const proof = request && sendCertificate(handshake, VERSION, request);
  // RFC 8422, 5.7.
  send('client_key_exchange', encodeVector(1, ours.publicKey));
  const main = await makeMaster(handshake, agreed, await makeMac(subtle, agreed.suite.hash, shared));
  // 7.4.8: over all messages up to here.
  if (proof) await sendProof(handshake, proof, handshake.transcript());

  const { sealing, opening } = makeKeys(handshake, agreed, main);
  // 7.4.9.
  const makeFinished = async (side: 'client' | 'server'): Promise<Uint8Array<ArrayBuffer>> =>
    expandPrf(main, `${side} finished`, await handshake.hash(agreed.suite.hash), VERIFY_DATA_LENGTH);
  handshake.sendChangeCipherSpec();
  handshake.sealBy(VERSION, sealing);
  send('finished', await makeFinished('client'));
  const expected = await makeFinished('server');
  await handshake.incoming.takeChangeCipherSpec();
  handshake.openBy(VERSION, opening);
  await acceptFinished(handshake, expected);
}

/** Whether the server has the extended master secret (RFC 7627, 5.1). */
function isBound({ extensions }: AgreedHello): boolean {
  return extensions.has('extended_master_secret');
}

/** 7.4.2. */
function readChain(reader: ByteReader): Uint8Array<ArrayBuffer>[] {
  const chain = reader.within(3).each((list) => list.vector(3, 1));
  reader.end();
  return chain;
}

/** RFC 8422, 5.4. */
async function acceptKeyExchange(
  handshake: Handshake,
  { suite, groups, random }: AgreedHello,
  leaf: Certificate,
  reader: ByteReader,
): Promise<{ readonly group: Group; readonly publicKey: Uint8Array<ArrayBuffer> }> {
  // `named_curve`, the only type that is left.
  if (reader.uint(1) !== 3) failParameter('curve_type');
  const id = reader.uint(2);
  const group = groups.find((one) => one.id === id) ?? failParameter('named_curve');
  const publicKey = reader.vector(1, 1);
  handshake.tell({ group: group.name });
  // RFC 5246, 7.4.2: the suite names the kind of the key.
  if (leaf.publicKey.kind !== suite.keyKind) failParameter('certificate', 'unsupported_certificate');
  // RFC 5246, 7.4.3: with both random numbers before it.
  await acceptProof(handshake, reader, leaf, VERSION, concatBytes([handshake.random, random, reader.past]));
  return { group, publicKey };
}

/** 7.4.4. */
function readRequest(reader: ByteReader): CertificateRequest {
  const types = reader.vector(1, 1);
  const schemes = reader.within(2, 2).each((list) => list.uint(2));
  const authorities = reader.within(2).each((list) => list.vector(2, 1));
  reader.end();
  return { types, schemes, authorities };
}

/** RFC 7627, 4, or RFC 5246, 8.1, of the server that does not have that. */
async function makeMaster({ subtle, hash, random: ours }: Handshake, agreed: AgreedHello, shared: Mac): Promise<Mac> {
  const { suite, random } = agreed;
  const [label, seed] = isBound(agreed)
    ? ['extended master secret', await hash(suite.hash)]
    : ['master secret', concatBytes([ours, random])];
  return makeMac(subtle, suite.hash, await expandPrf(shared, label, seed, MASTER_LENGTH));
}

/** 6.3; RFC 5288, 3: the client's key and the server's, then the fixed parts of their nonces. */
function makeKeys(
  { subtle, random: ours }: Handshake,
  { suite: { keyLength }, random }: AgreedHello,
  main: Mac,
): Record<'sealing' | 'opening', Promise<RecordKeys>> {
  const block = expandPrf(main, 'key expansion', concatBytes([random, ours]), 2 * keyLength + 8);
  const cut = async (side: number): Promise<RecordKeys> => {
    const bytes = await block;
    const iv = bytes.slice(2 * keyLength + side * 4, 2 * keyLength + side * 4 + 4);
    return { iv, key: await importRecordKey(subtle, bytes.slice(side * keyLength, (side + 1) * keyLength)) };
  };
  const opening = cut(1);
  // It may fail before the server changes to it.
  opening.catch(() => undefined);
  return { sealing: cut(0), opening };
}
