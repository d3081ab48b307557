/** What stands where a secret was. */
export const LEFT_OUT = '(left out)';

/** Names whose value is always a secret. */
const SECRET_NAME = 'password|passwd|passphrase|pwd|secret|SharedAccessKey|authorization|signature|(?<![A-Za-z])sig';
/** Names whose value is one when it is long and has no blanks: a `key` may also be the name of a field. */
const PERHAPS_SECRET_NAME = 'key|keyBase64|token|credential';
const VALUE = `"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|\\\\+"[^"]*|[^\\s"'&;,{}[\\]\\\\]+`;
const NAMED = new RegExp(
  `(${SECRET_NAME}|${PERHAPS_SECRET_NAME})(\\d{0,2}(?![A-Za-z])\\\\*["']?\\s*(?:[=:]|%3[AD])\\s*)(${VALUE})`,
  'gi',
);
const TOKEN = /SharedAccessSignature(?:(?:\s|=|\+|%20|%3D)+(?:SharedAccessSignature)?)+[^\s"'\\;]*/gi;
const SCHEME = /\b(Bearer|Basic)\s+[\w+/=.~-]{8,}/g;
const WEB_TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;
/** These two begin where a run of base64 does, or behind an escape: tried from each character, a long run takes for ever. */
const PADDED = /(?:(?<![A-Za-z0-9+/])|(?<=%[0-9A-F]{2}))(?:[A-Za-z0-9+/]|%2[BF]){20,}(?:=|%3D){1,2}(?![A-Za-z0-9])/gi;
const UNPADDED = /(?:(?<![A-Za-z0-9+/])|(?<=%[0-9A-F]{2}))(?:[A-Za-z0-9+/]|%2[BF]){24,}/gi;

/**
 * Gives the text without what may be a key, a token or a signature: values behind a telling name, tokens of the
 * service and of the web, and base64 that looks like a key. Removes too much rather than too little.
 */
export function stripSecrets(text: string): string {
  return text
    .replace(TOKEN, `SharedAccessSignature ${LEFT_OUT}`)
    .replace(SCHEME, (_whole, scheme: string) => `${scheme} ${LEFT_OUT}`)
    .replace(NAMED, stripNamed)
    .replace(WEB_TOKEN, LEFT_OUT)
    .replace(PADDED, (run) => (isBase64Length(run) ? LEFT_OUT : run))
    .replace(UNPADDED, (run) => (looksRandom(run) ? LEFT_OUT : run));
}

/** Gives the value as it may be shown beside its name. */
export function stripSecretValue(name: string, value: string): string {
  return new RegExp(`(?:${SECRET_NAME})\\d{0,2}$`, 'i').test(name.trim()) ? LEFT_OUT : stripSecrets(value);
}

function stripNamed(whole: string, name: string, between: string, value: string): string {
  const quote = /^(?:\\*["'])?/.exec(value)?.[0] ?? '';
  const always = new RegExp(`^(?:${SECRET_NAME})$`, 'i').test(name);
  if (!always && !/^[\w+/=.%~-]{12,}/.test(value.slice(quote.length))) return whole;
  const closed = quote !== '' && value.length > quote.length && value.endsWith(quote);
  // What is quoted by an escaped quote ends before its own backslashes, which belong to the text that goes on.
  const end = closed ? quote : (/\\+$/.exec(value)?.[0] ?? '');
  return `${name}${between}${quote}${LEFT_OUT}${end}`;
}

function isBase64Length(run: string): boolean {
  return run.replace(/%[0-9A-F]{2}/gi, '=').length % 4 === 0;
}

/** Random base64 changes between capitals, small letters, digits and signs at two of three steps; words do at few. */
function looksRandom(run: string): boolean {
  const classes = run
    .replace(/%2[BF]/gi, '+')
    .replace(/[A-Z]/g, 'A')
    .replace(/[a-z]/g, 'a')
    .replace(/[0-9]/g, '0');
  if (!/A/.test(classes) || !/a/.test(classes) || !/0/.test(classes)) return false;
  const slashes = classes.split('/').length - 1;
  let changes = 0;
  for (let at = 1; at < classes.length; at += 1) if (classes[at] !== classes[at - 1]) changes += 1;
  return slashes < classes.length / 8 && changes > classes.length * LEAST_CHANGES;
}

const LEAST_CHANGES = 0.4;
