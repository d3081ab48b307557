import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import type { Authority } from '#core/issuing/authority';
import { generateKeyPair, importPrivateKey } from '#core/issuing/key-pair';
import type { CloudContext } from '../cloud-context.ts';
import type { IssuerState } from '../state/issuer-state.ts';
import { makeGuid } from './random.ts';

/** The CAs of the cloud's own; a new one follows when the last has not long to live. */
export interface Issuers {
  list(): readonly IssuerState[];
  find(id: string): IssuerState | undefined;
  add(issuer: IssuerState): void;
}

/** Gives the list that holds these. */
export function createIssuers(kept: readonly IssuerState[]): Issuers {
  const byId = new Map(kept.map((one) => [one.id, one]));
  return {
    list: () => [...byId.values()],
    find: (id) => byId.get(id),
    add: (issuer) => void byId.set(issuer.id, issuer),
  };
}

const KEY_KIND = 'P-384';
const LIFE_MS = 10 * 365 * 86_400_000;
const DATED_BACK_MS = 86_400_000;

/** Gives a CA that lives until `until` at least; the first call makes it, and it is kept with its key in the state. */
export async function openIssuer(context: CloudContext, until: number): Promise<Authority> {
  const known = context.issuers.list().findLast(({ notAfter }) => notAfter >= until);
  return known === undefined ? makeIssuer(context) : readIssuer(context, known);
}

async function readIssuer({ crypto }: CloudContext, issuer: IssuerState): Promise<Authority> {
  const pkcs8 = new Uint8Array(decodeBase64(issuer.privateKey) ?? []);
  const privateKey = await importPrivateKey(crypto.subtle, pkcs8, KEY_KIND, false);
  pkcs8.fill(0);
  return { certificateDer: decodeBase64(issuer.certificate) ?? new Uint8Array(), privateKey };
}

async function makeIssuer(context: CloudContext): Promise<Authority> {
  const { crypto, idScope } = context;
  const now = context.now();
  const notAfter = now + LIFE_MS;
  const keys = await generateKeyPair(crypto.subtle, KEY_KIND, true);
  // Loaded at its first use: few clouds ever issue a certificate.
  const { issueAuthority } = await import('#core/issuing/issue-authority');
  const certificateDer = await issueAuthority(crypto, {
    commonName: `Device CA of ${idScope}`,
    validity: { notBefore: now - DATED_BACK_MS, notAfter },
    keys,
    pathLength: 0,
    profile: 'azure',
  });
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  const id = makeGuid(crypto);
  const privateKey = encodeBase64(pkcs8);
  pkcs8.fill(0);
  context.issuers.add({ id, certificate: encodeBase64(certificateDer), privateKey, notAfter, createdAt: now });
  context.changed('issuers', id);
  return { certificateDer, privateKey: keys.privateKey };
}
