import type { Json } from '#core/bytes/json';
import type { QueryToken } from './query-tokens.ts';
import { readSyntax, SyntaxFault, TokenReader } from './token-reader.ts';

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

/**
 * Reads what IoT Central calls a filter: `eq ne lt le gt ge`, `and`, `or`, brackets, `contains(field,'text')` and
 * `indexof(field,'text')`, as in OData, over `fields`. Gives what is wrong in words for all other text.
 */
export function parseCollectionFilter(
  text: string,
  fields: readonly string[],
): CollectionFilter | { readonly wrong: string } {
  return readSyntax(() => new FilterParser(text, fields).parse());
}

class FilterParser {
  readonly #tokens: TokenReader;
  readonly #fields: readonly string[];

  constructor(text: string, fields: readonly string[]) {
    this.#tokens = new TokenReader('filter', text, joinTexts);
    this.#fields = fields;
  }

  parse(): CollectionFilter {
    const filter = this.#readOr();
    if (this.#tokens.token !== undefined) throw this.#tokens.refuse('the end of the filter');
    return filter;
  }

  #readOr(): CollectionFilter {
    const filters = [this.#readAnd()];
    while (this.#tokens.take('or')) filters.push(this.#readAnd());
    return (fieldOf) => filters.some((filter) => filter(fieldOf));
  }

  #readAnd(): CollectionFilter {
    const filters = [this.#readTerm()];
    while (this.#tokens.take('and')) filters.push(this.#readTerm());
    return (fieldOf) => filters.every((filter) => filter(fieldOf));
  }

  #readTerm(): CollectionFilter {
    if (this.#tokens.take('(')) {
      const inner = this.#tokens.nest(() => this.#readOr());
      this.#tokens.expect(')');
      return inner;
    }
    if (this.#tokens.take('contains')) {
      const place = this.#readPlace();
      return (fieldOf) => Number(place(fieldOf)) >= 0;
    }
    return this.#readComparison();
  }

  #readComparison(): CollectionFilter {
    const left = this.#tokens.take('indexof') ? this.#readPlace() : this.#readOperand();
    const sign = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'].find((word) => this.#tokens.take(word));
    if (sign === undefined) throw this.#tokens.refuse('eq, ne, lt, le, gt or ge');
    const right = this.#readOperand();
    if (sign === 'eq') return (fieldOf) => equals(left(fieldOf), right(fieldOf));
    if (sign === 'ne') return (fieldOf) => !equals(left(fieldOf), right(fieldOf));
    const order = ORDERS[sign];
    return (fieldOf) => order !== undefined && inOrder(left(fieldOf), order, right(fieldOf));
  }

  /** `(field,'text')`: where the text begins in the field, from 0, or -1; compared without case. */
  #readPlace(): Operand {
    this.#tokens.expect('(');
    const within = this.#readOperand();
    this.#tokens.expect(',');
    const sought = this.#readOperand();
    this.#tokens.expect(')');
    return (fieldOf) => {
      const [text, part] = [within(fieldOf), sought(fieldOf)];
      if (typeof text !== 'string' || typeof part !== 'string') return -1;
      return text.toLowerCase().indexOf(part.toLowerCase());
    };
  }

  #readOperand(): Operand {
    const token = this.#tokens.token;
    if (token?.kind === 'text' || token?.kind === 'number') {
      this.#tokens.skip();
      return () => token.value;
    }
    for (const [word, value] of [['true', true] as const, ['false', false] as const, ['null', null] as const]) {
      if (this.#tokens.take(word)) return () => value;
    }
    if (token?.kind !== 'word') throw this.#tokens.refuse('a field or a value');
    const field = this.#fields.find((name) => name === token.text);
    if (field === undefined) {
      throw new SyntaxFault(`There is no field ${token.text.slice(0, 64)} here, only ${this.#fields.join(', ')}.`);
    }
    this.#tokens.skip();
    return (fieldOf) => fieldOf(field);
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
