import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { describeDigitalTwin } from '../services/digital-twin.ts';
import { readDigitalTwinPatch } from '../services/digital-twin-patch.ts';
import { HubFault, refuseArgument } from '../services/hub-fault.ts';
import { invokeMethod, readMethodRequest } from '../services/hub-method.ts';
import type { Identity } from '../services/identity.ts';
import { makeGuid } from '../services/random.ts';
import { patchTwin } from '../services/twins.ts';
import { answerHubFault } from './hub-service-answers.ts';
import { readCondition, withHubIdentity, type HubRoute } from './hub-service-route.ts';
import { answerJson, answerNothing } from './rest-response.ts';
import type { RouteRequest } from './route.ts';

const TWIN = '/digitaltwins/:id';
const permission = 'ServiceConnect';

/** Devices as their models have them: properties, components and commands. */
export const hubDigitalTwinRoutes: readonly HubRoute[] = [
  { method: 'GET', path: TWIN, permission, handle: withHubIdentity('message', answerTwin) },
  { method: 'PATCH', path: TWIN, permission, handle: withHubIdentity('message', changeTwin) },
  ...[`${TWIN}/commands/:command`, `${TWIN}/components/:component/commands/:command`].map((path): HubRoute => ({
    method: 'POST',
    path,
    permission,
    handle: withHubIdentity('message', callCommand),
  })),
];

function answerTwin(_context: CloudContext, { state }: Identity): RestResponse {
  const answer = answerJson(200, describeDigitalTwin(state));
  return { ...answer, headers: { ...answer.headers, etag: `"${state.twin.etag}"` } };
}

function changeTwin(context: CloudContext, identity: Identity, request: RouteRequest): RestResponse {
  const { twin } = identity.state;
  const condition = readCondition(request.headers);
  if (condition !== undefined && condition !== '*' && condition !== twin.etag) {
    const message = 'Precondition failed: the ETag of the request is not that of the digital twin';
    return answerHubFault(context, new HubFault('PreconditionFailed', message), 'message');
  }
  const patch = readDigitalTwinPatch(twin, request.body);
  const wrong = 'wrong' in patch ? patch.wrong : patchTwin(context, identity, patch);
  if (wrong !== undefined) return answerHubFault(context, refuseArgument(wrong), 'message');
  return { ...answerNothing(202), headers: { etag: `"${twin.etag}"`, location: request.address } };
}

/** A component's command is a method of both names. The device's own status goes out as a header. */
async function callCommand(context: CloudContext, identity: Identity, request: RouteRequest): Promise<RestResponse> {
  const { params, body, query } = request;
  const { component, command = '' } = params;
  const wanted = readMethodRequest(context, {
    methodName: component === undefined ? command : `${component}*${command}`,
    ...(body === undefined ? {} : { payload: body }),
    ...readSeconds(query, 'connectTimeoutInSeconds'),
    ...readSeconds(query, 'responseTimeoutInSeconds'),
  });
  const answer = wanted instanceof HubFault ? wanted : await invokeMethod(context, identity, wanted);
  if (answer instanceof HubFault) return answerHubFault(context, answer, 'code-in-message');
  const { status, payload } = answer;
  const { headers } = answerJson(200, {});
  const told = { 'x-ms-command-statuscode': String(status), 'x-ms-request-id': makeGuid(context.crypto) };
  return { status: 200, headers: { ...headers, ...told }, body: JSON.stringify(payload) };
}

/** What is no number is handed on, to be refused as every other wrong time. */
function readSeconds(query: URLSearchParams, name: string): Record<string, number | string> {
  const text = query.get(name);
  return text === null ? {} : { [name]: /^\d{1,9}$/.test(text) ? Number(text) : text };
}
