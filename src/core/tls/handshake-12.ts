import { concatBytes, equalBytes } from '../bytes/compare.ts';
import { type CertificateRequest, chooseProof, prove } from './client-key.ts';
import type { AgreedHello } from './exchange-hellos.ts';
import type { HandshakeContext } from './handshake-context.ts';
import { agreeOnSecret, type Group } from './key-share.ts';
import { importRecordKey } from './key-schedule.ts';
import { expandPrf, type Mac, makeMac } from './mac.ts';
import { ByteReader, encodeVector } from './presentation.ts';
import { acceptChain, acceptProof } from './server-key.ts';
import { fail, failParameter } from './tls-fault.ts';
import type { RecordKeys } from './record-protection.ts';
import type { Certificate } from '../x509/certificate.ts';

const VERSION = 'TLS 1.2';
const VERIFY_DATA_LENGTH = 12;

/** The rest of a full handshake of TLS 1.2 (RFC 5246, 7.3), with ECDHE (RFC 8422). Throws faults. */
export async function finishHandshake12(context: HandshakeContext, agreed: AgreedHello): Promise<void> {
  const extendedMasterSecret = agreed.extensions.has('extended_master_secret');
  context.tell({ extendedMasterSecret });
  const leaf = await acceptChain(context, readChain(await context.take('certificate')));
  const theirs = await readKeyExchange(context, agreed, leaf, await context.take('server_key_exchange'));
  const next = await context.take('certificate_request', 'server_hello_done');
  const request = next.name === 'certificate_request' ? readRequest(next.body) : undefined;
  const done = request === undefined ? next : await context.take('server_hello_done');
  // 7.4.5: it is empty.
  new ByteReader(done.body, done.name).end();

  // Before anything of ours goes out: the server's half may be none.
  const ours = await context.shareFor(theirs.group);
  const shared = await agreeOnSecret(context.subtle, ours, theirs.publicKey);
  const proof = request && chooseProof(context, VERSION, request);
  // 7.4.6: whoever was asked and has none that fits says so with an empty list.
  if (request)
    context.send('certificate', encodeVector(3, ...(proof?.identity.chain.map((der) => encodeVector(3, der)) ?? [])));
  // RFC 8422, 5.7.
  context.send('client_key_exchange', encodeVector(1, ours.publicKey));
  const master = await makeMaster(context, agreed, shared, extendedMasterSecret);
  // 7.4.8: over all messages up to here.
  if (proof) context.send('certificate_verify', await prove(context.subtle, proof, context.transcript.bytes));

  const keys = makeKeys(context, agreed, master);
  context.sendChangeCipherSpec();
  context.sealBy(
    VERSION,
    keys.then(({ client }) => client),
  );
  context.send('finished', await makeFinished(context, agreed, master, 'client'));

  const expected = await makeFinished(context, agreed, master, 'server');
  await context.incoming.takeChangeCipherSpec();
  context.openBy(
    VERSION,
    keys.then(({ server }) => server),
  );
  const finished = await context.take('finished');
  // 7.4.9.
  if (!equalBytes(finished.body, expected)) fail('decrypt_error', 'tls/finished', { host: context.options.host });
}

/** 7.4.2. */
function readChain({ body, name }: { body: Uint8Array<ArrayBuffer>; name: string }): Uint8Array<ArrayBuffer>[] {
  const reader = new ByteReader(body, name);
  const chain = reader.within(3).each((list) => list.vector(3, 1));
  reader.end();
  return chain;
}

interface ServerShare {
  readonly group: Group;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

/** RFC 8422, 5.4. */
async function readKeyExchange(
  context: HandshakeContext,
  { suite, groups, random }: AgreedHello,
  leaf: Certificate,
  { body, name }: { body: Uint8Array<ArrayBuffer>; name: string },
): Promise<ServerShare> {
  const reader = new ByteReader(body, name);
  // `named_curve`, the only type that is left.
  if (reader.uint(1) !== 3) failParameter('curve_type');
  const id = reader.uint(2);
  const group = groups.find((one) => one.id === id) ?? failParameter('named_curve');
  const publicKey = reader.vector(1, 1);
  context.tell({ group: group.name });
  // RFC 5246, 7.4.2: the suite names the kind of the key.
  if (leaf.publicKey.kind !== suite.keyKind)
    fail('unsupported_certificate', 'tls/illegal-parameter', { what: 'certificate' });
  // RFC 5246, 7.4.3: with both random numbers before it.
  await acceptProof(context, reader, leaf, VERSION, concatBytes([context.random, random, reader.past]));
  return { group, publicKey };
}

/** 7.4.4. */
function readRequest(body: Uint8Array<ArrayBuffer>): CertificateRequest {
  const reader = new ByteReader(body, 'certificate_request');
  const types = reader.vector(1, 1);
  const schemes = reader.within(2, 2).each((list) => list.uint(2));
  const authorities = reader.within(2).each((list) => list.vector(2, 1));
  reader.end();
  return { types, schemes, authorities };
}

/** RFC 7627, 4, or RFC 5246, 8.1, of the server that does not have that. */
async function makeMaster(
  context: HandshakeContext,
  { suite, random }: AgreedHello,
  shared: Uint8Array<ArrayBuffer>,
  isExtended: boolean,
): Promise<Mac> {
  const mac = await makeMac(context.subtle, suite.hash, shared);
  const master = isExtended
    ? await expandPrf(mac, 'extended master secret', await context.hash(suite.hash), 48)
    : await expandPrf(mac, 'master secret', concatBytes([context.random, random]), 48);
  return makeMac(context.subtle, suite.hash, master);
}

/** 6.3; RFC 5288, 3: keys, then the fixed parts of the nonces. */
async function makeKeys(
  { subtle, random: ours }: HandshakeContext,
  { suite: { keyLength }, random }: AgreedHello,
  master: Mac,
): Promise<Record<'client' | 'server', RecordKeys>> {
  const block = await expandPrf(master, 'key expansion', concatBytes([random, ours]), 2 * keyLength + 8);
  const reader = new ByteReader(block, 'key_block');
  const [client, server] = [reader.bytes(keyLength), reader.bytes(keyLength)];
  return {
    client: { key: await importRecordKey(subtle, client), iv: reader.bytes(4) },
    server: { key: await importRecordKey(subtle, server), iv: reader.bytes(4) },
  };
}

/** 7.4.9. */
async function makeFinished(
  context: HandshakeContext,
  { suite }: AgreedHello,
  master: Mac,
  side: 'client' | 'server',
): Promise<Uint8Array<ArrayBuffer>> {
  return expandPrf(master, `${side} finished`, await context.hash(suite.hash), VERIFY_DATA_LENGTH);
}
