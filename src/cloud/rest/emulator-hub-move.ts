import type { Json } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { moveDevice } from '../services/hub-move.ts';
import { findLinkedHub, hubNameOf } from '../services/hubs.ts';
import type { Identity } from '../services/identity.ts';
import type { HubNumber } from '../state/cloud-state.ts';
import { answerError, answerJson } from './rest-response.ts';
import { withBody, withDevice, type Route, type RouteRequest } from './route.ts';

/** Moves devices between the two hubs, as IoT Central does without asking. */
export const emulatorHubMoveRoutes: readonly Route[] = [
  { method: 'POST', path: '/_emu/devices/:id/move', handle: withDevice(moveOne) },
  { method: 'POST', path: '/_emu/move', handle: withBody((context, body) => moveAll(context, body['to'])) },
];

/** Without a hub in the body, the device goes to the one that it does not have. */
function moveOne(context: CloudContext, device: Identity, request: RouteRequest): RestResponse | Promise<RestResponse> {
  if (!isTold(device)) {
    const message = `${device.id} has no registration in DPS, so nobody would tell it its new hub.`;
    return answerError(context, 409, 'NotRegistered', message);
  }
  const move = (to: Json | undefined): RestResponse => {
    const hub = to === undefined ? otherHub(device) : readHub(context, to);
    if (hub === undefined) return refuseHub(context);
    moveDevice(context, device, hub);
    return answerJson(200, { id: device.id, assignedHub: hubNameOf(context, device.state) });
  };
  return request.body === undefined ? move(undefined) : withBody((_context, { to }) => move(to))(context, request);
}

/** Moves every device that DPS knows. */
function moveAll(context: CloudContext, to: Json | undefined): RestResponse {
  const hub = readHub(context, to);
  if (hub === undefined) return refuseHub(context);
  const devices = context.registry.list().filter((device) => isTold(device) && device.state.hub !== hub);
  for (const device of devices) moveDevice(context, device, hub);
  return answerJson(200, { moved: devices.length, hub: context.hubs[hub] });
}

function isTold({ state }: Identity): boolean {
  return state.registrationId !== null && state.moduleId === undefined;
}

function otherHub({ state }: Identity): HubNumber {
  return state.hub === 0 ? 1 : 0;
}

function readHub(context: CloudContext, to: Json | undefined): HubNumber | undefined {
  return typeof to === 'string' ? findLinkedHub(context, to) : undefined;
}

function refuseHub(context: CloudContext): RestResponse {
  return answerError(context, 400, 'InvalidBody', `to must be ${context.hubs.join(' or ')}.`);
}
