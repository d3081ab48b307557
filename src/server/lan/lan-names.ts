import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import type { ServerName } from '#core/issuing/issue-server-certificate';
import type { NameLimits, Network } from '#core/issuing/name-limits';
import { readGroups } from '../relay/private-address.ts';

/** What this machine can be called by others of its network. */
export interface LanNames {
  /** The addresses to listen at, the one to begin with first. */
  readonly addresses: readonly [string, ...string[]];
  /** The name by multicast DNS (RFC 6762), which stays when an address changes; undefined where there is none. */
  readonly localName: string | undefined;
}

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Networks that no router of the Internet leads to: RFC 1918, link-local RFC 3927, unique local RFC 4193. */
const PRIVATE_NETWORKS = [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['fc00::', 7],
] as const;

const PRIVATE = new BlockList();
for (const [address, bits] of PRIVATE_NETWORKS) PRIVATE.addSubnet(address, bits, familyOf(address));

/** Of containers, virtual machines and tunnels: no phone is behind them. */
const VIRTUAL =
  /^(br-|bridge|cni|docker|lxc|lxd|podman|veth|virbr|vmnet|vmware|vbox|virtualbox|utun|tun|tap|wg|tailscale|zt|ppp|llw|awdl)/i;

/**
 * Lists the addresses by which this machine is reached from its local networks, and from nowhere else: a public address
 * is only taken when it is named. What only programs of this machine reach is left out; so is IPv6 where there is IPv4.
 */
export function listLanAddresses(interfaces: Interfaces = networkInterfaces()): readonly string[] {
  const all = Object.entries(interfaces)
    .filter(([name]) => !VIRTUAL.test(name))
    .flatMap(([, list = []]) => list)
    .filter(({ internal, address }) => !internal && isPrivate(address))
    .map(({ address }) => address);
  const old = all.filter((address) => isIPv4(address));
  return old.length > 0 ? old : all;
}

/** Gives the machine's name by multicast DNS; undefined when what it is called is no name of a host. */
export function makeLocalName(machine: string = hostname()): string | undefined {
  const [label = ''] = machine.toLowerCase().split('.');
  const isName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label) && label !== 'localhost';
  return isName ? `${label}.local` : undefined;
}

/** Gives the names as they stand in a certificate. */
export function listServerNames({ addresses, localName }: LanNames): ServerName[] {
  const dns = localName === undefined ? [] : [{ type: 'dns', value: localName } as const];
  return [...addresses.map((value) => ({ type: 'ip', value }) as const), ...dns];
}

/** Gives the origins of the pages at these names, as browsers write them. */
export function listOrigins({ addresses, localName }: LanNames, port: number): readonly [string, ...string[]] {
  const print = (host: string): string => new URL(`https://${isIPv6(host) ? `[${host}]` : host}:${port}`).origin;
  const [first, ...more] = addresses;
  return [print(first), ...[...more, ...(localName === undefined ? [] : [localName])].map(print)];
}

/**
 * Gives what an authority for these names may sign: this machine's own name, addresses of private networks, so that it
 * stays the same from network to network, and of the others only those that are asked for.
 */
export function limitTo({ addresses, localName }: LanNames): NameLimits {
  const [first, ...more] = PRIVATE_NETWORKS.map(([address, bits]) => makeNetwork(address, bits));
  const named = addresses.filter((address) => !isPrivate(address)).map((address) => makeNetwork(address));
  return {
    // RFC 6761, 6.4: no name ends so, and without a domain all of them would be allowed.
    domains: [localName ?? 'invalid'],
    networks: [first ?? makeNetwork('10.0.0.0', 8), ...more, ...named],
  };
}

function isPrivate(address: string): boolean {
  return PRIVATE.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv4(address) ? 'ipv4' : 'ipv6';
}

function makeNetwork(text: string, bits = isIPv4(text) ? 32 : 128): Network {
  return { address: encodeAddress(text), bits };
}

/** Gives the octets of an IP address. */
export function encodeAddress(text: string): Uint8Array {
  if (isIPv4(text)) return Uint8Array.from(text.split('.'), Number);
  return Uint8Array.from(readGroups(text).flatMap((group) => [group >> 8, group & 0xff]));
}
