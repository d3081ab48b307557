import { inspectValues as words } from '../words/en/inspect-values.ts';
import type { FoundItem } from './found-item.ts';
import { makeCodeFact, makeFact } from './item-facts.ts';

/** Hexadecimal digits of SHA-1 and of SHA-256. */
const LENGTHS: Readonly<Record<number, 'sha1-thumbprint' | 'sha256-thumbprint'>> = {
  40: 'sha1-thumbprint',
  64: 'sha256-thumbprint',
};

/**
 * What the dialogs of Windows and the programs of OpenSSL write around and among the digits: a mark for the direction of
 * writing in front, colons, blanks.
 */
const AMONG = /[\s:\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff-]/g;

/** Reads a text that is a thumbprint, with or without a name and an equals sign in front. */
export function readThumbprint(text: string): FoundItem | undefined {
  if (text.length > 200) return undefined;
  const written = text.replace(/^[^=]{0,40}(?:thumbprint|fingerprint)\s*[=:]\s*/i, '').replace(/^["']|["',;]+$/g, '');
  const digits = written.replace(AMONG, '');
  const name = LENGTHS[digits.length];
  if (name === undefined || !/^[0-9a-f]+$/i.test(digits)) return undefined;
  const thumbprint = digits.toUpperCase();
  return {
    kind: 'thumbprint',
    title: '',
    facts: [makeCodeFact(name, thumbprint), makeFact('form', words.forms.text)],
    findings: [],
    material: { kind: 'thumbprint', thumbprint, written },
  };
}
