import type { CloudAddress } from '#core/identity/device-record';
import type { KeyedDevice } from '#core/ports/key-maker';
import type { Services } from '../services.ts';
import { addDevice } from './add-device.ts';
import { THERMOSTAT_MODEL_ID } from './try-local-cloud.ts';

/** Where devices of a list register. */
export interface Registration {
  readonly cloud: CloudAddress;
  readonly dpsHost: string;
  readonly idScope: string;
}

/** Makes a virtual thermostat of a device that has keys, starts it and gives its id (ours). Errors: `device/name-taken`, `vault/…`. */
export async function addKeyedDevice(
  services: Pick<Services, 'devices' | 'keys'>,
  { index, deviceId }: KeyedDevice,
  { cloud, dpsHost, idScope }: Registration,
): Promise<string> {
  const keys = await services.keys.reveal(index);
  const device = {
    record: {
      cloud,
      route: { kind: 'dps', dpsHost, idScope, registrationId: deviceId },
      behaviour: 'thermostat',
      modelId: THERMOSTAT_MODEL_ID,
    },
    secret: { kind: 'device-key', ...keys },
  } as const;
  return addDevice(services.devices, device, true);
}
