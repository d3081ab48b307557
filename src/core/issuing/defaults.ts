import type { CertificateRole, Profile } from './certificate-plan.ts';
import type { KeyKind } from './key-kind.ts';

/** What a certificate has unless something else is wished for. */
export interface CertificateDefaults {
  readonly keyKind: KeyKind;
  /** How long it is good. */
  readonly days: number;
  /** Of an authority that the script of the profile gives a name. */
  readonly commonName?: string;
  /** How many authorities may stand below an authority; undefined for any number. */
  readonly pathLength?: number;
}

/** Long enough that nobody has to hurry with the code of a service. */
const VERIFICATION_DAYS = 7;

/** An authority outlives what it signs: so a device can be renewed without a new chain. */
const AZURE_DAYS: Readonly<Record<CertificateRole, number>> = {
  root: 3650,
  intermediate: 1825,
  'edge-ca': 365,
  device: 365,
  module: 365,
  'self-signed': 365,
  verification: VERIFICATION_DAYS,
};

const COMMON_NAMES: Readonly<Record<Profile, Readonly<Partial<Record<CertificateRole, string>>>>> = {
  azure: {},
  'create-test-cert': { root: 'Test Root Cert' },
  'cert-gen': {
    root: 'Azure IoT Hub CA Cert Test Only',
    intermediate: 'Azure IoT Hub Intermediate Cert Test Only',
  },
};

/** Gives what a profile makes a certificate with: the scripts have one kind of key and one number of days for all. */
export function defaultsOf(profile: Profile, role: CertificateRole): CertificateDefaults {
  const commonName = COMMON_NAMES[profile][role];
  const named = commonName === undefined ? {} : { commonName };
  if (profile === 'create-test-cert') return { keyKind: 'RSA-2048', days: 1, ...named };
  if (profile === 'cert-gen') return { keyKind: 'RSA-4096', days: 30, ...named };
  const isBelow = role === 'intermediate' || role === 'edge-ca';
  return { keyKind: 'P-256', days: AZURE_DAYS[role], ...(isBelow ? { pathLength: 0 } : {}) };
}
