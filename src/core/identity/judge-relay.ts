import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';
import type { RelaySettings } from '../ports/device-host.ts';
import { quoteInput } from './quote-input.ts';
import { isThisMachine } from './this-machine.ts';

/** Also what a sub-protocol of a WebSocket may hold (RFC 6455, 4.1; RFC 9110, 5.6.2). */
const TOKEN_FORM = /^[A-Za-z0-9._~-]{16,256}$/;

/** Whether a text can be a token of a relay: 16 to 256 letters, digits and `- . _ ~`. */
export function isRelayToken(text: string): boolean {
  return TOKEN_FORM.test(text);
}

/** Judges what somebody says of a relay (`relay/address-form`, `relay/token-form`). */
export function judgeRelay(typed: RelaySettings): Verdict<RelaySettings> {
  const token = typed.token.trim();
  const text = typed.address.trim();
  const address = readAddress(text);
  if (address === undefined) return reject(makeFinding('relay/address-form', { found: quoteInput(text) }));
  return isRelayToken(token) ? accept({ address, token }) : reject(makeFinding('relay/token-form', {}));
}

/** Gives the address as a URL prints it: a relay has no user, no query of its own, and no fragment. */
function readAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { href, protocol, hostname, username, password, search, hash } = new URL(text);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return undefined;
  // A page may reach its own machine without TLS (Secure Contexts, 3.1); anything else would hear the token.
  if (protocol === 'ws:') return isThisMachine(hostname) ? href : undefined;
  return protocol === 'wss:' ? href : undefined;
}
