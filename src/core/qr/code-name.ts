/** Characters of a name in a code: as many as IoT Central takes for a device. */
export const CODE_NAME_LIMIT = 148;

/** Controls, ends of lines, and marks that turn the direction of what stands around them. */
const HARMFUL = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/** Gives a name as a code may hold it: without what is not seen and changes its neighbours, and not too long. */
export function cleanCodeName(name: string): string {
  const seen = name.replace(HARMFUL, '');
  return seen.length <= CODE_NAME_LIMIT ? seen : seen.slice(0, CODE_NAME_LIMIT).replace(/[\ud800-\udbff]$/, '');
}
