import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import type { EntryFault } from '../services/entry-fault.ts';
import { SERVICE_ERRORS, statusOf } from '../services/service-error.ts';
import { answerError } from './rest-response.ts';

const NAMES: Readonly<Record<number, string>> = { 400: 'InvalidBody', 409: 'Conflict', 412: 'PreconditionFailed' };

/** Gives the answer to a change of a group or a certificate that was refused, in the words of IoT Central's dialect. */
export function answerEntryFault(context: CloudContext, { code, message }: EntryFault): RestResponse {
  const status = statusOf(code);
  return answerError(context, status, NAMES[status] ?? '', message ?? SERVICE_ERRORS[code]);
}
