/** Decodes percent-encoded UTF-8 (RFC 3986, 2.1); gives undefined when an escape is broken. `+` stays a plus sign. */
export function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * Percent-encodes everything but letters, digits and `- _ . ! ~ * ' ( )`, as the SDKs do. Halves of a surrogate pair
 * become U+FFFD, because UTF-8 has no form for them.
 */
export function encodePercent(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/** Encodes an ID for a topic: as it is, but for the characters that would change the topic's meaning. */
export function encodeTopicId(id: string): string {
  return id.replace(/[%/#+]/g, encodePercent);
}

/** Reads an ID or a name from a topic, where clients write it either raw or percent-encoded. */
export function decodeTopicId(segment: string): string {
  return decodePercent(segment) ?? segment;
}
