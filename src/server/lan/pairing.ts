import { randomBytes } from 'node:crypto';
import type { Clock } from '#core/ports/clock';
import { isSameToken } from '../relay/relay-token.ts';

/** Who was let in, for as long as the server runs: nothing of it is kept. */
export interface Pairing {
  /** What a person carries to a browser, by a code or by hand. New at each start. */
  readonly token: string;
  /** Judges what a browser at an address brings for a token. */
  judge(remote: string, token: string): PairingJudgement;
  /** Whether a `Cookie` header holds what a browser was given when it was let in. */
  knows(cookies: string | undefined): boolean;
  /** Gives the cookie of a browser that was let in, as `Set-Cookie` has it. */
  printCookie(): string;
}

/** What becomes of a try to pair. */
export type PairingJudgement =
  { readonly kind: 'paired' | 'refused' } | { readonly kind: 'wait'; readonly seconds: number };

/** 160 bits: nobody finds it by trying, and its code stays small. */
const TOKEN_BYTES = 20;
const SESSION_BYTES = 32;
/** Wrong tokens of one address that cost nothing: somebody may scan an old code. */
const FREE_TRIES = 5;
const LONGEST_WAIT_SECONDS = 60;
/** Addresses that are remembered; the oldest is forgotten for a newer one. */
const MOST_ADDRESSES = 1000;

interface Tries {
  readonly wrong: number;
  /** When the next one is judged, in the clock's milliseconds. */
  readonly at: number;
}

/**
 * Makes a pairing. What a browser keeps is another secret than the token. The waits are for each address, so that
 * nobody else on the network can keep a person out; the token is too long to be found from many addresses either.
 * The port is in the cookie's name, since cookies of all ports of a host are one.
 */
export function createPairing(clock: Pick<Clock, 'now'>, port: () => number): Pairing {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const session = randomBytes(SESSION_BYTES).toString('base64url');
  const tries = new Map<string, Tries>();
  const cookieName = (): string => `__Host-device-workbench-${port()}`;

  function noteWrong(remote: string): void {
    const wrong = (tries.get(remote)?.wrong ?? 0) + 1;
    const seconds = wrong < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT_SECONDS, 2 ** (wrong - FREE_TRIES));
    tries.delete(remote);
    tries.set(remote, { wrong, at: clock.now() + seconds * 1000 });
    const [oldest] = tries.keys();
    if (tries.size > MOST_ADDRESSES && oldest !== undefined) tries.delete(oldest);
  }

  return {
    token,
    judge(remote, found) {
      const waitMs = (tries.get(remote)?.at ?? 0) - clock.now();
      if (waitMs > 0) return { kind: 'wait', seconds: Math.ceil(waitMs / 1000) };
      if (isSameToken(found, token)) {
        tries.delete(remote);
        return { kind: 'paired' };
      }
      noteWrong(remote);
      return { kind: 'refused' };
    },
    knows: (cookies) =>
      readCookies(cookies).some(([name, value]) => name === cookieName() && isSameToken(value, session)),
    printCookie: () => `${cookieName()}=${session}; Path=/; Secure; HttpOnly; SameSite=Strict`,
  };
}

/** RFC 6265, 5.4. */
function readCookies(header = ''): (readonly [name: string, value: string])[] {
  return header.split(';').map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, Math.max(at, 0)).trim(), pair.slice(at + 1).trim()];
  });
}
