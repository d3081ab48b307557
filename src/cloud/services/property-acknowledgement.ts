import { isJsonObject, memberOf, type Json, type JsonObject } from '#core/bytes/json';

/** Gives the parts of `{value, ac, av, ad}`, with which a device acknowledges a writable property (Plug and Play). */
export function readAcknowledgement(value: Json | undefined): JsonObject | undefined {
  return isJsonObject(value) && typeof memberOf(value, 'ac') === 'number' && Object.hasOwn(value, 'value')
    ? value
    : undefined;
}
