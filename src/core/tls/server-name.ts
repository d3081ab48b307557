import type { Certificate } from '../x509/certificate.ts';
import type { GeneralName } from '../x509/general-name.ts';
import { printAddress } from '../x509/print-general-name.ts';

type Named = Pick<Certificate, 'subjectAlternativeNames'>;

/** Letters, digits and hyphens (RFC 9525, 2), and the underscore that people write; IDNs stand in their A-labels. */
const DNS_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;
/** With fewer labels behind the star, all names below `com` would be one server's. */
const LEAST_BEHIND_STAR = 2;

/** Says whether a host is an address and no name: names alone are sent as SNI (RFC 6066, 3). */
export function isAddress(host: string): boolean {
  return /^[\d.]+$|:/.test(host);
}

/**
 * Says whether a certificate is for a host (RFC 9525, 6): by its alternative names alone, never by its common name; an
 * address, IPv6 with or without brackets, by the alternative names that are addresses, and by no text that reads like one.
 */
export function isForHost({ subjectAlternativeNames = [] }: Named, host: string): boolean {
  const wanted = withoutRoot(host);
  const kind = isAddress(wanted) ? 'ip' : 'dns';
  const matches = kind === 'ip' ? matchesAddress : matchesName;
  return subjectAlternativeNames.some((name) => name.kind === kind && matches(printServerName(name) ?? '', wanted));
}

/** Gives a DNS name or an address of a certificate as people write it, IPv6 with all its groups; else nothing. */
export function printServerName(name: GeneralName): string | undefined {
  if (name.kind === 'ip') return printAddress(name.value);
  return name.kind === 'dns' ? name.value : undefined;
}

/** The dot of the root is written behind a name by some, and never in certificates. */
export const withoutRoot = (host: string): string => host.replace(/\.$/, '');

/** RFC 9525, 6.3: the star is the whole left-most label, and stands for one label. */
function matchesName(presented: string, wanted: string): boolean {
  const isWild = presented.startsWith('*.');
  const written = isWild ? presented.slice(2) : presented;
  // Before its case goes: letters beyond ASCII may become others within.
  if (!DNS_NAME.test(written) || !DNS_NAME.test(wanted)) return false;
  const name = written.toLowerCase();
  const host = wanted.toLowerCase();
  if (!isWild) return name === host;
  return host.slice(host.indexOf('.') + 1) === name && name.split('.').length >= LEAST_BEHIND_STAR;
}

/** RFC 9525, 6.4. IPv4 has one way to be written here: some read a zero in front as octal. */
function matchesAddress(presented: string, wanted: string): boolean {
  return presented === wanted || (presented.includes(':') && shorten(presented) === shorten(wanted));
}

/** Gives an IPv6 address in the one way of RFC 5952, in which URLs have it; NaN, which is like nothing, for others. */
function shorten(address: string): string | number {
  const [, groups] = /^\[?([\da-f:.]+)\]?$/i.exec(address) ?? [];
  try {
    return new URL(`http://[${groups}]`).hostname;
  } catch {
    return NaN;
  }
}
