import type { ServiceErrorCode } from './service-error.ts';

/** Why an entry or a certificate was not changed; the message says it more exactly than the code's own. */
export class EntryFault {
  readonly code: ServiceErrorCode;
  /** Undefined where the code says it all. */
  readonly message: string | undefined;

  constructor(code: ServiceErrorCode, message?: string) {
    this.code = code;
    this.message = message;
  }
}
