import type { RestRequest, RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { EtagTest } from '../services/enrollment-control.ts';
import type { EntryFault } from '../services/entry-fault.ts';
import { makeGuid } from '../services/random.ts';
import { describeServiceError, statusOf, type ServiceErrorCode } from '../services/service-error.ts';
import { matchesEtag } from './etag.ts';
import { answerJson } from './rest-response.ts';

/** Gives an error as the service API of DPS does. The Node SDK does not find the message in it; Azure's is the same. */
export function answerDpsError(context: CloudContext, code: ServiceErrorCode, message?: string): RestResponse {
  const answer = answerJson(statusOf(code), { ...describeServiceError(context, code, message), info: {} });
  return {
    ...answer,
    headers: { ...answer.headers, 'x-ms-error-code': String(code), 'x-ms-request-id': makeGuid(context.crypto) },
  };
}

/** Gives the answer to a change of an entry that was refused. */
export function answerFault(context: CloudContext, { code, message }: EntryFault): RestResponse {
  return answerDpsError(context, code, message);
}

/** Prints an etag with the quotes that DPS has in its bodies too; the SDK sends them back as they are. */
export function quoteEtag(etag: string): string {
  return `"${etag}"`;
}

/** Gives the test of `If-Match`, or undefined when the request has none. */
export function readIfMatch(headers: RestRequest['headers']): EtagTest | undefined {
  const wanted = headers['if-match'];
  return wanted === undefined ? undefined : (etag) => matchesEtag(wanted, etag);
}
