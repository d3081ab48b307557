import type { AuthorityCertificate } from '../state/cloud-state.ts';

/** The CA certificates that DPS and the hub were given. */
export interface Authorities {
  list(service: AuthorityCertificate['service']): readonly AuthorityCertificate[];
  find(service: AuthorityCertificate['service'], name: string): AuthorityCertificate | undefined;
  /** Gives the one of an `authorityKey`. */
  findByKey(key: string): AuthorityCertificate | undefined;
  /** Adds one, or takes the place of the one with its name. */
  put(authority: AuthorityCertificate): void;
  /** True when there was one. */
  remove(service: AuthorityCertificate['service'], name: string): boolean;
}

/** Gives the list that holds these certificates. */
export function createAuthorities(kept: readonly AuthorityCertificate[]): Authorities {
  const byName = new Map(kept.map((one) => [authorityKey(one), one]));
  return {
    list: (service) => [...byName.values()].filter((one) => one.service === service),
    find: (service, name) => byName.get(authorityKey({ service, name })),
    findByKey: (key) => byName.get(key.toLowerCase()),
    put: (authority) => void byName.set(authorityKey(authority), authority),
    remove: (service, name) => byName.delete(authorityKey({ service, name })),
  };
}

const NAME = /^[A-Za-z0-9\-._]{1,64}$/;

/** Says whether a CA certificate can have this name: 1 to 64 letters, digits and `- . _`. */
export function isAuthorityName(name: string): boolean {
  return NAME.test(name);
}

/** Gives what a certificate is known by among those of both services. */
export function authorityKey({ service, name }: Pick<AuthorityCertificate, 'service' | 'name'>): string {
  return `${service}/${name.toLowerCase()}`;
}
