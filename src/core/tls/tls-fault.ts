import type { ErrorCode, FactsByCode } from '../errors/facts.ts';
import { type Finding, makeFinding } from '../errors/workbench-error.ts';
import type { AlertName } from './protocol.ts';

/** What ends a connection: thrown within `core/tls` and never out of it. */
export class TlsFault extends Error {
  /** Undefined when it ends as it should. */
  readonly finding: Finding | undefined;
  /** What the server is told; undefined when it is told nothing, since it ended the connection itself or is gone. */
  readonly alert: AlertName | undefined;

  constructor(alert: AlertName | undefined, finding: Finding | undefined) {
    super(finding?.code);
    this.alert = alert;
    this.finding = finding;
  }
}

/** Throws the fault that ends the connection with this alert. */
export function fail<Code extends ErrorCode>(alert: AlertName, code: Code, facts: FactsByCode[Code]): never {
  throw new TlsFault(alert, makeFinding<ErrorCode>(code, facts));
}

/** Throws: a message or a part of it cannot be read (RFC 8446, 6.2, `decode_error`). */
export function failDecode(what: string): never {
  fail('decode_error', 'tls/decode', { what });
}

/** Throws: a field has a value that it cannot have, or that was not offered (RFC 8446, 6.2, `illegal_parameter`). */
export function failParameter(what: string, alert: AlertName = 'illegal_parameter'): never {
  fail(alert, 'tls/illegal-parameter', { what });
}

/** Throws: what came has no place here (RFC 8446, 6.2, `unexpected_message`). */
export function failOrder(found: string, expected: readonly string[]): never {
  fail('unexpected_message', 'tls/unexpected-message', { found, expected });
}

/** Throws: a record, or what waits to be read, is longer than it may be (RFC 8446, 5.1 and 5.2; RFC 5246, 6.2). */
export function failOverflow(): never {
  fail('record_overflow', 'tls/record-overflow', {});
}
