import { memberOf, type Json, type JsonObject } from '#core/bytes/json';
import type { Condition, Operand, QueryColumn, Sign } from './query-parser.ts';

/**
 * Says whether a twin, as services see it, meets a condition. As in SQL there is a third answer, undefined: a comparison
 * with a property that is not there, or of values that have no order, is neither true nor false, and nor is its
 * contrary.
 */
export function matchTwin(twin: JsonObject, condition: Condition): boolean | undefined {
  switch (condition.kind) {
    case 'and':
      return matchAll(twin, condition.conditions, false);
    case 'or':
      return matchAll(twin, condition.conditions, true);
    case 'not':
      return negate(matchTwin(twin, condition.inner));
    case 'is-defined':
      return valueOf(twin, { path: condition.path }) !== undefined;
    case 'in': {
      const value = valueOf(twin, condition.left);
      return value === undefined ? undefined : condition.values.includes(value) === condition.wanted;
    }
    case 'compare':
      return compare(valueOf(twin, condition.left), condition.sign, valueOf(twin, condition.right));
  }
}

/** Gives the columns of a twin that are asked for; what it does not have is left out. */
export function pickColumns(twin: JsonObject, columns: readonly QueryColumn[]): JsonObject {
  const picked = columns.flatMap(({ path, as }) => {
    const value = readPath(twin, path);
    return value === undefined ? [] : [[as, value] as const];
  });
  return Object.fromEntries(picked);
}

/** `decisive` decides alone: false for AND, true for OR. */
function matchAll(twin: JsonObject, conditions: readonly Condition[], decisive: boolean): boolean | undefined {
  let answer: boolean | undefined = !decisive;
  for (const condition of conditions) {
    const found = matchTwin(twin, condition);
    if (found === decisive) return decisive;
    if (found === undefined) answer = undefined;
  }
  return answer;
}

function negate(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}

function valueOf(twin: JsonObject, operand: Operand): Json | undefined {
  return 'value' in operand ? operand.value : readPath(twin, operand.path);
}

function readPath(twin: JsonObject, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((value, name) => memberOf(value, name), twin);
}

function compare(left: Json | undefined, sign: Sign, right: Json | undefined): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (sign === '=') return left === right;
  if (sign === '!=') return left !== right;
  const [a, b] = [left, right];
  if (typeof a === 'number' && typeof b === 'number') return inOrder(a, sign, b);
  return typeof a === 'string' && typeof b === 'string' ? inOrder(a, sign, b) : undefined;
}

function inOrder<T extends string | number>(a: T, sign: Exclude<Sign, '=' | '!='>, b: T): boolean {
  switch (sign) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
  }
}
