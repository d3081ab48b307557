import type { Finding } from '#core/errors/workbench-error';
import type { ByteSocket, SocketEnd } from '#core/ports/byte-socket';

/** The listening half of a `ByteSocket`, and the means to tell its listeners. */
export interface SocketEvents extends Pick<ByteSocket, 'onOpen' | 'onBytes' | 'onEnd'> {
  open(): void;
  bytes(received: Uint8Array): void;
  /** Tells the end, and what the road knows of it; only the first one counts. Gives true when it was the first. */
  end(code: number, finding?: Finding): boolean;
  readonly isOpen: boolean;
  readonly isEnded: boolean;
}

/**
 * Gives the events of one socket: any number of listeners; who listens too late to what happened only once (it
 * opened, it ended) is told in a moment; bytes that came before anybody listened are kept.
 */
export function createSocketEvents(): SocketEvents {
  const listeners = { open: [] as (() => void)[], bytes: [] as ((b: Uint8Array) => void)[] };
  const endListeners: ((end: SocketEnd) => void)[] = [];
  let early: Uint8Array[] = [];
  let isOpen = false;
  let end: SocketEnd | undefined;
  return {
    onOpen(listener) {
      if (isOpen) queueMicrotask(listener);
      else listeners.open.push(listener);
    },
    onBytes(listener) {
      listeners.bytes.push(listener);
      const kept = early;
      early = [];
      if (kept.length > 0) queueMicrotask(() => kept.forEach((received) => listener(received)));
    },
    onEnd(listener) {
      const known = end;
      if (known === undefined) endListeners.push(listener);
      else queueMicrotask(() => listener(known));
    },
    open() {
      if (isOpen || end !== undefined) return;
      isOpen = true;
      for (const listener of listeners.open) listener();
    },
    bytes(received) {
      if (end !== undefined) return;
      if (listeners.bytes.length === 0) early.push(received);
      for (const listener of listeners.bytes) listener(received);
    },
    end(code, finding) {
      if (end !== undefined) return false;
      end = { code, opened: isOpen, ...(finding === undefined ? {} : { finding }) };
      for (const listener of endListeners) listener(end);
      return true;
    },
    get isOpen() {
      return isOpen;
    },
    get isEnded() {
      return end !== undefined;
    },
  };
}
