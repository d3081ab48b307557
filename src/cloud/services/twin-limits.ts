import { isJsonObject, type Json, type JsonObject } from '#core/bytes/json';
import { encodeUtf8 } from '#core/bytes/text';

/** Largest section of a twin, in bytes of JSON. */
export const TWIN_SECTION_LIMIT_BYTES = 32 * 1024;
/** Largest tags of a twin. */
export const TWIN_TAGS_LIMIT_BYTES = 8 * 1024;
const NAME_LIMIT_BYTES = 1024;
const TEXT_LIMIT_BYTES = 4096;
const DEPTH_LIMIT = 10;
const INTEGER_LEAST = -4_503_599_627_370_496;
const INTEGER_MOST = 4_503_599_627_370_495;

/**
 * Judges a patch of desired or reported properties; gives what is wrong with it in words, or undefined. Limits of
 * "Understand and use device twins": names, texts, depth, integers, and no null inside arrays.
 */
export function judgeTwinPatch(patch: Json | undefined): { readonly patch: JsonObject } | { readonly wrong: string } {
  if (!isJsonObject(patch)) return { wrong: 'The patch is not a JSON object.' };
  const wrong = judgeValue(patch, 0);
  return wrong === undefined ? { patch } : { wrong };
}

/** Says whether a section, after a patch, is within its limit. */
export function fitsTwinSection(section: JsonObject, limitBytes = TWIN_SECTION_LIMIT_BYTES): boolean {
  return encodeUtf8(JSON.stringify(section)).length <= limitBytes;
}

function judgeValue(value: Json, depth: number): string | undefined {
  if (depth > DEPTH_LIMIT) return `The patch is more than ${DEPTH_LIMIT} levels deep.`;
  if (typeof value === 'string') {
    return encodeUtf8(value).length > TEXT_LIMIT_BYTES ? `A text is longer than ${TEXT_LIMIT_BYTES} bytes.` : undefined;
  }
  if (typeof value === 'number') {
    const outside = Number.isInteger(value) && (value < INTEGER_LEAST || value > INTEGER_MOST);
    return outside ? `The integer ${value} is out of range.` : undefined;
  }
  if (Array.isArray(value)) return judgeArray(value as readonly Json[], depth);
  return isJsonObject(value) ? judgeObject(value, depth) : undefined;
}

function judgeArray(values: readonly Json[], depth: number): string | undefined {
  if (values.includes(null)) return 'An array holds null.';
  return first(values, (value) => judgeValue(value, depth + 1));
}

function judgeObject(object: JsonObject, depth: number): string | undefined {
  return first(Object.entries(object), ([name, value]) => judgeName(name) ?? judgeValue(value, depth + 1));
}

function judgeName(name: string): string | undefined {
  if (name === '') return 'A property has no name.';
  if (encodeUtf8(name).length > NAME_LIMIT_BYTES)
    return `The name of a property is longer than ${NAME_LIMIT_BYTES} bytes.`;
  return /[.$ \p{Cc}]/u.test(name) ? `The name “${name.slice(0, 64)}” holds a forbidden character.` : undefined;
}

function first<T>(values: readonly T[], judge: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const wrong = judge(value);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
