import type { IStore } from 'mqtt';

/**
 * Gives a store that keeps nothing. mqtt.js keeps unacknowledged packets to send them again on its next connection;
 * here every connection is a client of its own, and the device's outbox decides what is sent again.
 */
export function createUnkeptPackets(): IStore {
  const store = {
    put: (_packet: unknown, done?: () => void) => {
      done?.();
      return store;
    },
    createStream: () => EMPTY_STREAM,
    del: (_packet: unknown, done: () => void) => {
      done();
      return store;
    },
    get: (_packet: unknown, done: (error: Error) => void) => {
      done(new Error('no packet is kept'));
      return store;
    },
    close: (done: () => void) => done(),
  };
  return store as unknown as IStore;
}

/** A stream at its end, as far as mqtt.js reads it: a real one would cost several timer turns at every connect. */
const EMPTY_STREAM = {
  read: () => null,
  once: () => EMPTY_STREAM,
  on: (event: string, listener: () => void) => {
    if (event === 'end') queueMicrotask(listener);
    return EMPTY_STREAM;
  },
  destroy: () => EMPTY_STREAM,
};
