/** A piece of a query, with its place for the refusal. */
export type QueryToken =
  | { readonly kind: 'word' | 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'text' | 'number'; readonly text: string; readonly value: string | number; readonly at: number };

const PIECE =
  /\s*(?:(?<word>\$?[A-Za-z_][\w-]*(?:\.\$?[\w-]+)*)|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(?<sign><>|!=|<=|>=|[=<>()[\],*]))/suy;

/** Cuts a query into pieces, or gives the place, from 0, of what is none. A name with its dots is one piece. */
export function cutQuery(query: string): readonly QueryToken[] | number {
  const tokens: QueryToken[] = [];
  const end = query.trimEnd().length;
  const piece = new RegExp(PIECE);
  while (piece.lastIndex < end) {
    const from = piece.lastIndex;
    const groups = piece.exec(query)?.groups;
    if (groups === undefined) return from;
    const { word, number, text, sign } = groups;
    const found = word ?? number ?? text ?? sign ?? '';
    const at = piece.lastIndex - found.length;
    if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number, value: Number(number), at });
    else if (text !== undefined) tokens.push({ kind: 'text', text, value: readText(text), at });
    else tokens.push({ kind: 'sign', text: found, at });
  }
  return tokens;
}

function readText(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gsu, '$1');
}
