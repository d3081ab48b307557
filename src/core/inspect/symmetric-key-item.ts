import type { JudgedKey } from '../sas/key.ts';
import { judgeKey } from '../sas/key.ts';
import type { Verdict } from '../errors/workbench-error.ts';
import { inspectValues as words } from '../words/en/inspect-values.ts';
import type { FoundItem } from './found-item.ts';
import { makeFact } from './item-facts.ts';

/** Says whether a text may be a symmetric key: base64 of 16 to 64 bytes, with the digits and signs that such a key has. */
export function judgeSymmetricKey(text: string): Verdict<JudgedKey> {
  return judgeKey(text, { role: 'device' });
}

/** Tells of a symmetric key by its length, which is all that can be known of it. */
export function makeSymmetricKeyItem({ bytes, keyBase64 }: JudgedKey): FoundItem {
  return {
    kind: 'symmetric-key',
    title: '',
    facts: [makeFact('bytes', words.keyLength(bytes.length))],
    findings: [],
    printSecret: () => keyBase64,
  };
}
