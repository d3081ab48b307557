/** Gives a basic string (TOML 1.0.0, "String"): quotes, backslashes and control characters are escaped. */
export function quoteToml(text: string): string {
  const escaped = text.replace(/["\\\p{Cc}]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}
