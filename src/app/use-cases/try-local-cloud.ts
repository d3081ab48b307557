import type { NewDevice } from '#core/ports/device-host';
import type { Services } from '../services.ts';
import { findLocalCloud, type LocalCloud } from './find-local-cloud.ts';

/** The model of the thermostat that is built in. */
export const THERMOSTAT_MODEL_ID = 'dtmi:com:example:Thermostat;1';

/**
 * Makes a thermostat in the local cloud, starts it and gives its id (ours). Errors: `cloud/unreachable`, `vault/…`.
 */
export async function tryLocalCloud(services: Services): Promise<string> {
  const cloud = await findLocalCloud(services);
  const id = await services.devices.add(makeThermostat(cloud, makeThermostatName(services.crypto)));
  await services.devices.start(id);
  return id;
}

function makeThermostat(cloud: LocalCloud, registrationId: string): NewDevice {
  return {
    record: {
      cloud: cloud.address,
      route: {
        kind: 'dps',
        dpsHost: cloud.host,
        idScope: cloud.idScope,
        registrationId,
      },
      behaviour: 'thermostat',
      modelId: THERMOSTAT_MODEL_ID,
    },
    secret: { kind: 'group-key', primaryKey: cloud.groupKey },
  };
}

/** Lower-case letters and digits that are hard to take for one another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
const SUFFIX_LENGTH = 4;

/** Gives a name for a thermostat that nobody chose one for; hardly ever twice. */
export function makeThermostatName(crypto: Services['crypto']): string {
  const random = crypto.getRandomValues(new Uint8Array(SUFFIX_LENGTH));
  return `thermostat-${[...random].map((byte) => LETTERS[byte % LETTERS.length]).join('')}`;
}
