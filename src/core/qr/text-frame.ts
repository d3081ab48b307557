import { decodeBase45, encodeBase45 } from '../bytes/base45.ts';
import { concatBytes } from '../bytes/compare.ts';
import { crc32 } from '../bytes/crc32.ts';
import { encodeUtf8 } from '../bytes/text.ts';
import type { CodeForm } from '../errors/code-facts.ts';
import { accept, makeFinding, reject, type Verdict } from '../errors/workbench-error.ts';

/** What stands in a text of ours: a connect code, something locked, a part of a sequence. */
export type FrameKind = 'C' | 'L' | 'P';

/** A text of ours without its frame. */
export interface Frame {
  readonly kind: FrameKind;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The version of texts that is written here, and the latest that is read. */
const VERSION = 1;
const CHECK_BYTES = 4;
const FORMS: Readonly<Record<FrameKind, CodeForm>> = { C: 'workbench', L: 'locked', P: 'part' };
const START = /^DW(\d{1,3})([A-Z]):/;

/**
 * Gives `DW1C:`, `DW1L:` or `DW1P:` and base45 of the bytes with their CRC-32 behind them, which counts the prefix in.
 * Every character has a place in the alphanumeric mode of QR codes.
 */
export function frameText(kind: FrameKind, bytes: Uint8Array): string {
  const prefix = `DW${VERSION}${kind}:`;
  return prefix + encodeBase45(concatBytes([bytes, makeCheck(prefix, bytes)]));
}

/** Says whether a text begins as one of ours does, in any version. */
export function isFramed(text: string): boolean {
  return START.test(text);
}

/** Takes the frame off. Findings: `qr/newer`, `qr/cut-short`, `qr/damaged`; every change of one character is found. */
export function readFrame(text: string): Verdict<Frame> {
  const [prefix = '', digits, letter] = START.exec(text) ?? [];
  const version = Number(digits);
  if (version > VERSION) return reject(makeFinding('qr/newer', { found: version, known: VERSION }));
  if (version !== VERSION || !isFrameKind(letter)) return reject(makeFinding('qr/damaged', { form: 'workbench' }));
  const form = FORMS[letter];
  const content = decodeBase45(text.slice(prefix.length));
  if (content === undefined) return reject(makeFinding('qr/damaged', { form }));
  if (content.length <= CHECK_BYTES) return reject(makeFinding('qr/cut-short', { form }));
  const bytes = content.slice(0, -CHECK_BYTES);
  const check = makeCheck(prefix, bytes);
  const isWhole = content.subarray(-CHECK_BYTES).every((byte, at) => byte === check[at]);
  return isWhole ? accept({ kind: letter, bytes }) : reject(makeFinding('qr/damaged', { form }));
}

function isFrameKind(letter: string | undefined): letter is FrameKind {
  return letter !== undefined && Object.hasOwn(FORMS, letter);
}

/** The most significant byte first. */
function makeCheck(prefix: string, bytes: Uint8Array): Uint8Array {
  const check = new Uint8Array(CHECK_BYTES);
  new DataView(check.buffer).setUint32(0, crc32(concatBytes([encodeUtf8(prefix), bytes])));
  return check;
}
