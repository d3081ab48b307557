import { attemptDer, DerError, readDer, TAG } from '../bytes/der.ts';
import { makeFinding } from '../errors/workbench-error.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import type { FoundItem } from './found-item.ts';
import { makeFact } from './item-facts.ts';
import { identifyContent, readDerContent } from './read-der.ts';
import { readText } from './read-text.ts';
import type { Reading } from './reading.ts';
import { decodeSource } from './source-text.ts';

/** Tells of everything in one file or pasted text; what nobody knows is an item of its own. */
export async function readPart(reading: Reading, content: Uint8Array | string): Promise<readonly FoundItem[]> {
  const found = typeof content === 'string' ? await readText(reading, content) : await readBytes(reading, content);
  if (found.length > 0 || !reading.room.take()) return found;
  const count = content.length;
  const isEmpty = typeof content === 'string' ? content.trim() === '' : count === 0;
  const finding = isEmpty ? makeFinding('inspect/empty', {}) : makeFinding('inspect/unknown', {});
  const facts = typeof content === 'string' ? [] : [makeFact('bytes', words.byteCount(count))];
  return [{ kind: 'unknown', title: '', facts, findings: [finding] }];
}

async function readBytes(reading: Reading, bytes: Uint8Array): Promise<readonly FoundItem[]> {
  const kind = bytes[0] === TAG.sequence ? identifyContent(bytes) : undefined;
  if (kind !== undefined) {
    return reading.room.take() ? [await readDerContent(reading, bytes, { kind, form: words.forms.der })] : [];
  }
  const found = await readText(reading, decodeSource(bytes));
  if (found.length > 0 || !isLikeDer(bytes)) return found;
  const outline = attemptDer(() => readDer(bytes, TAG.sequence));
  if (!(outline instanceof DerError) || !reading.room.take()) return found;
  const facts = [makeFact('bytes', words.byteCount(bytes.length)), makeFact('form', words.forms.der)];
  return [{ kind: 'unknown', title: '', facts, findings: [makeFinding('inspect/form', { mistake: outline.mistake })] }];
}

/** A sequence whose length takes further octets; text does not go on like this behind the digit 0. */
const isLikeDer = ([tag, length = 0]: Uint8Array): boolean => tag === TAG.sequence && length > 0x80;
