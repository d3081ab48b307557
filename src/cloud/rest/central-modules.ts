import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { Identity } from '../services/identity.ts';
import { answerCollection } from './central-collection.ts';
import { answerError } from './rest-response.ts';
import { withDevice, type Route, type RouteRequest } from './route.ts';

const DEVICE = '/api/devices/:id/';

/**
 * The modules of a device, as in IoT Central: their list, and for each what `deviceRoutes` have for a device below
 * `/api/devices/{id}/`. Modules of the IoT Edge runtime itself are not shown.
 */
export function makeModuleRoutes(deviceRoutes: readonly Route[]): readonly Route[] {
  return [
    { method: 'GET', path: `${DEVICE}modules`, handle: withDevice(listModules) },
    ...deviceRoutes
      .filter(({ path }) => path.startsWith(DEVICE))
      .map((route): Route => ({ ...route, path: path(route), handle: ofModule(route.handle) })),
  ];
}

function path(route: Route): string {
  return route.path.replace(DEVICE, `${DEVICE}modules/:module/`);
}

function ofModule(handle: Route['handle']): Route['handle'] {
  return (context, request) => {
    const { id = '', module = '' } = request.params;
    const identity = context.registry.find(`${id}/${module}`);
    const isThere = identity?.state.deviceId === id && identity.state.moduleId === module;
    if (!isThere) return answerError(context, 404, 'NotFound', `The device ${id} has no module ${module}.`);
    return handle(context, { ...request, params: { ...request.params, id: identity.id } });
  };
}

function listModules(context: CloudContext, device: Identity, request: RouteRequest): RestResponse {
  const modules = context.registry.modulesOf(device.id).flatMap(({ state: { moduleId, displayName } }) => {
    if (moduleId === undefined || moduleId.startsWith('$')) return [];
    return [{ '@id': moduleId, '@type': ['Relationship', 'EdgeModule'], name: moduleId, displayName }];
  });
  return answerCollection(context, request, modules);
}
