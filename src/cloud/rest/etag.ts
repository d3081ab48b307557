import type { Json } from '#core/bytes/json';
import type { RestRequest } from '#core/ports/rest';

/** Shipped clients send the etag with quotes, without, or as a star. */
export function matchesEtag(wanted: string, etag: string): boolean {
  const bare = wanted.replace(/^"(.*)"$/s, '$1');
  return bare === '*' || bare === etag;
}

/**
 * Whether a write to something of IoT Central is stale: its API sends the etag in the body, and `If-Match` is honoured
 * too, so both must fit where both are there. Without either nothing is stale.
 */
export function isStale(etag: string, bodyEtag: Json | undefined, headers: RestRequest['headers']): boolean {
  return [bodyEtag, headers['if-match']].some((wanted) => typeof wanted === 'string' && !matchesEtag(wanted, etag));
}
