import type { PublicKeyInfo } from '../x509/public-key.ts';

/** Kinds of keys that certificates are made for; the first is taken unless something else is chosen. */
export const KEY_KINDS = ['P-256', 'P-384', 'RSA-2048', 'RSA-3072', 'RSA-4096'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** Gives the kind of a public key, undefined for one that we make no certificates for, such as P-521 or RSA with 1024 bits. */
export function keyKindOf({ kind, curve, bits }: PublicKeyInfo): KeyKind | undefined {
  const name = kind === 'rsa' ? `RSA-${bits}` : curve;
  return KEY_KINDS.find((one) => one === name);
}
