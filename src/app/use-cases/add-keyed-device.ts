import type { CloudAddress, DeviceRoute } from '#core/identity/device-record';
import type { DeviceKeys, KeyedDevice } from '#core/ports/key-maker';
import type { Services } from '../services.ts';
import { addDevice } from './add-device.ts';
import { THERMOSTAT_MODEL_ID } from './try-local-cloud.ts';

/** Where devices of a list register. */
export interface Registration {
  readonly cloud: CloudAddress;
  readonly dpsHost: string;
  readonly idScope: string;
}

type DpsRoute = DeviceRoute & { readonly kind: 'dps' };

/**
 * Makes a virtual thermostat of a device that has keys, starts it and gives its id (ours); the id of the same device
 * with the same key where it is here already. Errors: `device/name-taken` for one with another key, `vault/…`.
 */
export async function addKeyedDevice(
  { devices, keys }: Pick<Services, 'devices' | 'keys'>,
  { index, deviceId }: KeyedDevice,
  { cloud, dpsHost, idScope }: Registration,
): Promise<string> {
  const secret = await keys.reveal(index);
  const route = { kind: 'dps', dpsHost, idScope, registrationId: deviceId } as const;
  const there = await findSame(devices, route, secret);
  if (there !== undefined) return there;
  const device = {
    record: { cloud, route, behaviour: 'thermostat', modelId: THERMOSTAT_MODEL_ID },
    secret: { kind: 'device-key', ...secret },
  } as const;
  return addDevice(devices, device, true);
}

async function findSame(
  devices: Services['devices'],
  { dpsHost, idScope, registrationId }: DpsRoute,
  { primaryKey }: DeviceKeys,
): Promise<string | undefined> {
  const same = (await devices.list()).find(({ record: { route, keyKind } }) => {
    if (route.kind !== 'dps' || keyKind !== 'device-key') return false;
    return route.dpsHost === dpsHost && route.idScope === idScope && route.registrationId === registrationId;
  });
  if (same === undefined) return undefined;
  const { id } = same.record;
  const secret = await devices.reveal(id);
  return secret.kind === 'device-key' && secret.primaryKey === primaryKey ? id : undefined;
}
