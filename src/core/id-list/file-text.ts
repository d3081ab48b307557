import type { Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { recogniseFileKind } from './file-kind.ts';

/** How large a file with a list may be. */
export const FILE_LIMIT_BYTES = 134_217_728;

/** Text has no NUL, and hardly another control character but tabs, line ends and form feeds. */
const CONTROLS = /(?![\t\n\v\f\r])\p{Cc}/gu;
const CONTROLS_SHARE = 0.01;
const LOOKED_AT = 65_536;

/** Judges the size of a file before it is read: `file/empty`, `file/too-large`. Gives the size back. */
export function judgeFileSize(bytes: number): Verdict<number> {
  if (bytes === 0) return reject(makeFinding('file/empty', {}));
  if (bytes > FILE_LIMIT_BYTES) return reject(makeFinding('file/too-large', { bytes, limit: FILE_LIMIT_BYTES }));
  return accept(bytes);
}

/**
 * Gives the text of a file: UTF-8 with or without a byte order mark, UTF-16 by its mark, otherwise Windows-1252 with the
 * note `file/encoding`. A file that is no text is called by what it is (`file/not-text`).
 */
export function readTextOfFile(bytes: Uint8Array): Verdict<string> {
  const size = judgeFileSize(bytes.length);
  if (!size.ok) return size;
  const kind = recogniseFileKind(bytes);
  if (kind !== undefined) return reject(makeFinding('file/not-text', { kind }));
  const encoding = findMarkedEncoding(bytes);
  const decoded = decode(bytes, encoding ?? 'utf-8');
  const text = decoded ?? decodeWindows1252(bytes);
  if (hasBinaryContent(text)) return reject(makeFinding('file/not-text', { kind: 'other' }));
  if (text.trim() === '') return reject(makeFinding('file/empty', {}));
  return accept(text, decoded === undefined ? [makeFinding('file/encoding', {})] : []);
}

/** WHATWG Encoding, "BOM sniff". */
function findMarkedEncoding([first, second]: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** Gives undefined where the bytes cannot be of this encoding; the byte order mark goes. */
function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Node 20 takes the name for Latin-1, which has control characters from 0x80 to 0x9f; browsers have none left there. */
function decodeWindows1252(bytes: Uint8Array): string {
  const text = new TextDecoder('windows-1252').decode(bytes);
  return text.replace(/[\u0080-\u009f]/g, (control) => FROM_0X80.charAt(control.charCodeAt(0) - 0x80));
}

/** WHATWG Encoding, "index windows-1252", from 0x80 to 0x9f. */
const FROM_0X80 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function hasBinaryContent(text: string): boolean {
  const start = text.slice(0, LOOKED_AT);
  const controls = start.match(CONTROLS)?.length ?? 0;
  return text.includes('\0') || controls > start.length * CONTROLS_SHARE;
}
