import { cutQuery, type QueryToken } from './query-tokens.ts';

/** What is wrong with a query or a filter, as a sentence. */
export class SyntaxFault extends Error {}

/** Deeper ones would overflow the stack of whoever reads or evaluates them. */
const DEPTH_LIMIT = 100;

/** Gives what is read, or what is wrong with it in words. */
export function readSyntax<Value>(read: () => Value): Value | { readonly wrong: string } {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxFault) return { wrong: error.message };
    throw error;
  }
}

/** Goes through the pieces of a query or a filter, one after the other. */
export class TokenReader {
  readonly #noun: 'query' | 'filter';
  readonly #tokens: readonly QueryToken[];
  #next = 0;
  #depth = 0;

  /**
   * `noun`: what the text is called in a refusal. `join`: makes one of pieces that are one in this language. Throws
   * `SyntaxFault` when a piece of the text is none.
   */
  constructor(
    noun: 'query' | 'filter',
    text: string,
    join: (tokens: readonly QueryToken[]) => readonly QueryToken[] = (tokens) => tokens,
  ) {
    const tokens = cutQuery(text);
    if (typeof tokens === 'number')
      throw new SyntaxFault(`The ${noun} cannot be read from character ${tokens + 1} on.`);
    this.#noun = noun;
    this.#tokens = join(tokens);
  }

  /** The piece that is next; undefined at the end. */
  get token(): QueryToken | undefined {
    return this.#tokens[this.#next];
  }

  skip(): void {
    this.#next += 1;
  }

  /** Takes a word, in any case, or a sign, if it is next. */
  take(text: string): boolean {
    const { token } = this;
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'sign')) return false;
    if (token.text.toLowerCase() !== text) return false;
    this.skip();
    return true;
  }

  /** Throws `SyntaxFault` when something else is next. */
  expect(text: string): void {
    if (!this.take(text)) throw this.refuse(text.toUpperCase());
  }

  /** Reads something that may hold itself. */
  nest<Value>(read: () => Value): Value {
    this.#depth += 1;
    if (this.#depth > DEPTH_LIMIT) {
      throw new SyntaxFault(`The ${this.#noun} is nested more than ${DEPTH_LIMIT} deep.`);
    }
    const value = read();
    this.#depth -= 1;
    return value;
  }

  /** Gives the refusal of what is next. */
  refuse(expected: string): SyntaxFault {
    const { token } = this;
    if (token === undefined) return new SyntaxFault(`The ${this.#noun} ends where ${expected} should stand.`);
    const found = token.text.slice(0, 64);
    return new SyntaxFault(
      `The ${this.#noun} has ${found} at character ${token.at + 1}, where ${expected} should stand.`,
    );
  }
}
