import type { RestRequest, RestResponse } from '#core/ports/rest';
import { judgeBackEnd } from '../auth/back-end.ts';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import type { Permission } from '../state/cloud-state.ts';
import { NOT_KEPT, type Dialect, type DialectRequest, type RequestFault } from './dialect.ts';
import { answerHubFault } from './hub-service-answers.ts';
import { hubConfigurationRoutes } from './hub-service-configurations.ts';
import { hubDeviceRoutes } from './hub-service-devices.ts';
import { hubDigitalTwinRoutes } from './hub-service-digital-twins.ts';
import { hubFeedbackRoutes } from './hub-service-feedback.ts';
import { hubJobRoutes } from './hub-service-jobs.ts';
import { hubMethodRoutes } from './hub-service-methods.ts';
import { hubQueryRoutes } from './hub-service-query.ts';
import { hubTwinRoutes } from './hub-service-twins.ts';
import { takeThrottle } from './hub-throttle.ts';
import type { Route } from './route.ts';

const ROUTES = [
  ...hubDeviceRoutes,
  ...hubTwinRoutes,
  ...hubMethodRoutes,
  ...hubQueryRoutes,
  ...hubFeedbackRoutes,
  ...hubJobRoutes,
  ...hubDigitalTwinRoutes,
  ...hubConfigurationRoutes,
];
const PERMISSIONS: ReadonlyMap<Route, Permission> = new Map(ROUTES.map((route) => [route, route.permission]));
/** All of the hub's own, so that what is not served is refused as a hub refuses, and not as a page that is missing. */
const OWN_PATHS = /^(devices|twins|statistics|jobs|configurations|digitaltwins|messages)$/i;

/** Those whose ID is a device's. */
const DEVICE_PATHS = /^\/(devices|twins|digitaltwins)\/:id/;

/** The hub's interface for back ends, by the keys of its policies: what Microsoft's package azure-iothub sends. */
export const hubServiceDialect: Dialect = {
  serves: ([first = '']) => OWN_PATHS.test(first),
  routes: ROUTES,
  authorize,
  refuse,
};

async function authorize(
  context: CloudContext,
  { request, route, params }: DialectRequest,
): Promise<RestResponse | undefined> {
  const permission = route === undefined ? undefined : PERMISSIONS.get(route);
  const fault = await judgeBackEnd(context, 'hub', request, permission);
  if (fault !== undefined) return refuse(context, 'unauthorized', request);
  return takeThrottle(context, request, nameDevice(route, params));
}

/** Gives the device, or the module as `deviceId/moduleId`, that a request is about; empty when it is about none. */
function nameDevice(route: Route | undefined, { id = '', moduleId }: DialectRequest['params']): string {
  if (route === undefined || !DEVICE_PATHS.test(route.path)) return '';
  return moduleId === undefined ? id : `${id}/${moduleId}`;
}

function refuse(context: CloudContext, fault: RequestFault, request: RestRequest): RestResponse {
  return answerHubFault(context, describeFault(fault, request), 'message');
}

function describeFault(fault: RequestFault, { method, url }: RestRequest): HubFault {
  const [path] = url.split('?');
  switch (fault) {
    case 'unauthorized':
      return new HubFault('IotHubUnauthorizedAccess', 'Unauthorized');
    case 'no-such-path':
      return new HubFault('ResourceNotFound', `The local cloud has nothing at ${path}.`);
    case 'method':
      return new HubFault('MethodNotAllowed', `${method} is not for ${path}.`);
    case 'path-encoding':
      return refuseArgument('The path has a broken percent-encoding.');
    case 'body':
      return refuseArgument('The body is not JSON.');
    case 'not-kept':
      return new HubFault('ServiceUnavailable', NOT_KEPT);
  }
}
