/** Bare, these are read alike by shells, by `--env-file` of Node and of Docker, and by systemd. */
const PLAIN = /^[A-Za-z0-9_./:@%+=,-]*$/;
/** Control characters but tab and line feed: readers drop a carriage return, and no variable holds a NUL. */
const UNWRITABLE = /[^\P{Cc}\t\n]/u;

/**
 * Prints a line of an environment file, without its line break. A shell (`set -a; . file`) and `node --env-file` read the
 * same from it. Throws a TypeError for a value that no quotes make the same to both.
 */
export function printVariable(name: string, value: string): string {
  return `${name}=${quoteValue(name, value)}`;
}

/** A shell takes everything between `'` as it stands; between `"` four signs mean something, and Node reads `\n`. */
function quoteValue(name: string, value: string): string {
  if (PLAIN.test(value)) return value;
  if (UNWRITABLE.test(value)) throw new TypeError(`${name} holds a control character`);
  if (!value.includes("'")) return `'${value}'`;
  if (!/["$`\\]/.test(value)) return `"${value}"`;
  throw new TypeError(`${name} holds quotes that no quoting fits`);
}
