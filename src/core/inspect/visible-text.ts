/**
 * What is not seen, or changes how its neighbours are seen: controls, marks for the direction of writing, blanks of
 * another kind, halves of pairs, and letters that have no picture.
 */
const UNSEEN = /(?! )[\p{C}\p{Z}\u115f\u1160\u3164\uffa0\u2800]/gu;

const NAME_LIMIT = 200;

/**
 * Gives a name that somebody else wrote so that everything in it is seen: `<U+202E>` in place of what would not be, also
 * for blanks at its ends, and an ellipsis behind the 200th character, or as many as are told.
 */
export function showText(text: string, limit = NAME_LIMIT): string {
  const seen = showUnseen(text.slice(0, limit)).replace(/^ | $/g, nameCharacter);
  return text.length > limit ? `${seen}…` : seen;
}

/** The same for what is more than a name, whole and with the blanks at its ends. */
export function showUnseen(text: string): string {
  return text.replace(UNSEEN, nameCharacter);
}

function nameCharacter(character: string): string {
  return `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
}
