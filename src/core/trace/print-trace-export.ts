import { decodeHex } from '../bytes/hex.ts';
import { decodeUtf8Lossy } from '../bytes/text.ts';
import { LEFT_OUT, stripSecrets, stripSecretValue } from '../errors/strip-secrets.ts';
import type { TraceEntry } from './trace-entry.ts';

/**
 * Prints rows as JSON, one a line (NDJSON), with times in ISO 8601 UTC. Tokens, keys and passwords are left out of
 * topics, bodies and fields, wherever a device or a cloud may have put them.
 */
export function printTraceExport(entries: Iterable<TraceEntry>): string {
  let text = '';
  for (const entry of entries) text += `${JSON.stringify(withoutSecrets(entry))}\n`;
  return text;
}

function withoutSecrets(entry: TraceEntry): unknown {
  return {
    ...entry,
    at: new Date(entry.at).toISOString(),
    words: stripSecrets(entry.words),
    topic: stripSecrets(entry.topic),
    body: stripBody(entry.body),
    fields: entry.fields.map(([name, value]) => [name, stripSecretValue(name, value)]),
  };
}

/** A binary body is shown as hex, which hides a key from the eye and from the search for it alike. */
function stripBody(body: string): string {
  const bytes = decodeHex(body);
  if (bytes !== undefined && bytes.length > 0) {
    const text = decodeUtf8Lossy(bytes);
    if (stripSecrets(text) !== text) return LEFT_OUT;
  }
  return stripSecrets(body);
}
