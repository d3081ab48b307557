import { Buffer } from 'buffer';

/** What mqtt.js's own modules want of Node, with a `nextTick` of microtasks. */
Object.assign(globalThis, {
  Buffer,
  process: {
    env: {},
    version: '',
    versions: {},
    nextTick: (task: (...words: unknown[]) => void, ...words: unknown[]) => queueMicrotask(() => task(...words)),
  },
});
