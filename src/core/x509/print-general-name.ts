import { encodeHex } from '../bytes/hex.ts';
import { printName } from './distinguished-name.ts';
import type { GeneralName } from './general-name.ts';

const LABELS = { dns: 'DNS', email: 'email', uri: 'URI' } as const;

/** Prints a name of any form as openssl does, `DNS:device-1.example`; one of another kind by the number of its choice. */
export function printGeneralName(name: GeneralName): string {
  switch (name.kind) {
    case 'ip':
      return `IP:${printAddress(name.value)}`;
    case 'directory':
      return `DirName:${printName(name.value)}`;
    case 'other':
      return `[${name.number}]`;
    default:
      return `${LABELS[name.kind]}:${name.value}`;
  }
}

/**
 * Prints an address: four octets with dots, others in groups of two without any of them left out. In name constraints the mask follows the
 * address (RFC 5280, 4.2.1.10).
 */
export function printAddress(octets: Uint8Array): string {
  const half = octets.length / 2;
  if (half === 4 || half === 16)
    return `${printAddress(octets.subarray(0, half))}/${printAddress(octets.subarray(half))}`;
  if (octets.length === 4) return octets.join('.');
  return (encodeHex(octets).match(/.{4}/g) ?? []).join(':');
}
