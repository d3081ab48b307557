import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { makeGuid } from '../services/random.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Gives an answer with a JSON body. */
export function answerJson(status: number, body: object): RestResponse {
  return { status, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(body) };
}

/** Gives an answer without a body. */
export function answerNothing(status = 204): RestResponse {
  return { status, headers: {}, body: '' };
}

/** Gives an error in the envelope of IoT Central, with its code in the header too. */
export function answerError(context: CloudContext, status: number, code: string, message: string): RestResponse {
  const error = {
    code,
    message,
    requestId: makeGuid(context.crypto),
    time: new Date(context.now()).toUTCString(),
  };
  return {
    status,
    headers: { 'content-type': JSON_TYPE, 'x-ms-error-code': code },
    body: JSON.stringify({ error }),
  };
}

/** Gives the 404 of a device that is not here. */
export function answerNoDevice(context: CloudContext, id: string): RestResponse {
  return answerError(context, 404, 'NotFound', `There is no device ${id}.`);
}
