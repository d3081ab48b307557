import type { ClientIdentity } from '../identity/client-identity.ts';
import { canProve } from './client-key.ts';
import { type ClientOffer, encodeClientHello, VERSIONS } from './client-hello.ts';
import type { CipherSuite } from './cipher-suites.ts';
import type { Extensions } from './extensions.ts';
import type { Handshake } from './handshake.ts';
import { type Group, type KeyShare, SECP256R1, SECP384R1, X25519 } from './key-share.ts';
import { readServerHello, type ServerHello } from './server-hello.ts';
import { failOrder, failParameter } from './tls-fault.ts';
import type { TlsVersion } from './tls-report.ts';

const ALL_VERSIONS = Object.keys(VERSIONS) as TlsVersion[];
/** RFC 8446, 5.1: the first ClientHello alone goes out as TLS 1.0, for the sake of old servers. */
const FIRST_RECORD_VERSION = 0x0301;

/** What both sides settled on. */
export interface AgreedHello {
  readonly suite: CipherSuite;
  readonly groups: readonly Group[];
  /** Our shares that the server has. */
  readonly shares: readonly KeyShare[];
  /** Of the ServerHello. */
  readonly random: Uint8Array<ArrayBuffer>;
  readonly extensions: Extensions;
}

/** Sends ClientHello, a second one if the server wants that (RFC 8446, 4.1.4), and reads what the server chose. */
export async function exchangeHellos(handshake: Handshake): Promise<AgreedHello> {
  const { host, identity, versions = versionsOf(identity) } = handshake.options;
  const shares = await makeFirstShares(handshake);
  const groups = [...shares.map(({ group }) => group), SECP384R1];
  const sessionId = versions.includes('TLS 1.3') ? handshake.makeRandom() : new Uint8Array(0);
  const first = { host, versions, groups, shares, sessionId, random: handshake.random, cookie: undefined };
  const hello = await exchange(handshake, first, FIRST_RECORD_VERSION);
  if (!hello.isRetry) {
    // RFC 8446, D.4: before the second flight, and once.
    if (hello.suite.version === 'TLS 1.3') handshake.sendChangeCipherSpec();
    return { ...hello, groups, shares };
  }
  handshake.sendChangeCipherSpec();
  const second = await answerRetry(handshake, first, hello);
  const last = await exchange(handshake, second);
  // RFC 8446, 4.1.4: once is enough, and the suite stays.
  if (last.isRetry) failOrder('hello_retry_request', ['server_hello']);
  if (last.suite !== hello.suite) failParameter('cipher_suite');
  return { ...last, groups, shares: second.shares };
}

/** An RSA key for PKCS #1 v1.5 alone proves nothing in TLS 1.3 (RFC 8446, 4.2.3): then that is not offered. */
function versionsOf(identity: ClientIdentity | undefined): readonly TlsVersion[] {
  const able = ALL_VERSIONS.filter((version) => canProve(identity, version));
  return able.length === 0 ? ALL_VERSIONS : able;
}

/** RFC 8446, 4.2.8: P-256 is what all servers have, X25519 what many like more; P-384 is made when it is asked for. */
async function makeFirstShares({ shareFor }: Handshake): Promise<readonly KeyShare[]> {
  // A platform that does not have X25519 says so here.
  const shares = await Promise.all([shareFor(X25519).catch(() => undefined), shareFor(SECP256R1)]);
  return shares.filter((share) => share !== undefined);
}

async function exchange(handshake: Handshake, offer: ClientOffer, recordVersion?: number): Promise<ServerHello> {
  const { body, offered } = encodeClientHello(offer);
  handshake.send('client_hello', body, recordVersion);
  const message = await handshake.incoming.take('server_hello');
  const hello = readServerHello(message.reader, { ...offer, offered });
  if (hello.isRetry) await handshake.rememberHash(hello.suite.hash);
  handshake.remember(message.whole);
  handshake.incoming.agreeOn(hello.suite.version);
  handshake.tell({
    version: hello.suite.version,
    cipherSuite: hello.suite.name,
    ...(hello.isRetry && { isRetried: true }),
  });
  return hello;
}

/** RFC 8446, 4.1.4: the second ClientHello is the first one, with the share and the cookie that were asked for. */
async function answerRetry(handshake: Handshake, offer: ClientOffer, hello: ServerHello): Promise<ClientOffer> {
  const keyShare = hello.extensions.get('key_share');
  const cookie = hello.extensions.get('cookie');
  // A retry that would change nothing.
  if (keyShare === undefined && cookie === undefined) failParameter('hello_retry_request');
  const shares = keyShare === undefined ? offer.shares : [await makeOtherShare(handshake, offer, keyShare.uint(2))];
  keyShare?.end();
  const bytes = cookie?.vector(2, 1);
  cookie?.end();
  return { ...offer, shares, cookie: bytes };
}

/** 4.2.8: for a group that was offered, and of which there was no share. */
async function makeOtherShare(handshake: Handshake, offer: ClientOffer, id: number): Promise<KeyShare> {
  const group = offer.groups.find((one) => one.id === id);
  if (group === undefined || offer.shares.some((share) => share.group === group)) failParameter('key_share');
  return handshake.shareFor(group);
}
