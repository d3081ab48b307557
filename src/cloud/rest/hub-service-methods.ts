import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault } from '../services/hub-fault.ts';
import { invokeMethod, readMethodRequest } from '../services/hub-method.ts';
import type { Identity } from '../services/identity.ts';
import { answerHubFault } from './hub-service-answers.ts';
import { withHubIdentity, type HubRoute } from './hub-service-route.ts';
import { answerJson } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

/** Direct methods of devices and modules. That there is no such device is told as the registry tells it. */
export const hubMethodRoutes: readonly HubRoute[] = ['/twins/:id/methods', '/twins/:id/modules/:moduleId/methods'].map(
  (path) => ({ method: 'POST', path, permission: 'ServiceConnect', handle: withHubIdentity('message', callMethod) }),
);

async function callMethod(context: CloudContext, identity: Identity, { body }: RouteRequest): Promise<RestResponse> {
  const request = readMethodRequest(context, body);
  const answer = request instanceof HubFault ? request : await invokeMethod(context, identity, request);
  return answer instanceof HubFault ? answerHubFault(context, answer, 'code-in-message') : answerJson(200, answer);
}
