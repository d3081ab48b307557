import { decodeBase64, encodeBase64 } from '../bytes/base64.ts';
import { equalBytes } from '../bytes/compare.ts';
import type { Finding, Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { findKeyFault } from './key-fault.ts';

/** A key that passed: its canonical base64 and its bytes. */
export interface JudgedKey {
  readonly keyBase64: string;
  readonly bytes: Uint8Array;
}

/** What a pasted key is to be, and the keys that we know already (base64). */
export interface KeyExpectation {
  readonly role: 'group' | 'device';
  readonly knownGroupKeys?: readonly string[];
  /** Keys that we derived ourselves from a group key. */
  readonly knownDerivedKeys?: readonly string[];
  /**
   * `any`: a length that the service would not take is a note. Deriving takes keys of any length, as `az` does, and
   * whoever derives may know why. Left out: such a key is refused.
   */
  readonly length?: 'any';
}

/** DPS takes symmetric keys of 16 to 64 bytes. */
const SHORTEST_BYTES = 16;
const LONGEST_BYTES = 64;
/** What DPS makes for an enrollment. */
const SERVICE_KEY_BYTES = 64;
/** What a derivation gives, and a hub makes for a device. */
const DERIVED_KEY_BYTES = 32;

/**
 * Judges text pasted as a key: standard base64 of 16 to 64 bytes. Surrounding blanks go silently; line breaks, as
 * `openssl rand -base64 64` makes them, go with the note `key/line-break-removed`. Text that is something else is
 * called by its name (`key/is-token`, `key/is-connection-string`, `key/is-placeholder`). A key in the wrong place is
 * a note, because it cannot be known from the key alone: `key/may-be-group-key`, `key/may-be-device-key`,
 * `key/derived-twice`. No finding holds any of the text. Positions count from 0 in the text as given.
 * `key/length` is a note for keys of other than 32 or 64 bytes, which may have been cut, and where the caller takes any.
 */
export function judgeKey(text: string, expected: KeyExpectation): Verdict<JudgedKey> {
  const compact = text.replace(/[\r\n]+/g, '').trim();
  if (compact === '') return reject(makeFinding('key/empty', {}));
  const other = recogniseOther(text.trim(), compact);
  if (other !== undefined) return reject(other);
  const bytes = decodeBase64(compact);
  if (bytes === undefined) return reject(makeFinding('key/not-base64', findKeyFault(text)));
  const { length } = bytes;
  const isTaken = length >= SHORTEST_BYTES && length <= LONGEST_BYTES;
  if (!isTaken && expected.length !== 'any') return reject(makeFinding('key/length', { bytes: length }));
  return accept({ keyBase64: encodeBase64(bytes), bytes }, [
    ...noteLineBreaks(text),
    ...noteLength(length),
    ...noteRole(bytes, expected),
  ]);
}

function recogniseOther(trimmed: string, compact: string): Finding | undefined {
  if (CONNECTION_STRING_FIELD.test(trimmed)) return makeFinding('key/is-connection-string', {});
  if (TOKEN_START.test(trimmed) || TOKEN_SIGNATURE.test(trimmed)) return makeFinding('key/is-token', {});
  if (isPlaceholder(compact)) return makeFinding('key/is-placeholder', {});
  return undefined;
}

const CONNECTION_STRING_FIELD =
  /(?:^|;)\s*(?:HostName|DeviceId|ModuleId|GatewayHostName|SharedAccessKey|SharedAccessKeyName|SharedAccessSignature|x509)\s*=/i;
const TOKEN_START = /^SharedAccessSignature\s/i;
const TOKEN_SIGNATURE = /(?:^|&)sig=/;
/** `<key>`, `{primaryKey}`, `${KEY}`, `[device key]`, `%KEY%`, `$KEY`; JSON is none of these. */
const PLACEHOLDER_MARKS = /^(?:<[^<>]*>|\$?\{{1,2}[^{}":]*\}{1,2}|\[[^[\]":]*\]|%[^%]*%|\$\w+)$/;
const PLACEHOLDER_FILL = /^[xX*#?_-]+$/;
const ELLIPSIS = /\.{2,}|…/;
/** Words and nothing else: real keys of this length have digits or signs in them. */
const WORDS_ONLY = /^[a-z][a-z _.-]{1,47}$/i;
const PLACEHOLDER_WORD = /key|your|secret|password|token|todo|changeme|replace|insert|placeholder|example/i;

function isPlaceholder(text: string): boolean {
  if (PLACEHOLDER_MARKS.test(text) || PLACEHOLDER_FILL.test(text) || ELLIPSIS.test(text)) return true;
  return WORDS_ONLY.test(text) && PLACEHOLDER_WORD.test(text);
}

function noteLineBreaks(text: string): Finding[] {
  const count = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  return count === 0 ? [] : [makeFinding('key/line-break-removed', { count })];
}

/** A key whose end was lost can still be read if what is left has whole groups of four characters. */
function noteLength(bytes: number): Finding[] {
  return bytes === SERVICE_KEY_BYTES || bytes === DERIVED_KEY_BYTES ? [] : [makeFinding('key/length', { bytes })];
}

function noteRole(bytes: Uint8Array, expected: KeyExpectation): Finding[] {
  if (expected.role === 'device') {
    const mayBeGroupKey = bytes.length === SERVICE_KEY_BYTES || isAmong(bytes, expected.knownGroupKeys);
    return mayBeGroupKey ? [makeFinding('key/may-be-group-key', {})] : [];
  }
  if (isAmong(bytes, expected.knownDerivedKeys)) return [makeFinding('key/derived-twice', {})];
  const isKnown = isAmong(bytes, expected.knownGroupKeys);
  return bytes.length === DERIVED_KEY_BYTES && !isKnown ? [makeFinding('key/may-be-device-key', {})] : [];
}

function isAmong(bytes: Uint8Array, keys: readonly string[] = []): boolean {
  return keys.some((key) => equalBytes(bytes, decodeBase64(key) ?? new Uint8Array()));
}
