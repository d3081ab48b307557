import type { CloudContext } from '../cloud-context.ts';
import { changeKeys, type KeyChange } from '../services/hub-keys.ts';
import type { Identity } from '../services/identity.ts';
import { describeAuthentication } from '../services/hub-shapes.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withIdentity, type Route } from './route.ts';

const CHANGES: readonly KeyChange[] = ['swap', 'regenerate-primary', 'regenerate-secondary'];

/** The keys of a device or module at the hub, as an operator swaps them or has new ones made. */
export const emulatorDeviceKeyRoutes: readonly Route[] = CHANGES.map((change) => ({
  method: 'POST',
  path: `/_emu/devices/:id/keys/${change}`,
  handle: withIdentity((context, identity) => {
    const refusal = findRefusal(context, identity, change);
    if (refusal !== undefined) return answerError(context, 409, 'Conflict', refusal);
    return answerJson(200, { id: identity.id, authentication: describeAuthentication(identity.state.authentication) });
  }),
}));

function findRefusal(context: CloudContext, identity: Identity, change: KeyChange): string | undefined {
  if (!identity.state.provisioned) return 'The hub does not have the device yet, so it has no keys there.';
  if (changeKeys(context, identity, change)) return undefined;
  if (change === 'swap') return 'The device shows a certificate of an authority: there are no two to be swapped.';
  return 'The device shows a certificate: only keys can be made here.';
}
