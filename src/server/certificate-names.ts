import { isIP } from 'node:net';
import type { ServerName } from '#core/x509/peculiar';

/** Hosts of Azure's device services; a program that is redirected to us still asks for them by name. */
export const AZURE_DOMAINS: readonly string[] = ['azure-devices', 'azure-devices-provisioning'].flatMap((name) =>
  ['net', 'cn', 'us'].map((suffix) => `${name}.${suffix}`),
);

/** Gives every name that the server's certificate has to carry when devices are told `host`. */
export function listCertificateNames(host: string): ServerName[] {
  const own = [host, 'localhost', '127.0.0.1', '::1'];
  const all = new Set([...own, ...AZURE_DOMAINS.map((domain) => `*.${domain}`)]);
  return [...all].map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value }));
}
