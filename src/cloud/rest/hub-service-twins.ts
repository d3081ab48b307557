import { isJsonObject, type JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import type { Identity } from '../services/identity.ts';
import { readTwinPatch, readTwinSections } from '../services/hub-twin-wish.ts';
import { patchTwin, replaceTwin } from '../services/twins.ts';
import { answerHubFault, answerTagged } from './hub-service-answers.ts';
import { readCondition, withHubIdentity, type HubRoute } from './hub-service-route.ts';
import { describeHubTwin } from '../services/hub-shapes.ts';
import type { RouteRequest } from './route.ts';

const permission = 'ServiceConnect';

/** Twins of devices and modules: each answer holds the whole twin. */
export const hubTwinRoutes: readonly HubRoute[] = ['/twins/:id', '/twins/:id/modules/:moduleId'].flatMap((path) => [
  { method: 'GET', path, permission, handle: withHubIdentity('message', answerTwin) },
  { method: 'PATCH', path, permission, handle: withHubIdentity('message', changeBy(patchTwin, readTwinPatch)) },
  { method: 'PUT', path, permission, handle: withHubIdentity('message', changeBy(replaceTwin, readTwinSections)) },
]);

function answerTwin(context: CloudContext, identity: Identity): RestResponse {
  return answerTagged(describeHubTwin(context, identity));
}

function changeBy<Change>(
  change: (context: CloudContext, identity: Identity, wanted: Change) => string | undefined,
  read: (body: JsonObject, identity: Identity) => Change | HubFault,
): (context: CloudContext, identity: Identity, request: RouteRequest) => RestResponse {
  return (context, identity, { body, headers }) => {
    const condition = readCondition(headers);
    if (condition !== undefined && condition !== '*' && condition !== identity.state.twin.etag) {
      const message = 'Precondition failed: the ETag of the request is not that of the twin';
      return answerHubFault(context, new HubFault('PreconditionFailed', message), 'message');
    }
    const wanted = isJsonObject(body) ? read(body, identity) : refuseArgument('The body must be a JSON object.');
    if (wanted instanceof HubFault) return answerHubFault(context, wanted, 'message');
    const wrong = change(context, identity, wanted);
    if (wrong !== undefined) return answerHubFault(context, refuseArgument(wrong), 'message');
    return answerTwin(context, identity);
  };
}
