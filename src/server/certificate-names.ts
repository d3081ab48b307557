import { isIP } from 'node:net';
import type { ServerName } from '#core/issuing/issue-server-certificate';
import { AZURE_DOMAINS } from './azure-domains.ts';

/**
 * Gives every name that the server's certificate has to carry when devices are told `hubs`: also Azure's, by which a
 * program that is redirected to us still asks.
 */
export function listCertificateNames(hubs: readonly string[]): ServerName[] {
  const own = [...hubs, 'localhost', '127.0.0.1', '::1'];
  const all = new Set([...own, ...AZURE_DOMAINS.map((domain) => `*.${domain}`)]);
  return [...all].map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));
}
