import type { Link, LinkFacts } from '../../src/cloud/link.ts';

/** The client's end of a link in memory. */
export interface MemoryPeer {
  /** Sends bytes to the cloud at once, as one piece. */
  send(bytes: Uint8Array): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Resolves when either end closed. */
  readonly closed: Promise<void>;
  readonly isClosed: boolean;
  /** How many times the cloud called `send`. */
  readonly sends: number;
  readonly paused: boolean;
  /** Breaks the link without a word. */
  drop(): void;
}

/** Joins a client to a cloud in memory: what one end sends, the other has at once, and nothing waits. */
export function createMemoryLink(facts: Partial<LinkFacts> = {}): { readonly link: Link; readonly peer: MemoryPeer } {
  let toCloud: (bytes: Uint8Array) => void = () => undefined;
  let toClient: (bytes: Uint8Array) => void = () => undefined;
  let tellCloud: () => void = () => undefined;
  let tellClient: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (tellClient = resolve));
  let isClosed = false;
  let sends = 0;
  let paused = false;

  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    tellCloud();
    tellClient();
  };
  return {
    link: {
      facts: { road: 'channel', remote: 'a test', ...facts },
      send(bytes) {
        if (isClosed) return;
        sends += 1;
        toClient(bytes);
      },
      onBytes: (listener) => void (toCloud = listener),
      onClose: (listener) => void (tellCloud = listener),
      pause: () => void (paused = true),
      resume: () => void (paused = false),
      close,
    },
    peer: {
      send(bytes) {
        if (!isClosed) toCloud(bytes);
      },
      onBytes: (listener) => void (toClient = listener),
      closed,
      get isClosed() {
        return isClosed;
      },
      get sends() {
        return sends;
      },
      get paused() {
        return paused;
      },
      drop: close,
    },
  };
}
