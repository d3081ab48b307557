import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { findHubIdentity, refuseUnknown, type Condition } from '../services/hub-registry.ts';
import type { HubName } from '../services/identity-wish.ts';
import type { Identity } from '../services/identity.ts';
import type { Permission } from '../state/cloud-state.ts';
import { answerHubFault, type FaultEnvelope } from './hub-service-answers.ts';
import type { Route, RouteRequest } from './route.ts';

/** A route of the hub, and what its caller's policy must allow. */
export interface HubRoute extends Route {
  readonly permission: Permission;
}

/** Gives the device, or the module, that `:id` and `:moduleId` name. */
export function nameOfRoute({ params }: RouteRequest): HubName {
  const { id = '', moduleId } = params;
  return moduleId === undefined ? { deviceId: id } : { deviceId: id, moduleId };
}

/** Runs `handle` with the device or module of the path, or answers that there is none, in `envelope`. */
export function withHubIdentity(
  envelope: FaultEnvelope,
  handle: (context: CloudContext, identity: Identity, request: RouteRequest) => RestResponse | Promise<RestResponse>,
): Route['handle'] {
  return (context, request) => {
    const name = nameOfRoute(request);
    const identity = findHubIdentity(context, name);
    if (identity === undefined) return answerHubFault(context, refuseUnknown(context, name), envelope);
    return handle(context, identity, request);
  };
}

/** Reads `If-Match`, which SDKs send with quotes, and scripts without. */
export function readCondition(headers: RestRequest['headers']): Condition {
  const text = headers['if-match']?.trim() ?? '';
  return text === '' ? undefined : text.replace(/^"(.*)"$/s, '$1');
}
