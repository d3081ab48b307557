import { isJsonObject, type Json } from '#core/bytes/json';
import { WorkbenchError } from '#core/errors/workbench-error';

/** Gives the list of a collection. Errors: `cloud/refused` when the answer is none. */
export function readList<T>(body: Json | undefined): readonly T[] {
  const value = isJsonObject(body) ? body['value'] : undefined;
  if (!Array.isArray(value)) throw unreadable();
  return value as readonly T[];
}

/** Gives a text of an answer. Errors: `cloud/refused` when it is not there. */
export function textOf(body: Json | undefined, field: string): string {
  const value = isJsonObject(body) ? body[field] : undefined;
  if (typeof value !== 'string') throw unreadable();
  return value;
}

/** Gives the error for an answer that is none of what was expected. */
export function unreadable(): WorkbenchError {
  return new WorkbenchError('cloud/refused', { status: 200, message: 'The answer has another form than expected.' });
}
