import { equalBytes } from '../bytes/compare.ts';
import type { PublicKeyInfo } from '../x509/public-key.ts';
import { makeCheck } from './check-maker.ts';
import type { AzureCheck } from './inspection.ts';

/** Private keys of a source. */
export interface PlacedKey {
  readonly itemId: string;
  readonly publicKey: PublicKeyInfo;
}

/** What a private key may belong to: a certificate or a request. */
export interface KeyOwner {
  readonly itemId: string;
  readonly name: string;
  readonly publicKey: PublicKeyInfo;
  /** Whether there is something to say where no key is here: whoever shows an authority seldom has its key at hand. */
  readonly needsKey: boolean;
}

/** Judges to whom the private keys belong. */
export function checkKeyOwners(
  owners: readonly KeyOwner[],
  everyOwner: readonly PublicKeyInfo[],
  keys: readonly PlacedKey[],
  hasLockedKey: boolean,
): AzureCheck[] {
  const [stray] = keys.filter(({ publicKey }) => !everyOwner.some((owner) => isSameKey(owner, publicKey)));
  return owners.flatMap(({ itemId, name: certificate, publicKey, needsKey }) => {
    const own = keys.find((key) => isSameKey(key.publicKey, publicKey));
    if (own !== undefined) return [makeCheck('passed', 'key-matches/fits', { certificate }, itemId)];
    if (stray !== undefined) return [makeCheck('failed', 'key-matches/other-key', { certificate }, itemId)];
    if (hasLockedKey) return [makeCheck('cannot-know', 'key-matches/locked', { certificate }, itemId)];
    return needsKey ? [makeCheck('cannot-know', 'key-matches/no-key', { certificate }, itemId)] : [];
  });
}

function isSameKey(a: PublicKeyInfo, b: PublicKeyInfo): boolean {
  return a.kind === b.kind && a.curve === b.curve && equalBytes(a.key, b.key);
}
