import type { Permission, SharedAccessPolicy } from '../state/cloud-state.ts';
import { makeKeyBase64 } from './random.ts';

/** The policies that a hub and a DPS instance are created with, and what each may do. */
const DEFAULT_POLICIES: readonly Pick<SharedAccessPolicy, 'service' | 'name' | 'permissions'>[] = [
  {
    service: 'hub',
    name: 'iothubowner',
    permissions: ['RegistryRead', 'RegistryWrite', 'ServiceConnect', 'DeviceConnect'],
  },
  { service: 'hub', name: 'service', permissions: ['ServiceConnect'] },
  { service: 'hub', name: 'device', permissions: ['DeviceConnect'] },
  { service: 'hub', name: 'registryRead', permissions: ['RegistryRead'] },
  { service: 'hub', name: 'registryReadWrite', permissions: ['RegistryRead', 'RegistryWrite'] },
  {
    service: 'dps',
    name: 'provisioningserviceowner',
    permissions: [
      'ServiceConfig',
      'EnrollmentRead',
      'EnrollmentWrite',
      'RegistrationStatusRead',
      'RegistrationStatusWrite',
    ] satisfies Permission[],
  },
];
/** Bytes of a policy's keys, as Azure generates them. */
const POLICY_KEY_BYTES = 32;

/** Gives the policies of a new cloud, with new keys. */
export function makeDefaultPolicies(crypto: Crypto): readonly SharedAccessPolicy[] {
  return DEFAULT_POLICIES.map((policy) => ({
    ...policy,
    primaryKey: makeKeyBase64(crypto, POLICY_KEY_BYTES),
    secondaryKey: makeKeyBase64(crypto, POLICY_KEY_BYTES),
  }));
}

/** Gives the connection string of a service's owner: its first policy, which may do everything. */
export function printPolicyString(
  host: string,
  policies: readonly SharedAccessPolicy[],
  service: SharedAccessPolicy['service'],
): string {
  const owner = policies.find((policy) => policy.service === service);
  if (owner === undefined) return '';
  return `HostName=${host};SharedAccessKeyName=${owner.name};SharedAccessKey=${owner.primaryKey}`;
}
