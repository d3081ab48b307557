import type { KeyKind } from './key-kind.ts';

/**
 * Milliseconds that a certificate with a new key takes in a browser of a usual computer of 2026, one after the other. An
 * RSA key is a search for primes: one takes a tenth of this, another three times as much.
 */
const TYPICAL_MS: Readonly<Record<KeyKind, number>> = {
  'P-256': 1,
  'P-384': 3,
  'RSA-2048': 80,
  'RSA-3072': 300,
  'RSA-4096': 800,
};

/** Says about how many milliseconds so many certificates with new keys take. */
export function estimateMaking(keyKind: KeyKind, count: number): number {
  return TYPICAL_MS[keyKind] * count;
}
