import { describe, expect, test } from 'vitest';
import { JSON_DEPTH_LIMIT, memberOf, parseJson } from '#core/bytes/json';

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('JSON', () => {
  test('is read to the limit of its depth, and not beyond', () => {
    expect(JSON.stringify(parseJson(nested(JSON_DEPTH_LIMIT)))).toBe(nested(JSON_DEPTH_LIMIT));
    expect(parseJson(nested(JSON_DEPTH_LIMIT + 1))).toBeUndefined();
    expect(parseJson(nested(100_000))).toBeUndefined();
    expect(parseJson(`{"a":${nested(JSON_DEPTH_LIMIT)}}`)).toBeUndefined();
  });

  test('may be long as long as it is flat', () => {
    expect(parseJson(`[${'{},'.repeat(5000)}1]`)).toHaveLength(5001);
  });

  test('has no members but its own', () => {
    expect(memberOf({ a: 1 }, 'a')).toBe(1);
    expect(memberOf({ a: 1 }, 'constructor')).toBeUndefined();
    expect(memberOf({}, '__proto__')).toBeUndefined();
    expect(memberOf(parseJson('{"__proto__":1}'), '__proto__')).toBe(1);
    expect(memberOf('text', 'length')).toBeUndefined();
    expect(memberOf(undefined, 'a')).toBeUndefined();
  });
});
