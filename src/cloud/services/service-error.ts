import { encodeUtf8 } from '#core/bytes/text';
import type { CloudContext } from '../cloud-context.ts';
import { makeGuid, printServiceDate } from './random.ts';

/** Names of the codes that the cloud answers with; the status is the code's first three digits. */
export const SERVICE_ERRORS = {
  400004: 'BadRequest',
  401000: 'Unauthorized',
  401002: 'Unauthorized',
  404000: 'Resource not found.',
  404201: 'Enrollment not found.',
  404202: 'Registration not found.',
  404203: 'Operation not found.',
  405000: 'Method not allowed.',
  409000: 'Conflict',
  412000: 'Precondition failed.',
  412001: 'Precondition failed.',
  413001: 'The twin is beyond its size limit.',
  429001: 'Too many requests.',
  500000: 'Internal server error.',
  503000: 'Service unavailable.',
} as const;

export type ServiceErrorCode = keyof typeof SERVICE_ERRORS;

/** Gives the status of a code: 401002 is 401. */
export function statusOf(code: ServiceErrorCode): number {
  return Math.floor(code / 1000);
}

/** Gives the body that DPS and IoT Hub answer an error with; the message can be said more exactly. */
export function describeServiceError(context: CloudContext, errorCode: ServiceErrorCode, message?: string): object {
  return {
    errorCode,
    trackingId: makeGuid(context.crypto),
    message: message ?? SERVICE_ERRORS[errorCode],
    timestampUtc: printServiceDate(context.now()),
  };
}

/** Gives the same as JSON in UTF-8. */
export function encodeServiceError(context: CloudContext, errorCode: ServiceErrorCode, message?: string): Uint8Array {
  return encodeUtf8(JSON.stringify(describeServiceError(context, errorCode, message)));
}
