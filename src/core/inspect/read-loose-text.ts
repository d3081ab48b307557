import { decodeBase64Forgiving } from '../bytes/base64.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import { readConnectCode } from './connect-code-item.ts';
import { makeConnectionStringItem } from './connection-string-item.ts';
import type { FoundItem } from './found-item.ts';
import { identifyContent, readDerContent } from './read-der.ts';
import { readText } from './read-text.ts';
import type { Reading } from './reading.ts';
import { decodeSource } from './source-text.ts';
import { judgeSymmetricKey, makeSymmetricKeyItem } from './symmetric-key-item.ts';
import { readThumbprint } from './thumbprint-item.ts';
import { makeTokenItem } from './token-item.ts';

/** Lines that are looked at one by one. */
const LINE_LIMIT = 2000;

/**
 * Tells of what stands in a text without armour: connection strings and tokens anywhere; keys, codes, thumbprints and
 * base64 where nothing else is around them. `isAlone`: no armoured block came with it, whose explanations (such as
 * the output of `openssl x509 -text`) are full of what looks like thumbprints.
 */
export async function readLooseText(reading: Reading, text: string, isAlone: boolean): Promise<FoundItem[]> {
  const found: FoundItem[] = [];
  let rest = text;
  for (const { pattern, make } of FINDERS) {
    rest = rest.replace(pattern, (match) => {
      if (reading.room.take()) found.push(make(match, reading));
      return '\n';
    });
  }
  const whole = await readWhole(reading, trimQuotes(rest));
  if (whole.length > 0) return [...found, ...whole];
  for (const line of rest.split('\n', LINE_LIMIT)) found.push(...(await readLine(reading, line.trim(), isAlone)));
  return found;
}

const CONNECTION_FIELD =
  'HostName|DeviceId|ModuleId|GatewayHostName|SharedAccessKeyName|SharedAccessKey|SharedAccessSignature|x509';

/** Bounded, for a text may consist of beginnings alone. Only a value that another field follows may have blanks. */
const VALUE = String.raw`(?:SharedAccessSignature )?[^;\s"'<>]{0,600}`;
const VALUE_BETWEEN = String.raw`[^;\n"'<>]{0,400};[ \t]*`;

/** What is found in the middle of other text. */
const FINDERS: readonly { readonly pattern: RegExp; readonly make: (text: string, reading: Reading) => FoundItem }[] = [
  {
    pattern: new RegExp(
      String.raw`\b(?:${CONNECTION_FIELD})=${VALUE_BETWEEN}(?:\w{1,40}=${VALUE_BETWEEN})*\w{1,40}=${VALUE};?`,
      'gi',
    ),
    make: (text, { at }) => makeConnectionStringItem(text, at),
  },
  {
    pattern: /\bSharedAccessSignature\s+(?=[^\s"'<>]*\bs(?:r|ig)=)[^\s"'<>;,]+/gi,
    make: makeTokenItem,
  },
];

function trimQuotes(text: string): string {
  const trimmed = text.trim();
  return /^(["'`])[^]*\1[,;]?$/.test(trimmed) ? trimmed.replace(/^.|.[,;]?$/gs, '').trim() : trimmed;
}

/** The text as one thing: base64 over several lines, a key, a code, a thumbprint. */
async function readWhole(reading: Reading, text: string): Promise<FoundItem[]> {
  const small = await readSmall(reading, text);
  if (small !== undefined) return reading.room.take() ? [small] : [];
  const base64 = text.replace(/\s/g, '');
  return /^[A-Za-z0-9+/]{64,}={0,2}$/.test(base64) ? readBase64(reading, base64) : [];
}

/** Characters of a key, and of the line ends within it. */
const KEY_LIMIT = 200;

async function readSmall(reading: Reading, text: string): Promise<FoundItem | undefined> {
  const known = readThumbprint(text) ?? (await readConnectCode(reading, text));
  if (known !== undefined) return known;
  if (text.length > KEY_LIMIT) return undefined;
  // A long word is base64 too; a key has both cases and digits or signs among its letters.
  const isLikely =
    /^[A-Za-z0-9+/\r\n]+={0,2}$/.test(text) && [/[A-Z]/, /[a-z]/, /[\d+/]/].every((kind) => kind.test(text));
  const key = isLikely ? judgeSymmetricKey(text) : undefined;
  return key?.ok === true ? makeSymmetricKeyItem(key.value) : undefined;
}

/** Base64 of DER, or of a text that has armour. */
async function readBase64(reading: Reading, base64: string): Promise<FoundItem[]> {
  const bytes = decodeBase64Forgiving(base64);
  if (bytes === undefined) return [];
  const kind = identifyContent(bytes);
  if (kind !== undefined) {
    return reading.room.take() ? [await readDerContent(reading, bytes, { kind, form: words.forms.base64 })] : [];
  }
  const text = decodeSource(bytes);
  return text.includes('-----BEGIN ') ? readText(reading, text, words.forms.base64Pem) : [];
}

/** Keys of 32 and of 64 bytes, as the services make them. */
const KEY = /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)(?![A-Za-z0-9+/=])/g;
const LONG_BASE64 = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{100,}={0,2}/g;
/** A text of ours, to the end of its line: blanks belong to it. */
const FRAMED = /\bDW\d{1,3}[A-Z]:[0-9A-Z $%*+\-./:]*/;
const NAMED_THUMBPRINT = /(?:thumbprint|fingerprint)/i;

async function readLine(reading: Reading, line: string, isAlone: boolean): Promise<FoundItem[]> {
  const { room } = reading;
  const thumbprint = isAlone || NAMED_THUMBPRINT.test(line) ? readThumbprint(line) : undefined;
  if (thumbprint !== undefined) return room.take() ? [thumbprint] : [];
  const framed = FRAMED.exec(line)?.[0];
  const ours = framed === undefined ? undefined : await readConnectCode(reading, framed);
  if (ours !== undefined) return room.take() ? [ours] : [];
  const found: FoundItem[] = [];
  for (const [base64] of line.matchAll(LONG_BASE64)) {
    const code = await readConnectCode(reading, base64);
    if (code === undefined) found.push(...(await readBase64(reading, base64)));
    else if (room.take()) found.push(code);
  }
  for (const [key] of line.matchAll(KEY)) {
    const judged = judgeSymmetricKey(key);
    if (judged.ok && room.take()) found.push(makeSymmetricKeyItem(judged.value));
  }
  return found;
}
