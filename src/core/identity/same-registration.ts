/**
 * Says whether two texts are the same registration ID. DPS compares IDs without case, and they have ASCII letters alone:
 * no other letter counts as one of them, as it would in Unicode, where the Kelvin sign is a capital k.
 */
export function isSameRegistration(a: string, b: string): boolean {
  return foldAscii(a) === foldAscii(b);
}

function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
