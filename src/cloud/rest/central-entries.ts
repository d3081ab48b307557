import type { Json, JsonObject } from '#core/bytes/json';
import type { RestResponse } from '#core/ports/rest';
import type { CloudContext } from '../cloud-context.ts';
import { answerError } from './rest-response.ts';

/** Whether an ID is one that IoT Central takes for device groups, jobs and the like. */
export function isEntryId(id: string): boolean {
  return /^[a-zA-Z0-9_-]{1,255}$/.test(id);
}

/** Gives the refusal of an ID that is none; `noun`: what it was to be the ID of. */
export function refuseEntryId(context: CloudContext, noun: string): RestResponse {
  return answerError(context, 400, 'InvalidId', `The ID of a ${noun} has 1 to 255 letters, digits, _ and -.`);
}

/** Says which of these members of a body is there and no text, or an empty one; undefined when all are well. */
export function findWrongTexts(body: JsonObject, names: readonly string[]): string | undefined {
  const wrong = names.find((name) => body[name] !== undefined && (typeof body[name] !== 'string' || body[name] === ''));
  return wrong === undefined ? undefined : `${wrong} must be a string that is not empty.`;
}

/** Gives what a client wished for, to be named in the answer that refuses it. */
export function printWish(value: Json): string {
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 64);
}
