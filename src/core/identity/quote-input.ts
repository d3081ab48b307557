// The shortest key, 16 bytes, has 22 characters of base64.
const SHOWN_WHOLE = 20;
const SHOWN_OF_LONGER = 8;

/**
 * Gives typed text as a fact may hold it: short text whole, longer text by its beginning, since a key or a token may
 * have been pasted into the wrong field.
 */
export function quoteInput(text: string): string {
  return text.length <= SHOWN_WHOLE ? text : `${text.slice(0, SHOWN_OF_LONGER)}…`;
}
