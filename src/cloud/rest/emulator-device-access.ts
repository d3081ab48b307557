import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { approveDevice, blockDevice, resetDevice, unblockDevice } from '../services/device-access.ts';
import { deviceStatus } from '../services/device-status.ts';
import type { Identity } from '../services/identity.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withDevice, type Route } from './route.ts';

/** What an operator of IoT Central does to a device in its menu. Doing it twice changes nothing. */
export const emulatorDeviceAccessRoutes: readonly Route[] = [
  verb('approve', approveDevice),
  verb('block', blockDevice),
  verb('unblock', unblockDevice),
  verb('reset', (context, identity) => {
    if (identity.state.source !== 'hub') return resetDevice(context, identity);
    const message = 'The device was added to the hub by hand: it has no registration to go back to.';
    return answerError(context, 409, 'Conflict', message);
  }),
];

function verb(name: string, apply: (context: CloudContext, identity: Identity) => RestResponse | void): Route {
  return {
    method: 'POST',
    path: `/_emu/devices/:id/${name}`,
    handle: withDevice((context, identity) => {
      return apply(context, identity) ?? answerJson(200, { id: identity.id, status: deviceStatus(identity.state) });
    }),
  };
}
