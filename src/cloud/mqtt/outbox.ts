/** Gathers what is sent in one turn of the event loop, so that it leaves in one piece. */
export interface Outbox {
  add(bytes: Uint8Array): void;
  /** Sends what was gathered, now. */
  flush(): void;
}

/** Gives an outbox that hands its pieces to `send`. */
export function createOutbox(send: (bytes: Uint8Array) => void): Outbox {
  let parts: Uint8Array[] = [];
  let length = 0;

  const flush = (): void => {
    const [first] = parts;
    if (first === undefined) return;
    const whole = parts.length === 1 ? first : join(parts, length);
    parts = [];
    length = 0;
    send(whole);
  };
  return {
    add(bytes) {
      if (parts.length === 0) queueMicrotask(flush);
      parts.push(bytes);
      length += bytes.length;
    },
    flush,
  };
}

/** A piece of the wire can hold more acknowledgements than a call can have arguments. */
function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
