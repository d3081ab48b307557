import type { CloudContext } from '../cloud-context.ts';
import type { HubAuthentication } from '../state/cloud-state.ts';
import { makeHubKeys, tellDevice } from './device-control.ts';
import { touchIdentity } from './device-state.ts';
import type { Identity } from './identity.ts';

/** What an operator does to the two keys, or thumbprints, that a device or module has at the hub. */
export type KeyChange = 'swap' | 'regenerate-primary' | 'regenerate-secondary';

/**
 * Changes the keys of a device or module at the hub. Gives false where there are none to change so: an authority's
 * certificate has no second one, and thumbprints are nothing that the hub could make. Connections stay, as at Azure.
 */
export function changeKeys(context: CloudContext, identity: Identity, change: KeyChange): boolean {
  const changed = applyChange(context, identity.state.authentication, change);
  if (changed === undefined) return false;
  identity.state.authentication = changed;
  touchIdentity(context, identity.state);
  tellDevice(context, identity, 'changed');
  return true;
}

function applyChange(
  context: CloudContext,
  authentication: HubAuthentication,
  change: KeyChange,
): HubAuthentication | undefined {
  if (authentication.type === 'certificateAuthority') return undefined;
  if (change === 'swap') return swap(authentication);
  if (authentication.type !== 'sas') return undefined;
  const { primaryKey } = makeHubKeys(context);
  return { ...authentication, [change === 'regenerate-primary' ? 'primaryKey' : 'secondaryKey']: primaryKey };
}

function swap(
  authentication: Exclude<HubAuthentication, { readonly type: 'certificateAuthority' }>,
): HubAuthentication {
  if (authentication.type === 'sas') {
    const { primaryKey, secondaryKey } = authentication;
    return { type: 'sas', primaryKey: secondaryKey, secondaryKey: primaryKey };
  }
  const { primaryThumbprint, secondaryThumbprint } = authentication;
  return { type: 'selfSigned', primaryThumbprint: secondaryThumbprint, secondaryThumbprint: primaryThumbprint };
}
