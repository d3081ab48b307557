/** Any JSON value (RFC 8259). */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * Levels of nesting that are read (RFC 8259, section 9, leaves the limit open). A few thousand would overflow the stack
 * of whoever prints or clones the value.
 */
export const JSON_DEPTH_LIMIT = 1000;

/** Gives the value, or undefined when the text is not JSON, or nested deeper than the limit. */
export function parseJson(text: string): Json | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  // Each level takes two characters, so most texts need not be looked at.
  return text.length > JSON_DEPTH_LIMIT * 2 && isDeeper(value, JSON_DEPTH_LIMIT) ? undefined : value;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Gives a member of an object's own, or undefined: an object also answers to names such as `constructor`. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isDeeper(value: Json, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((inner: Json) => isDeeper(inner, limit - 1));
}
