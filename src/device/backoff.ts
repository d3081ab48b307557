const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
/** Share of the delay by which it varies either way, so that a fleet does not come back in step. */
const JITTER = 0.2;

/**
 * Gives the wait before attempt number `attempt` (1 is the first retry) in milliseconds: doubling from 1 s, at most
 * 30 s, give or take a fifth. `random` is in 0..1.
 */
export function backoffMs(attempt: number, random: number): number {
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.min(LONGEST_MS, Math.round(doubled * (1 + JITTER * (2 * random - 1))));
}

/** Gives a number in 0..1, 1 excluded, from the platform's random bytes. */
export function randomFraction(crypto: Pick<Crypto, 'getRandomValues'>): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
