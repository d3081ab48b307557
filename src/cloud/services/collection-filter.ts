import type { Json } from '#core/bytes/json';
import { cutQuery, type QueryToken } from './query-tokens.ts';

/** What an entry of a collection has under a name that filters know; a list is met by any of its members. */
export type FieldOf = (name: string) => Json;
/** Says whether an entry is wanted. */
export type CollectionFilter = (fieldOf: FieldOf) => boolean;

type Operand = (fieldOf: FieldOf) => Json;
type Sign = (left: string | number, right: string | number) => boolean;

const ORDERS: Readonly<Record<string, Sign>> = {
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
};
/** Deeper ones would overflow the stack. */
const DEPTH_LIMIT = 100;

/** What is wrong with a filter, in words. */
class FilterError extends Error {}

/**
 * Reads what IoT Central calls a filter: `eq ne lt le gt ge`, `and`, `or`, brackets, `contains(field,'text')` and
 * `indexof(field,'text')`, as in OData, over `fields`. Gives what is wrong in words for all other text.
 */
export function parseCollectionFilter(
  text: string,
  fields: readonly string[],
): CollectionFilter | { readonly wrong: string } {
  try {
    return new FilterParser(text, fields).parse();
  } catch (error) {
    if (error instanceof FilterError) return { wrong: error.message };
    throw error;
  }
}

class FilterParser {
  readonly #tokens: readonly QueryToken[];
  readonly #fields: readonly string[];
  #next = 0;
  #depth = 0;

  constructor(text: string, fields: readonly string[]) {
    const tokens = cutQuery(text);
    if (typeof tokens === 'number') throw new FilterError(`The filter cannot be read from character ${tokens + 1} on.`);
    this.#tokens = joinTexts(tokens);
    this.#fields = fields;
  }

  parse(): CollectionFilter {
    const filter = this.#readOr();
    if (this.#tokens[this.#next] !== undefined) throw this.#refuse('the end of the filter');
    return filter;
  }

  #readOr(): CollectionFilter {
    const filters = [this.#readAnd()];
    while (this.#take('or')) filters.push(this.#readAnd());
    return (fieldOf) => filters.some((filter) => filter(fieldOf));
  }

  #readAnd(): CollectionFilter {
    const filters = [this.#readTerm()];
    while (this.#take('and')) filters.push(this.#readTerm());
    return (fieldOf) => filters.every((filter) => filter(fieldOf));
  }

  #readTerm(): CollectionFilter {
    if (this.#take('(')) {
      this.#depth += 1;
      if (this.#depth > DEPTH_LIMIT) throw new FilterError(`The filter is nested more than ${DEPTH_LIMIT} deep.`);
      const inner = this.#readOr();
      this.#expect(')');
      this.#depth -= 1;
      return inner;
    }
    if (this.#take('contains')) {
      const place = this.#readPlace();
      return (fieldOf) => Number(place(fieldOf)) >= 0;
    }
    return this.#readComparison();
  }

  #readComparison(): CollectionFilter {
    const left = this.#take('indexof') ? this.#readPlace() : this.#readOperand();
    const sign = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].find((word) => this.#take(word));
    if (sign === undefined) throw this.#refuse('eq, ne, lt, le, gt or ge');
    const right = this.#readOperand();
    if (sign === 'eq') return (fieldOf) => equals(left(fieldOf), right(fieldOf));
    if (sign === 'ne') return (fieldOf) => !equals(left(fieldOf), right(fieldOf));
    const order = ORDERS[sign];
    return (fieldOf) => order !== undefined && inOrder(left(fieldOf), order, right(fieldOf));
  }

  /** `(field,'text')`: where the text begins in the field, from 0, or -1; compared without case. */
  #readPlace(): Operand {
    this.#expect('(');
    const within = this.#readOperand();
    this.#expect(',');
    const sought = this.#readOperand();
    this.#expect(')');
    return (fieldOf) => {
      const [text, part] = [within(fieldOf), sought(fieldOf)];
      if (typeof text !== 'string' || typeof part !== 'string') return -1;
      return text.toLowerCase().indexOf(part.toLowerCase());
    };
  }

  #readOperand(): Operand {
    const token = this.#tokens[this.#next];
    if (token?.kind === 'text' || token?.kind === 'number') {
      this.#next += 1;
      return () => token.value;
    }
    for (const [word, value] of [['true', true] as const, ['false', false] as const, ['null', null] as const]) {
      if (this.#take(word)) return () => value;
    }
    if (token?.kind !== 'word') throw this.#refuse('a field or a value');
    const field = this.#fields.find((name) => name === token.text);
    if (field === undefined) {
      throw new FilterError(`There is no field ${token.text.slice(0, 64)} here, only ${this.#fields.join(', ')}.`);
    }
    this.#next += 1;
    return (fieldOf) => fieldOf(field);
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#refuse(text);
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#next];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'sign')) return false;
    if (token.text.toLowerCase() !== text) return false;
    this.#next += 1;
    return true;
  }

  #refuse(expected: string): FilterError {
    const token = this.#tokens[this.#next];
    if (token === undefined) return new FilterError(`The filter ends where ${expected} should stand.`);
    const found = token.text.slice(0, 64);
    return new FilterError(`The filter has ${found} at character ${token.at + 1}, where ${expected} should stand.`);
  }
}

/** In OData an apostrophe within a text is doubled, so what was cut into two touching texts is one. */
function joinTexts(tokens: readonly QueryToken[]): readonly QueryToken[] {
  const joined: QueryToken[] = [];
  for (const token of tokens) {
    const last = joined.at(-1);
    const touches = last?.kind === 'text' && token.kind === 'text' && last.at + last.text.length === token.at;
    if (!touches) joined.push(token);
    else joined[joined.length - 1] = { ...last, text: last.text + token.text, value: `${last.value}'${token.value}` };
  }
  return joined;
}

function equals(left: Json, right: Json): boolean {
  if (Array.isArray(left)) return left.includes(right);
  return Array.isArray(right) ? right.includes(left) : left === right;
}

function inOrder(left: Json, order: Sign, right: Json): boolean {
  if (typeof left === 'number' && typeof right === 'number') return order(left, right);
  return typeof left === 'string' && typeof right === 'string' && order(left, right);
}
