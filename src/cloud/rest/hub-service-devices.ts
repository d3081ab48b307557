import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault } from '../services/hub-fault.ts';
import { listHubIdentities, putHubIdentity, removeHubIdentity } from '../services/hub-registry.ts';
import { readIdentityWish } from '../services/identity-wish.ts';
import type { Identity } from '../services/identity.ts';
import { countMessages, purgeMessages } from '../services/messages.ts';
import { answerHubFault, answerTagged } from './hub-service-answers.ts';
import { changeDevicesInBulk } from './hub-service-bulk.ts';
import { nameOfRoute, readCondition, withHubIdentity, type HubRoute } from './hub-service-route.ts';
import { describeHubDevice, describeHubModule } from '../services/hub-shapes.ts';
import { answerJson, answerNothing } from './rest-response.ts';
import { readTop, type RouteRequest } from './route.ts';

/** Devices that one list shows. */
const LIST_LIMIT = 1000;
const DEVICE = '/devices/:id';
const MODULE = '/devices/:id/modules/:moduleId';

/** The identity registry: devices, their modules, and how many there are. */
export const hubDeviceRoutes: readonly HubRoute[] = [
  { method: 'GET', path: '/devices', permission: 'RegistryRead', handle: listDevices },
  { method: 'POST', path: '/devices', permission: 'RegistryWrite', handle: changeDevicesInBulk },
  { method: 'GET', path: DEVICE, permission: 'RegistryRead', handle: withHubIdentity('message', answerIdentity) },
  { method: 'PUT', path: DEVICE, permission: 'RegistryWrite', handle: putIdentity },
  { method: 'DELETE', path: DEVICE, permission: 'RegistryWrite', handle: removeIdentity },
  {
    method: 'DELETE',
    path: '/devices/:id/commands',
    permission: 'ServiceConnect',
    handle: withHubIdentity('message', purgeQueue),
  },
  {
    method: 'GET',
    path: '/devices/:id/modules',
    permission: 'RegistryRead',
    handle: withHubIdentity('message', listModules),
  },
  { method: 'GET', path: MODULE, permission: 'RegistryRead', handle: withHubIdentity('code', answerIdentity) },
  { method: 'PUT', path: MODULE, permission: 'RegistryWrite', handle: putIdentity },
  { method: 'DELETE', path: MODULE, permission: 'RegistryWrite', handle: removeIdentity },
  { method: 'GET', path: '/statistics/devices', permission: 'RegistryRead', handle: countDevices },
  { method: 'GET', path: '/statistics/service', permission: 'RegistryRead', handle: countConnections },
];

function listDevices(context: CloudContext, { query }: RouteRequest): RestResponse {
  const top = Math.min(readTop(query, LIST_LIMIT), LIST_LIMIT);
  const devices = listHubDevices(context).slice(0, top);
  return answerJson(
    200,
    devices.map((identity) => describeHubDevice(context, identity)),
  );
}

function listModules(context: CloudContext, device: Identity): RestResponse {
  const modules = listHubIdentities(context).filter(
    ({ state }) => state.moduleId !== undefined && state.deviceId === device.id,
  );
  return answerJson(
    200,
    modules.map((identity) => describeHubModule(context, identity)),
  );
}

function answerIdentity(context: CloudContext, identity: Identity): RestResponse {
  const describe = identity.state.moduleId === undefined ? describeHubDevice : describeHubModule;
  return answerTagged(describe(context, identity));
}

function putIdentity(context: CloudContext, request: RouteRequest): RestResponse {
  const name = nameOfRoute(request);
  const envelope = name.moduleId === undefined ? 'message' : 'code';
  const wish = readIdentityWish(request.body, name);
  if (wish instanceof HubFault) return answerHubFault(context, wish, envelope);
  const put = putHubIdentity(context, name, wish, readCondition(request.headers));
  return put instanceof HubFault ? answerHubFault(context, put, envelope) : answerIdentity(context, put);
}

function removeIdentity(context: CloudContext, request: RouteRequest): RestResponse {
  const name = nameOfRoute(request);
  const fault = removeHubIdentity(context, name, readCondition(request.headers));
  if (fault === undefined) return answerNothing();
  return answerHubFault(context, fault, name.moduleId === undefined ? 'message' : 'code');
}

function purgeQueue(context: CloudContext, identity: Identity): RestResponse {
  const totalMessagesPurged = countMessages(context, identity);
  purgeMessages(context, identity);
  return answerJson(200, { totalMessagesPurged, deviceId: identity.id, moduleId: null });
}

function countDevices(context: CloudContext): RestResponse {
  const devices = listHubDevices(context);
  const enabledDeviceCount = devices.filter(({ state }) => state.enabled).length;
  return answerJson(200, {
    totalDeviceCount: devices.length,
    enabledDeviceCount,
    disabledDeviceCount: devices.length - enabledDeviceCount,
  });
}

function countConnections(context: CloudContext): RestResponse {
  const connected = listHubDevices(context).filter(({ connection }) => connection !== undefined);
  return answerJson(200, { connectedDeviceCount: connected.length });
}

function listHubDevices(context: CloudContext): readonly Identity[] {
  return listHubIdentities(context).filter(({ state }) => state.moduleId === undefined);
}
