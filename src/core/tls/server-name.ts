import type { Certificate } from '../x509/certificate.ts';
import type { GeneralName } from '../x509/general-name.ts';
import { printGeneralName } from '../x509/print-general-name.ts';

type Named = Pick<Certificate, 'subjectAlternativeNames'>;

/** Letters, digits and hyphens (RFC 9525, 2), and the underscore that people write; IDNs stand in their A-labels. */
const DNS_NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;
/** With fewer labels behind the star, all names below `com` would be one server's. */
const LEAST_BEHIND_STAR = 2;

/** Gives the name that a host goes by in certificates: in lower case, without the dot of the root. */
export function nameOfHost(host: string): GeneralName {
  const address = readAddress(host);
  return address === undefined
    ? { kind: 'dns', value: withoutRoot(host).toLowerCase() }
    : { kind: 'ip', value: address };
}

/**
 * Says whether a certificate is for a host (RFC 9525, 6): by its alternative names alone, never by its common name; an
 * address by the alternative names that are addresses, and by no text that reads like one.
 */
export function isForHost({ subjectAlternativeNames = [] }: Named, host: string): boolean {
  const wanted = nameOfHost(host);
  return subjectAlternativeNames.some((name) => {
    // RFC 9525, 6.4: octet by octet.
    if (wanted.kind === 'ip') return name.kind === 'ip' && name.value.join() === wanted.value.join();
    return wanted.kind === 'dns' && name.kind === 'dns' && matchesName(name.value, wanted.value);
  });
}

/** Gives the DNS names and addresses that a certificate is for, at most `limit` of them. */
export function listServerNames({ subjectAlternativeNames = [] }: Named, limit: number): string[] {
  return subjectAlternativeNames
    .filter(({ kind }) => kind === 'dns' || kind === 'ip')
    .slice(0, limit)
    .map((name) => printGeneralName(name).replace(/^(?:DNS|IP):/, ''));
}

/**
 * Gives the octets of an address, IPv4 or IPv6, with or without brackets; undefined for names, which alone are sent as
 * SNI (RFC 6066, 3).
 */
export function readAddress(host: string): Uint8Array | undefined {
  const text = withoutRoot(host).replace(/^\[(.*)\]$/, '$1');
  return text.includes(':') ? readAddress6(text) : readAddress4(text);
}

/** RFC 9525, 6.3: the star is the whole left-most label, and stands for one label. */
function matchesName(presented: string, wanted: string): boolean {
  const isWild = presented.startsWith('*.');
  const written = isWild ? presented.slice(2) : presented;
  // Before its case goes: letters beyond ASCII may become others within.
  if (!DNS_NAME.test(written) || !DNS_NAME.test(wanted)) return false;
  const name = written.toLowerCase();
  if (!isWild) return name === wanted;
  return wanted.slice(wanted.indexOf('.') + 1) === name && name.split('.').length >= LEAST_BEHIND_STAR;
}

/** The dot of the root is written behind a name by some, and never in certificates. */
const withoutRoot = (host: string): string => host.replace(/\.$/, '');

/** RFC 3986, 3.2.2: no leading zeros, which some read as octal. */
function readAddress4(text: string): Uint8Array | undefined {
  const octets = text.split('.');
  const isAddress = octets.length === 4 && octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && +octet < 256);
  return isAddress ? Uint8Array.from(octets, Number) : undefined;
}

/** RFC 4291, 2.2. */
function readAddress6(text: string): Uint8Array | undefined {
  const groups = writeTailAsGroups(text)?.split('::');
  if (groups === undefined || groups.length > 2) return undefined;
  const [head = [], tail] = groups.map((part) => (part === '' ? [] : part.split(':')));
  const left = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? left !== 0 : left < 1) return undefined;
  const all = [...head, ...Array.from({ length: left }, () => '0'), ...(tail ?? [])];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return Uint8Array.from(all.map((group) => parseInt(group, 16)).flatMap((group) => [group >> 8, group & 0xff]));
}

/** The last 32 bits may stand there as an IPv4 address. */
function writeTailAsGroups(text: string): string | undefined {
  const at = text.lastIndexOf(':') + 1;
  if (!text.includes('.')) return text;
  const [a = 0, b = 0, c = 0, d = 0] = readAddress4(text.slice(at)) ?? [];
  const isAddress = readAddress4(text.slice(at)) !== undefined;
  return isAddress ? `${text.slice(0, at)}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}` : undefined;
}
