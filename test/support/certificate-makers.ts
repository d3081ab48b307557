import { parseCsv } from '#adapters/csv/parse-csv';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { openZip } from '#adapters/zip/open-zip';
import { createCertificateMaker } from '#core/certificate-maker/create-certificate-maker';
import type { CertificateMakerPorts } from '#core/certificate-maker/ports';
import type {
  CertificateMaker,
  KeptCertificate,
  NewAuthority,
  NewDeviceCertificate,
  NewPair,
} from '#core/ports/certificate-maker';
import type { Clock } from '#core/ports/clock';

const DAY_MS = 86_400_000;
/** Midnight, so that days are counted easily. */
export const START = Date.UTC(2026, 0, 5);

/** From the start on for as many days. */
export const forDays = (days: number) => ({ notBefore: START, notAfter: START + days * DAY_MS });

/** A clock that a test sets; it fires at once, so that nothing waits. */
export interface SetClock extends Clock {
  set(ms: number): void;
}

export function createSetClock(): SetClock {
  let now = START;
  return {
    now: () => now,
    set: (ms) => void (now = ms),
    after(_delayMs, task) {
      const timer = setTimeout(task, 0);
      return { cancel: () => clearTimeout(timer) };
    },
  };
}

/** The platform's crypto, which says of each key that it is about to make. */
export function watchKeys(onKey: () => void): Crypto {
  const { subtle } = globalThis.crypto;
  const generateKey = (...wanted: Parameters<SubtleCrypto['generateKey']>) => {
    onKey();
    return subtle.generateKey(...wanted);
  };
  return cryptoWith({ generateKey });
}

/** The platform's crypto, but for some of what its `subtle` does. */
export function cryptoWith(others: Partial<Record<keyof SubtleCrypto, unknown>>): Crypto {
  return lend(globalThis.crypto, { subtle: lend(globalThis.crypto.subtle, others) });
}

/** The same object but for some of its members; methods of the platform know their own object alone. */
function lend<T extends object>(owner: T, others: Readonly<Record<string, unknown>>): T {
  return new Proxy(owner, {
    get(_owner, name) {
      if (typeof name === 'string' && Object.hasOwn(others, name)) return others[name];
      const member: unknown = Reflect.get(owner, name, owner);
      return typeof member === 'function' ? (member.bind(owner) as unknown) : member;
    },
  });
}

/** A maker of certificates in the thread of the test, with what it stands on. */
export interface TestCertificateMaker extends CertificateMaker {
  readonly ports: CertificateMakerPorts & { readonly clock: SetClock };
  /** Gives what the shelf has of a certificate. */
  kept(id: string): Promise<KeptCertificate>;
}

export function createTestCertificateMaker(parts: Partial<CertificateMakerPorts> = {}): TestCertificateMaker {
  const ports = {
    crypto: globalThis.crypto,
    vault: createMemoryVault(globalThis.crypto.subtle),
    locks: createMemoryLocks(),
    openArchive: openZip,
    parseCsv,
    ...parts,
    clock: (parts.clock as SetClock | undefined) ?? createSetClock(),
  };
  const maker = createCertificateMaker(ports);
  return {
    ...maker,
    ports,
    async kept(id) {
      const found = (await maker.shelf()).certificates.find((certificate) => certificate.id === id);
      if (found === undefined) throw new Error(`There is no certificate ${id}.`);
      return found;
    },
  };
}

/** A root for ten years. */
export const rootWish = (parts: Partial<NewAuthority> = {}): NewAuthority => ({
  commonName: 'Fleet Root',
  authorityId: undefined,
  profile: 'azure',
  keyKind: 'P-256',
  validity: forDays(3650),
  pathLength: undefined,
  keyPlace: 'vault',
  ...parts,
});

/** A device's certificate for a year, by `authorityId`. */
export const deviceWish = (authorityId: string, parts: Partial<NewDeviceCertificate> = {}): NewDeviceCertificate => ({
  role: 'device',
  name: 'pump-17',
  authorityId,
  profile: 'azure',
  keyKind: 'P-256',
  validity: forDays(365),
  keyPlace: 'vault-exportable',
  ...parts,
});

/** A pair of which the second half is good for half a year longer. */
export const pairWish = (parts: Partial<NewPair> = {}): NewPair => ({
  deviceId: 'valve-3',
  profile: 'azure',
  keyKind: 'P-256',
  validity: { primary: forDays(365), secondary: forDays(548) },
  keyPlace: 'vault-exportable',
  ...parts,
});
