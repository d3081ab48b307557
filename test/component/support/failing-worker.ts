import { raiseRejections } from '#adapters/threads/raise-rejections';

raiseRejections(globalThis);
void Promise.reject(new RangeError('nobody caught this'));
