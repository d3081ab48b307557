import type { KeyKind } from '../issuing/key-kind.ts';
import { generateKeyPair, importPrivateKey } from '../issuing/key-pair.ts';
import type { KeyPlace, NewKeyPlace } from '../ports/certificate-maker.ts';
import type { VaultKey } from '../ports/vault.ts';
import { type MakingPorts, waitWhile } from './ports.ts';

/** The key of something that is kept, and where it is. */
export interface KeyInPlace {
  readonly place: KeyPlace;
  /** Of its record in the vault; undefined for one that is elsewhere. */
  readonly keyId: string | undefined;
  /** What the vault is to keep, for a key that it does not have yet. */
  readonly vaultKey?: VaultKey;
}

/** A key that was just made. */
export interface NewKey extends KeyInPlace {
  readonly pair: CryptoKeyPair;
}

/** Where a key is that nobody has given to us. */
export const KEY_ELSEWHERE: KeyInPlace = { place: { kind: 'elsewhere' }, keyId: undefined };

/** Makes a key, which can be read only until the vault has it. Throws AbortError by `signal`. */
export async function makeKey({ crypto, signal }: MakingPorts, kind: KeyKind, place: NewKeyPlace): Promise<NewKey> {
  const pair = await waitWhile(signal, generateKeyPair(crypto.subtle, kind, place !== 'browser'));
  return { pair, ...putInPlace(crypto, pair.privateKey, place) };
}

/** Takes over a key, PKCS #8 in DER. Throws what the engine throws for octets that are no such key. */
export async function takeKey(
  crypto: Crypto,
  pkcs8: Uint8Array,
  kind: KeyKind,
  place: NewKeyPlace,
): Promise<KeyInPlace> {
  return putInPlace(crypto, await importPrivateKey(crypto.subtle, pkcs8, kind, place !== 'browser'), place);
}

function putInPlace(crypto: Crypto, key: CryptoKey, place: NewKeyPlace): KeyInPlace {
  const id = crypto.randomUUID();
  const isExportable = place === 'vault-exportable';
  if (place === 'browser') {
    return { place: { kind: 'browser' }, keyId: id, vaultKey: { id, key, place, isExportable } };
  }
  return { place: { kind: 'vault', isExportable }, keyId: id, vaultKey: { id, key, place: 'vault', isExportable } };
}
