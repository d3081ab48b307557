import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import { quoteInput } from '../identity/quote-input.ts';

/** A machine's own names; only there a page at `http:` may use the camera and encrypt (W3C Secure Contexts, 3.1). */
const THIS_MACHINE = /^(?:localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * Judges the address of a copy of this app, as it is pasted from the address bar, and gives it without what stands behind
 * its path. Findings: `qr/link-address`.
 */
export function judgeAppAddress(text: string): Verdict<string> {
  const refused = reject(makeFinding('qr/link-address', { found: quoteInput(text.trim()) }));
  if (!URL.canParse(text)) return refused;
  const { protocol, hostname, username, password, origin, pathname } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && THIS_MACHINE.test(hostname));
  return isSafe && username === '' && password === '' ? accept(origin + pathname) : refused;
}

/** Gives the link that opens a code's text in the app at `address`. The text is in the fragment, which no server sees. */
export function printConnectLink(address: string, text: string): string {
  return `${address}#/connect/${encodeURIComponent(text)}`;
}
