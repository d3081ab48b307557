import type { Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { quoteInput } from './quote-input.ts';

/** The device endpoint of DPS in each Azure cloud. */
export const DPS_HOSTS = {
  global: 'global.azure-devices-provisioning.net',
  china: 'global.azure-devices-provisioning.cn',
  us: 'global.azure-devices-provisioning.us',
} as const;

const NAME_LIMIT = 253;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const WITH_SCHEME = /^[a-z][a-z0-9+.-]*:\/\/([^/?#:]*)/i;

/**
 * Judges a host name (RFC 1123 section 2.1; `localhost` and IPv4 addresses are taken, ports and paths are not) and
 * gives it back in the case it was typed, without blanks around it. An address with a scheme is refused with the host
 * that stands in it: `host/with-scheme`.
 */
export function judgeHostName(text: string): Verdict<string> {
  const trimmed = text.trim();
  const inAddress = WITH_SCHEME.exec(trimmed)?.[1];
  if (inAddress !== undefined && isHostName(inAddress)) {
    return reject(makeFinding('host/with-scheme', { host: inAddress }));
  }
  return isHostName(trimmed) ? accept(trimmed) : reject(makeFinding('host/form', { found: quoteInput(trimmed) }));
}

function isHostName(text: string): boolean {
  return text.length <= NAME_LIMIT && text.split('.').every((label) => LABEL.test(label));
}
