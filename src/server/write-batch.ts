/** Gathers small writes into larger ones. */
export interface WriteBatch {
  push(bytes: Uint8Array): void;
  /** Hands over what is gathered, at once. */
  flush(): void;
}

/** One frame or TLS record batch; larger ones have broken relays on the way. */
const LIMIT_BYTES = 65_536;

/**
 * Gathers what is pushed within one turn of the event loop and hands it to `write` in pieces of at most 64 KiB: a hundred
 * acknowledgements then cost one system call and not a hundred. MQTT packets may span or share frames (section 6).
 */
export function createWriteBatch(write: (bytes: Uint8Array) => void): WriteBatch {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let timer: NodeJS.Immediate | undefined;

  function flush(): void {
    if (timer !== undefined) clearImmediate(timer);
    timer = undefined;
    const parts = waiting;
    const [first] = parts;
    if (first === undefined) return;
    waiting = [];
    waitingBytes = 0;
    write(parts.length === 1 ? first : Buffer.concat(parts));
  }

  function writeLarge(bytes: Uint8Array): void {
    flush();
    for (let at = 0; at < bytes.length; at += LIMIT_BYTES) write(bytes.subarray(at, at + LIMIT_BYTES));
  }

  return {
    push(bytes) {
      if (bytes.length >= LIMIT_BYTES) return writeLarge(bytes);
      if (waitingBytes + bytes.length > LIMIT_BYTES) flush();
      waiting.push(bytes);
      waitingBytes += bytes.length;
      timer ??= setImmediate(flush);
    },
    flush,
  };
}
