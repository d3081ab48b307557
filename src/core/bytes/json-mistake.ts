/** Why a text is not JSON (RFC 8259), and where: the first place that cannot be right. */
export interface JsonMistake {
  /** Offset in UTF-16 units. */
  readonly position: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly kind:
    | 'empty'
    | 'ends-early'
    | 'value-expected'
    | 'name-expected'
    | 'colon-expected'
    | 'comma-expected'
    | 'comma-before-end'
    | 'single-quotes'
    | 'string-open'
    | 'string-escape'
    | 'number-form'
    | 'text-after-end';
}

type Kind = JsonMistake['kind'];

class Mistake {
  readonly position: number;
  readonly kind: Kind;

  constructor(position: number, kind: Kind) {
    this.position = position;
    this.kind = kind;
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const WORD = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/** Walks over one JSON text with an explicit stack, so that deep nesting cannot exhaust the call stack. */
class Walk {
  readonly #text: string;
  readonly #open: ('{' | '[')[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    this.#skip(SPACE);
    if (this.#at === this.#text.length) throw new Mistake(0, 'empty');
    for (;;) {
      if (this.#value()) continue;
      if (this.#afterValue()) return;
    }
  }

  /** Reads one value, or opens a structure. True when the next thing to read is again a value. */
  #value(): boolean {
    this.#skip(SPACE);
    const here = this.#text[this.#at];
    if (here === '{' || here === '[') return this.#opens(here);
    if (here === '"') this.#string();
    else if (!this.#skip(WORD)) this.#number(here);
    return false;
  }

  #opens(bracket: '{' | '['): boolean {
    this.#at += 1;
    this.#skip(SPACE);
    this.#open.push(bracket);
    if (this.#text[this.#at] === (bracket === '{' ? '}' : ']')) return false;
    if (bracket === '{') this.#name();
    return true;
  }

  #name(): void {
    this.#skip(SPACE);
    if (this.#text[this.#at] !== '"') throw this.#unexpected('name-expected');
    this.#string();
    this.#skip(SPACE);
    if (this.#text[this.#at] !== ':') throw this.#unexpected('colon-expected');
    this.#at += 1;
  }

  /** Reads what stands after a value: closing brackets, then a comma or the end. True at the end of the text. */
  #afterValue(): boolean {
    for (;;) {
      this.#skip(SPACE);
      const here = this.#text[this.#at];
      const bracket = this.#open.at(-1);
      if (bracket === undefined) {
        if (here !== undefined) throw new Mistake(this.#at, 'text-after-end');
        return true;
      }
      const close = bracket === '{' ? '}' : ']';
      if (here === ',') {
        this.#comma(bracket, close);
        return false;
      }
      if (here !== close) throw this.#unexpected('comma-expected');
      this.#open.pop();
      this.#at += 1;
    }
  }

  #comma(bracket: '{' | '[', close: string): void {
    const comma = this.#at;
    this.#at += 1;
    this.#skip(SPACE);
    if (this.#text[this.#at] === close) throw new Mistake(comma, 'comma-before-end');
    if (bracket === '{') this.#name();
  }

  #string(): void {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      const here = this.#text[this.#at];
      if (here === '"') break;
      if (here === undefined || here < ' ') throw new Mistake(start, 'string-open');
      if (here !== '\\') this.#at += 1;
      else if (!this.#skip(ESCAPE)) throw new Mistake(this.#at, 'string-escape');
    }
    this.#at += 1;
  }

  #number(here: string | undefined): void {
    const start = this.#at;
    if (here === undefined || !/[-+.\d]/.test(here)) throw this.#unexpected('value-expected');
    if (!this.#skip(NUMBER) || /[\w.+]/.test(this.#text[this.#at] ?? '')) throw new Mistake(start, 'number-form');
  }

  #unexpected(kind: Kind): Mistake {
    const here = this.#text[this.#at];
    if (here === undefined) return new Mistake(this.#at, 'ends-early');
    return new Mistake(this.#at, here === "'" ? 'single-quotes' : kind);
  }

  /** Moves over what matches here; true when that was anything at all. */
  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const length = pattern.exec(this.#text)?.[0].length ?? 0;
    this.#at += length;
    return length > 0;
  }
}

/** Gives the first mistake of a text that should be JSON, or undefined when it is JSON. Engines' own messages differ. */
export function findJsonMistake(text: string): JsonMistake | undefined {
  try {
    new Walk(text).run();
    return undefined;
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const before = text.slice(0, error.position).split('\n');
    const column = (before.at(-1) ?? '').length + 1;
    return { position: error.position, line: before.length, column, kind: error.kind };
  }
}
