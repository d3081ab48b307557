import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** What of IPv4 is not the public Internet: the IANA registry of special-purpose addresses, multicast and class E. */
const SPECIAL_V4: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

const specialV4 = new BlockList();
for (const [network, prefix] of SPECIAL_V4) specialV4.addSubnet(network, prefix, 'ipv4');

/**
 * True for an address of the public Internet. False for all others: loopback, private, link-local, shared (CGNAT),
 * multicast, unspecified, documentation, tunnels (6to4, Teredo), and what is no address at all. An IPv4 address inside
 * of an IPv6 one is judged itself.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !specialV4.check(address, 'ipv4');
  // One with a zone leads to this machine's own networks (RFC 4007, 6).
  if (!isIPv6(address) || address.includes('%')) return false;
  const groups = readGroups(address);
  const inner = readInnerV4(groups);
  return inner === undefined ? isGlobalUnicast(groups) : isPublicAddress(inner);
}

/** Gives the eight groups of an IPv6 address (RFC 4291, 2.2), which `isIPv6` has found to be one. */
export function readGroups(address: string): number[] {
  const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_whole, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [left = [], right] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = right === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(zeros).fill('0'), ...(right ?? [])].map((group) => Number.parseInt(group, 16));
}

/** IPv4-mapped (RFC 4291, 2.5.5.2), and the prefix by which a network without IPv4 reaches it (RFC 6052, 2.1). */
const V4_PREFIXES = [
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b, 0, 0, 0, 0],
];

function readInnerV4(groups: readonly number[]): string | undefined {
  const carries = V4_PREFIXES.some((prefix) => prefix.every((group, index) => groups[index] === group));
  const [high = 0, low = 0] = groups.slice(6);
  return carries ? [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.') : undefined;
}

/** What IANA has given out for the Internet (2000::/3), less what of it is for protocols, examples and tunnels. */
function isGlobalUnicast([first = 0, second = 0]: readonly number[]): boolean {
  if (first < 0x2000 || first > 0x3fff) return false;
  const isProtocol = first === 0x2001 && second < 0x0200;
  const isExample = (first === 0x2001 && second === 0x0db8) || (first === 0x3fff && second < 0x1000);
  const is6to4 = first === 0x2002;
  return !isProtocol && !isExample && !is6to4;
}
