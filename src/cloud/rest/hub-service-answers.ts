import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { HUB_FAULT_CODES, type HubFault } from '../services/hub-fault.ts';
import { makeGuid, printServiceDate } from '../services/random.ts';
import { answerJson } from './rest-response.ts';

/**
 * The three shapes in which the hub writes an error; Microsoft's SDK makes its error classes from them. `message`: the
 * registry, twins and tokens. `code`: modules. `code-in-message`: direct methods, the second in the first as a text.
 */
export type FaultEnvelope = 'message' | 'code' | 'code-in-message';

/** Gives the answer of a refusal. */
export function answerHubFault(context: CloudContext, fault: HubFault, envelope: FaultEnvelope): RestResponse {
  const answer = answerJson(fault.status, makeBody(context, fault, envelope));
  return { ...answer, headers: { ...answer.headers, 'iothub-errorcode': fault.name } };
}

/** Gives the answer of something that has an ETag, which stands in the header with quotes and in the body without. */
export function answerTagged(body: { readonly etag: string }): RestResponse {
  const answer = answerJson(200, body);
  return { ...answer, headers: { ...answer.headers, etag: `"${body.etag}"` } };
}

function makeBody(context: CloudContext, fault: HubFault, envelope: FaultEnvelope): object {
  const { name, message } = fault;
  if (envelope === 'message') {
    const time = printTrackingTime(context.now());
    const trackingId = `Tracking ID:${makeGuid(context.crypto)}-G:0-TimeStamp:${time}`;
    // Microsoft's SDK cuts the text off at a `;`.
    return { Message: `ErrorCode:${name};${message.replaceAll(';', ',')}`, ExceptionMessage: trackingId };
  }
  const coded = {
    errorCode: HUB_FAULT_CODES[name],
    trackingId: makeGuid(context.crypto),
    message,
    timestampUtc: printServiceDate(context.now()),
  };
  return envelope === 'code' ? coded : { Message: JSON.stringify(coded), ExceptionMessage: '' };
}

/** `01/05/2026 09:10:11`, UTC. */
function printTrackingTime(ms: number): string {
  const [date = '', time = ''] = new Date(ms).toISOString().split(/[T.]/);
  const [year, month, day] = date.split('-');
  return `${month}/${day}/${year} ${time}`;
}
