import type { Verdict } from '../errors/workbench-error.ts';
import { accept, makeFinding, reject } from '../errors/workbench-error.ts';
import { quoteInput } from './quote-input.ts';

/** `0ne` and eight hexadecimal digits in the public cloud; the two letters are left open for the national ones. */
const ID_SCOPE = /^0[a-z]{2}[0-9a-f]{8}$/i;

/** Judges the ID scope of a DPS instance by its shape, which is all that can be known offline; blanks around it go. */
export function judgeIdScope(text: string): Verdict<string> {
  const trimmed = text.trim();
  return ID_SCOPE.test(trimmed)
    ? accept(trimmed)
    : reject(makeFinding('id-scope/form', { found: quoteInput(trimmed) }));
}
