import { decodeBase64Forgiving } from '../bytes/base64.ts';
import { findJsonMistake } from '../bytes/json-mistake.ts';
import { isJsonObject, parseJson } from '../bytes/json.ts';
import { decodeUtf8, decodeUtf8Lossy } from '../bytes/text.ts';
import type { CodeForm } from '../errors/code-facts.ts';
import { type Finding, makeFinding, type Verdict } from '../errors/workbench-error.ts';
import { identifyForeign } from './foreign/identify-foreign.ts';
import { readEspProvisioning } from './foreign/network-codes.ts';
import { isConnectionString, readConnectionStringCode } from './forms/connection-string.ts';
import { readJsonCode } from './forms/json-code.ts';
import { isSampleLocked, readSampleLocked } from './forms/sample-locked.ts';
import { decodeConnectCode } from './forms/workbench-1.ts';
import { readLocked } from './locked-text.ts';
import type { ConnectCode, LockedText, Payload } from './payload.ts';
import { isFramed, readFrame } from './text-frame.ts';
import { readPart } from './transfer-part.ts';

/** Characters of the largest QR code, which has digits alone (ISO/IEC 18004, table 7: version 40-L). */
const TEXT_LIMIT = 7089;

/**
 * Says what a scanned or pasted text is, by its content alone. Total: it never throws, and its work is bounded. What a
 * code claims was judged as what people type is; nothing in it was opened or asked for.
 */
export function readPayload(source: string): Payload {
  if (source.length > TEXT_LIMIT) {
    return refuse(makeFinding('qr/too-long', { length: source.length, limit: TEXT_LIMIT }));
  }
  const text = source.trim();
  if (text === '') return refuse(makeFinding('qr/empty', {}));
  const linked = LINK.exec(text)?.[1];
  return readText(linked === undefined ? text : decodePercent(linked));
}

/** An address that opens a code in this app, wherever that is hosted. */
const LINK = /^https?:\/\/[^\s#]+#\/connect\/(.+)$/is;

function readText(text: string): Payload {
  if (isFramed(text)) return readFramed(text);
  if (isConnectionString(text)) return asConnect('connection-string', readConnectionStringCode(text));
  if (isSampleLocked(text)) return asLocked(readSampleLocked(text));
  return readJson(text) ?? readBase64(text) ?? readForeign(text);
}

function readFramed(text: string): Payload {
  const frame = readFrame(text);
  if (!frame.ok) return refuse(...frame.findings);
  const { kind, bytes } = frame.value;
  if (kind === 'C') return asConnect('workbench', decodeConnectCode(bytes));
  if (kind === 'L') return asLocked(readLocked(bytes));
  const part = readPart(bytes);
  return part.ok ? { kind: 'part', part: part.value } : refuse(...part.findings);
}

/** JSON as it stands; undefined for what does not begin as an object, and for what is known to be somebody else's. */
function readJson(text: string): Payload | undefined {
  if (!text.startsWith('{') || readEspProvisioning(text) !== undefined) return undefined;
  const json = parseJson(text);
  return isJsonObject(json) ? asConnect('json', readJsonCode(json, 'json').verdict) : refuse(faultOfJson(text, 'json'));
}

/** How an object begins whose members follow. */
const OBJECT_START = /^\s*\{\s*"/;
const BASE64_ALONE = /^[A-Za-z0-9+/]+={0,2}$/;
/** Members that the forms of others have. */
const TELLING = /"(?:deviceId|scopeId|deviceKey|hostName|connectionString|authKey|patientId)"/;

/** Base64 of JSON, whole or damaged; undefined for everything else. */
function readBase64(text: string): Payload | undefined {
  const base64 = text.replace(/\s/g, '');
  const json = decodeUtf8(decodeBase64Forgiving(base64) ?? new Uint8Array()) ?? '';
  const value = OBJECT_START.test(json) ? parseJson(json) : undefined;
  if (isJsonObject(value)) {
    const { form, verdict } = readJsonCode(value);
    return asConnect(form, verdict);
  }
  const like = decodeLike(base64);
  const isDamaged = (BASE64_ALONE.test(base64) && OBJECT_START.test(like)) || TELLING.test(like);
  return isDamaged ? refuse(faultOfJson(like, 'central')) : undefined;
}

/** Decodes what is left of base64, with something in the place of every character that does not belong to it. */
function decodeLike(text: string): string {
  const base64 = text.replace(/=+$/, '').replace(/[^A-Za-z0-9+/]/g, 'A');
  const whole = base64.length % 4 === 1 ? base64.slice(0, -1) : base64;
  return decodeUtf8Lossy(decodeBase64Forgiving(whole) ?? new Uint8Array());
}

/** Whether its end is missing, or something within. */
function faultOfJson(text: string, form: CodeForm): Finding {
  const { kind, position = 0 } = findJsonMistake(text) ?? {};
  const isOpen = kind === 'string-open' && !text.includes('"', position + 1);
  return makeFinding(isOpen || kind === 'ends-early' ? 'qr/cut-short' : 'qr/damaged', { form });
}

/** Something in it has to be seen to be a text at all. */
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

function readForeign(text: string): Payload {
  if (!SEEN.test(text)) return refuse(makeFinding('qr/unknown', { length: text.length }));
  return { kind: 'foreign', ...identifyForeign(text) };
}

function asConnect(form: CodeForm, read: Verdict<ConnectCode>): Payload {
  return read.ok ? { kind: 'connect', form, code: read.value, notes: read.notes } : refuse(...read.findings);
}

function asLocked(read: Verdict<LockedText>): Payload {
  return read.ok ? { kind: 'locked', locked: read.value } : refuse(...read.findings);
}

function refuse(...findings: [Finding, ...Finding[]]): Payload {
  return { kind: 'refused', findings };
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
