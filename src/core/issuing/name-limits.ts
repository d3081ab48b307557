import { contextTag, encodeDer, TAG } from '../bytes/der.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import type { ExtensionContent } from '../x509/peculiar.ts';

/** A network of IP addresses: an address of 4 or 16 octets, and how many of its bits say which network it is. */
export interface Network {
  readonly address: Uint8Array;
  readonly bits: number;
}

/** All the names that may stand in what an authority signs. */
export interface NameLimits {
  /** Each with all names below it; one at least, since no domain at all would leave domain names without a limit. */
  readonly domains: readonly [string, ...string[]];
  /** One at least, for the same reason. */
  readonly networks: readonly [Network, ...Network[]];
}

/** Gives the extension that limits an authority to these names (nameConstraints, RFC 5280, 4.2.1.10). */
export function encodeNameLimits({ domains, networks }: NameLimits): ExtensionContent {
  const trees = [
    ...domains.map((domain) => encodeDer(contextTag(2), encodeUtf8(domain))),
    ...networks.map((network) => encodeDer(contextTag(7), network.address, makeMask(network))),
  ].map((name) => encodeDer(TAG.sequence, name));
  const value = encodeDer(TAG.sequence, encodeDer(contextTag(0, true), ...trees));
  return { kind: 'other', critical: true, oid: '2.5.29.30', value };
}

function makeMask({ address, bits }: Network): Uint8Array {
  return address.map((_, at) => (0xff00 >> Math.min(8, Math.max(0, bits - at * 8))) & 0xff);
}
