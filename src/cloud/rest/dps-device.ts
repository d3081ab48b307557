import { isJsonObject, parseJson } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';
import type { RestRequest, RestResponse } from '#core/ports/rest';
import { makeAttempt } from '../attempts.ts';
import type { CloudContext } from '../cloud-context.ts';
import { judgeDpsCredentials, type DpsVerdict } from '../services/dps-credentials.ts';
import {
  answerLookUp,
  answerPoll,
  answerRegister,
  keepReply,
  NO_TPM,
  refuseCredentials,
  refuseRequest,
  takeFault,
  type DpsCaller,
  type DpsReply,
} from '../services/dps-requests.ts';
import type { EntryProof } from '../services/dps-proof.ts';
import { makeGuid } from '../services/random.ts';
import { describeServiceError, statusOf, type ServiceErrorCode } from '../services/service-error.ts';
import type { Dialect, DialectRequest, RequestFault } from './dialect.ts';
import { answerJson } from './rest-response.ts';
import type { Route, RouteRequest } from './route.ts';

const DEVICE_PATH = '/:idScope/registrations/:id';

/**
 * DPS as a device asks it over HTTPS: register, poll, and look up its registration. It is served in the last place: its
 * paths begin with whatever the device takes for the ID scope, and a wrong one deserves DPS's own answer.
 */
export const dpsDeviceDialect: Dialect = {
  serves: (parts) => parts.length > 2 && parts[1]?.toLowerCase() === 'registrations',
  routes: [
    { method: 'PUT', path: `${DEVICE_PATH}/register`, handle: withProof(register) },
    {
      method: 'GET',
      path: `${DEVICE_PATH}/operations/:operationId`,
      handle: withProof((context, caller, _proof, { params }) =>
        answerPoll(context, caller, params['operationId'] ?? ''),
      ),
    },
    {
      method: 'POST',
      path: DEVICE_PATH,
      handle: withProof((context, caller, _proof, request) => answerLookUp(context, caller, textOf(request))),
    },
  ],
  authorize,
  refuse,
};

/** What is not found is nobody's secret here: paths without a route are refused without a look at the token. */
async function authorize(
  context: CloudContext,
  { request, route, params }: DialectRequest,
): Promise<RestResponse | undefined> {
  if (route === undefined) return undefined;
  const caller = callerOf(params, request);
  const fault = takeFault(context, caller);
  if (fault !== undefined) return answer(context, fault);
  // A device with a TPM asks first without a token, and would take a 401 for the challenge that it waits for.
  if (request.headers['authorization'] === undefined && asksForTpm(request)) {
    return answer(context, refuseRequest(context, caller, 400004, makeAttempt('registration-tpm', {}, 400004), NO_TPM));
  }
  const judged = await judge(context, caller, params, request);
  return judged.ok ? undefined : answer(context, refuseCredentials(context, caller, judged));
}

/** Runs `handle` with what the device proved itself by: it says which entry the device comes by. */
function withProof(
  handle: (
    context: CloudContext,
    caller: DpsCaller,
    proof: EntryProof,
    request: RouteRequest,
  ) => DpsReply | Promise<DpsReply>,
): Route['handle'] {
  return async (context, request) => {
    const caller = callerOf(request.params, { ...request, apiVersion: request.query.get('api-version') ?? '' });
    const judged = await judge(context, caller, request.params, request);
    const reply = judged.ok
      ? await handle(context, caller, judged.proof, request)
      : refuseCredentials(context, caller, judged);
    const kept = await keepReply(context, caller, reply);
    return answer(context, kept, locate(request, kept));
  };
}

/** `forceRegistration=true`, which Node's SDK can send, changes nothing: a device may always register again. */
function register(
  context: CloudContext,
  caller: DpsCaller,
  proof: EntryProof,
  request: RouteRequest,
): Promise<DpsReply> {
  return answerRegister(context, caller, proof, textOf(request));
}

function judge(
  context: CloudContext,
  caller: DpsCaller,
  { idScope = '' }: RouteRequest['params'],
  { headers, peerChain = [] }: Pick<RestRequest, 'headers' | 'peerChain'>,
): Promise<DpsVerdict> {
  const { authorization } = headers;
  const password = authorization === undefined ? undefined : encodeUtf8(authorization);
  return judgeDpsCredentials(context, caller, { idScope, password, shown: { peerChain } });
}

function callerOf(
  { id = '' }: RouteRequest['params'],
  { remote = '', apiVersion = '' }: { readonly remote?: string; readonly apiVersion?: string },
): DpsCaller {
  return { registrationId: id, origin: { road: 'http', remote }, unauthorized: 401002, apiVersion };
}

function textOf({ body }: RouteRequest): string {
  return body === undefined ? '' : JSON.stringify(body);
}

function asksForTpm({ body = '' }: RestRequest): boolean {
  const json = parseJson(body);
  return isJsonObject(json) && 'tpm' in json;
}

/** Where to poll, of a registration that was taken. The host is left out: the device may know us by any name. */
function locate({ params, query }: RouteRequest, { operationId }: DpsReply): Readonly<Record<string, string>> {
  if (operationId === undefined) return {};
  const path = [params['idScope'] ?? '', 'registrations', params['id'] ?? '', 'operations', operationId];
  const version = query.get('api-version');
  const search = version === null ? '' : `?api-version=${encodeURIComponent(version)}`;
  return { location: `/${path.map((part) => encodeURIComponent(part)).join('/')}${search}` };
}

function answer(context: CloudContext, reply: DpsReply, more: Readonly<Record<string, string>> = {}): RestResponse {
  const { status, body, errorCode, retryAfterSeconds } = reply;
  const made = answerJson(status, body);
  const headers = {
    ...made.headers,
    'x-ms-request-id': makeGuid(context.crypto),
    ...(errorCode === undefined ? {} : { 'x-ms-error-code': String(errorCode) }),
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    ...more,
  };
  return { ...made, headers };
}

const FAULT_CODES: { readonly [Fault in RequestFault]: ServiceErrorCode } = {
  unauthorized: 401002,
  'no-such-path': 404000,
  method: 405000,
  'path-encoding': 400004,
  body: 400004,
  'not-kept': 503000,
};

function refuse(context: CloudContext, fault: RequestFault, { url, remote = '' }: RestRequest): RestResponse {
  const errorCode = FAULT_CODES[fault];
  if (fault === 'body') {
    const [, id = ''] = /^\/*[^/]*\/+[^/]*\/+([^/?]*)/.exec(url) ?? [];
    const caller = callerOf({ id: decodeURIComponent(id) }, { remote });
    return answer(context, refuseRequest(context, caller, 400004, makeAttempt('registration-body', {}, 400004)));
  }
  return answer(context, { status: statusOf(errorCode), body: describeServiceError(context, errorCode), errorCode });
}
