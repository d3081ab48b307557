import { concatBytes } from '#core/bytes/compare';

/** Gathers what is sent in one turn of the event loop, so that it leaves in one piece. */
export interface Outbox {
  add(bytes: Uint8Array): void;
  /** Sends what was gathered, now. */
  flush(): void;
}

/** Gives an outbox that hands its pieces to `send`. */
export function createOutbox(send: (bytes: Uint8Array) => void): Outbox {
  let parts: Uint8Array[] = [];

  const flush = (): void => {
    const [first] = parts;
    if (first === undefined) return;
    const whole = parts.length === 1 ? first : concatBytes(parts);
    parts = [];
    send(whole);
  };
  return {
    add(bytes) {
      if (parts.length === 0) queueMicrotask(flush);
      parts.push(bytes);
    },
    flush,
  };
}
