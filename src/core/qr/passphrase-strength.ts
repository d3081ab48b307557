/** How long a passphrase would withstand somebody who guesses at home, with the slow derivation that codes are locked by. */
export type PassphraseStrength = 'weak' | 'fair' | 'strong';

/** Bits of chance that a letter, a digit or another sign may have by itself. */
const LETTER_BITS = 4.7;
const DIGIT_BITS = 3.3;
const OTHER_BITS = 5;
/** Letters in a row may be a word, and lists of words have some thousands (EFF: 7,776). */
const WORD_BITS = 13;
const WORD_LETTERS = 7;
/** Below it: hours; above it: longer than the code is of use. Twenty bits more come from 600,000 rounds. */
const FAIR_BITS = 35;
const STRONG_BITS = 50;

/** Says how a passphrase looks to whoever guesses words, years and rows of keys first. A hint, and no proof. */
export function judgePassphrase(passphrase: string): PassphraseStrength {
  const runs = passphrase.match(/\p{L}+|\d+|[^\p{L}\d]+/gu) ?? [];
  const bits = runs.reduce((sum, run) => sum + bitsOfRun(run), 0);
  if (bits < FAIR_BITS) return 'weak';
  return bits < STRONG_BITS ? 'fair' : 'strong';
}

function bitsOfRun(run: string): number {
  const fresh = countFresh(run);
  if (/^\d/.test(run)) return fresh * DIGIT_BITS;
  if (!/^\p{L}/u.test(run)) return fresh * OTHER_BITS;
  return Math.min(fresh * LETTER_BITS, Math.ceil(run.length / WORD_LETTERS) * WORD_BITS);
}

/** Characters that neither repeat the one before nor come next to it, as in `aaaa` and `1234`. */
function countFresh(run: string): number {
  const codes = Array.from(run, (character) => character.codePointAt(0) ?? 0);
  return codes.filter((code, at) => Math.abs(code - (codes[at - 1] ?? -9)) > 1).length;
}
