/** The value of a setting, as far as it can be told from one line. */
export type EdgeValue =
  /** `quotes`: those that TOML asks for, none, one alone, or those of a word processor. */
  | { readonly kind: 'text'; readonly text: string; readonly quotes: 'straight' | 'none' | 'one' | 'curly' }
  /** `{ name = "…" }`; `readMembers` takes it apart. */
  | { readonly kind: 'members'; readonly raw: string }
  /** Numbers, true and false, lists, and texts of several lines. */
  | { readonly kind: 'other' };

const PLAIN = /^(?:true|false|[+-]?(?:\d[\d_]*(?:\.\d+)?|0x[\da-f_]+|inf|nan))$/i;
const CURLY = /[\u2018-\u201f\u00ab\u00bb]/;
const BASIC = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/;
const LITERAL = /^'([^']*)'\s*(?:#.*)?$/;
const MEMBER = /([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,}"'\s]+))/g;
/** How much of a line is looked at. */
const VALUE_LIMIT = 4000;
/** Characters of members that are looked at; those that we know are a key or an address. */
const MEMBERS_LIMIT = 500;

/** Reads what stands behind the equals sign (TOML 1.0.0, "Key/Value Pair"), or behind the colon in YAML. */
export function readEdgeValue(line: string): EdgeValue {
  const raw = line.slice(0, VALUE_LIMIT).trim();
  if (/^(?:"""|'''|\[)/.test(raw)) return { kind: 'other' };
  if (raw.startsWith('{')) return { kind: 'members', raw };
  const straight = BASIC.exec(raw)?.[1]?.replace(/\\(["\\])/g, '$1') ?? LITERAL.exec(raw)?.[1];
  if (straight !== undefined) return { kind: 'text', text: straight, quotes: 'straight' };
  if (CURLY.test(raw.slice(0, 1))) return { kind: 'text', text: cutBefore(raw.slice(1), CURLY), quotes: 'curly' };
  const bare = cutBefore(raw, /(?:^|\s)#/);
  if (PLAIN.test(bare)) return { kind: 'other' };
  const text = bare.replace(/^["']|["']$/g, '');
  return { kind: 'text', text, quotes: text === bare ? 'none' : 'one' };
}

function cutBefore(text: string, mark: RegExp): string {
  const at = text.search(mark);
  return (at < 0 ? text : text.slice(0, at)).trim();
}

/** Gives the members of an inline table whose values are texts (TOML 1.0.0, "Inline Table"). */
export function readMembers({ raw }: Extract<EdgeValue, { kind: 'members' }>): ReadonlyMap<string, string> {
  return new Map(
    [...raw.slice(0, MEMBERS_LIMIT).matchAll(MEMBER)].map(([, name = '', basic, literal, bare]) => [
      name,
      basic ?? literal ?? bare ?? '',
    ]),
  );
}

/** Gives what ends a value that goes on over further lines; undefined where it does not. */
export function findOpenEnd(raw: string): string | undefined {
  const mark = /^(?:"""|''')/.exec(raw)?.[0];
  if (mark !== undefined) return raw.includes(mark, mark.length) ? undefined : mark;
  return raw.startsWith('[') && !raw.includes(']') ? ']' : undefined;
}
