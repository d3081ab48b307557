import type { KeyObject } from 'node:crypto';

/** Octets in a row of which none may be told. */
const WINDOW = 16;
/** Fifteen octets are twenty letters of base64, wherever in a longer text they stand. */
const BASE64_OCTETS = 15;
const BASE64_LETTERS = 20;

/** Gives the numbers of a private key that nobody else may know. */
export function secretsOf(key: KeyObject): Buffer[] {
  const { d = '', p = '', q = '', dp = '', dq = '', qi = '' } = key.export({ format: 'jwk' });
  return [d, p, q, dp, dq, qi].map((number) => Buffer.from(number, 'base64url')).filter(({ length }) => length > 0);
}

/** Gives a watch that says whether a text tells 16 octets in a row of a secret, in hexadecimal or in base64. */
export function watchSecrets(secrets: readonly Buffer[]): (text: string) => boolean {
  const hex = new Set<string>();
  const base64 = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < WINDOW) throw new RangeError('a secret has at least 16 octets');
    for (let at = 0; at + WINDOW <= secret.length; at += 1) {
      hex.add(secret.toString('hex', at, at + WINDOW));
      base64.add(secret.toString('base64', at, at + BASE64_OCTETS));
    }
  }
  return (text) => {
    const plain = text.replaceAll(/\\[nr]|\s/g, '');
    return (
      hasWindow(plain.toLowerCase().matchAll(/[\da-f]{32,}/g), hex, WINDOW * 2) ||
      hasWindow(plain.matchAll(/[A-Za-z\d+/]{20,}/g), base64, BASE64_LETTERS)
    );
  };
}

function hasWindow(runs: Iterable<RegExpMatchArray>, windows: ReadonlySet<string>, length: number): boolean {
  for (const [run] of runs) {
    for (let at = 0; at + length <= run.length; at += 1) if (windows.has(run.slice(at, at + length))) return true;
  }
  return false;
}
