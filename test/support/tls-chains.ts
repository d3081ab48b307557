import type { KeyObject } from 'node:crypto';
import type { ClientIdentity } from '#core/identity/client-identity';
import { type Certificate, readCertificate } from '#core/x509/certificate';
import { type LeafWishes, makeAuthority, makeLeaf, type MadeCertificate } from './openssl.ts';
import { openKey } from './tls-server/ciphers.ts';

/** The name that good servers of these tests have. */
export const HOST = 'hub.example.net';

/** What a server shows and signs with. */
export interface ServerCredentials {
  readonly chain: readonly Uint8Array<ArrayBuffer>[];
  readonly key: KeyObject;
}

/** Gives what a server shows: all of the chain but its root. */
export function credentialsOf({ chain, keyPem }: MadeCertificate): ServerCredentials {
  return { chain: chain.slice(0, Math.max(1, chain.length - 1)), key: openKey(keyPem) };
}

/** Gives a certificate to trust. */
export function trustOf({ der }: Pick<MadeCertificate, 'der'>): Certificate {
  const read = readCertificate(der);
  if (!read.ok) throw new TypeError('the root of a test cannot be read');
  return read.value;
}

/** Makes a certificate for servers, for `HOST` unless extensions give it other names. */
export async function makeServer(wishes: Partial<LeafWishes> = {}): Promise<MadeCertificate> {
  const { extensions = [] } = wishes;
  const isNamed = extensions.some((line) => line.startsWith('subjectAltName'));
  const names = isNamed ? [] : [`subjectAltName = DNS:${HOST}`];
  return makeLeaf({ cn: HOST, extendedKeyUsage: 'serverAuth', ...wishes, extensions: [...names, ...extensions] });
}

/** Opens the key of a device on P-256; it cannot be exported, as in the product. */
export async function identityOf({ chain, keyPem }: MadeCertificate): Promise<ClientIdentity> {
  const pkcs8 = Buffer.from(keyPem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const key = await globalThis.crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  const [own, ...others] = chain.slice(0, Math.max(1, chain.length - 1));
  if (own === undefined) throw new TypeError('a chain has a certificate');
  return { chain: [own, ...others], key };
}

/** A root, an authority below it, a server and a device of that, all with P-256 keys. */
export interface UsualChains {
  readonly root: MadeCertificate;
  readonly authority: MadeCertificate;
  readonly server: MadeCertificate;
  readonly device: MadeCertificate;
}

/** Makes these four. */
export async function makeUsualChains(): Promise<UsualChains> {
  const root = await makeAuthority({ cn: 'Root' });
  const authority = await makeAuthority({ cn: 'Authority', parent: root, pathLength: 0 });
  const [server, device] = await Promise.all([
    makeServer({ issuer: authority }),
    makeLeaf({ cn: 'pump-1', issuer: authority }),
  ]);
  return { root, authority, server, device };
}
