import type { ByteReader } from './presentation.ts';
import { EXTENSION, type ExtensionName, nameOf } from './protocol.ts';
import { failParameter } from './tls-fault.ts';

/** Extensions of a message of the server, by their names. */
export type Extensions = ReadonlyMap<string, ByteReader>;

/** Reads extensions, each of which may stand there once (RFC 5246, 7.4.1.4; RFC 8446, 4.2). */
export function readExtensions(reader: ByteReader): Extensions {
  const found = new Map<string, ByteReader>();
  reader.each((list) => {
    const name = nameOf(EXTENSION, list.uint(2), 'extension');
    if (found.has(name)) failParameter(name);
    found.set(name, list.within(2));
  });
  return found;
}

/** Fails for an extension that answers nothing of ours, or that has no place in this message (RFC 8446, 4.2). */
export function expectExtensions(
  found: Extensions,
  offered: ReadonlySet<ExtensionName>,
  allowed: readonly ExtensionName[],
): void {
  for (const name of found.keys()) {
    if (allowed.some((one) => one === name)) continue;
    failParameter(name, [...offered].some((one) => one === name) ? 'illegal_parameter' : 'unsupported_extension');
  }
}
