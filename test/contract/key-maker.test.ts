import { MessageChannel } from 'node:worker_threads';
import type { Endpoint } from 'comlink';
import { connectKeyMaker } from '#adapters/threads/connect-key-maker';
import { exposeKeyMaker } from '#adapters/threads/expose-key-maker';
import { createTestKeyMaker } from '../support/key-makers.ts';
import { describeKeyMaker } from './key-maker.contract.ts';

describeKeyMaker('the maker of keys in the same thread', (clock) => ({
  maker: createTestKeyMaker(clock),
  dispose: () => undefined,
}));

describeKeyMaker('the maker of keys at the other end of a channel', (clock) => {
  const { port1, port2 } = new MessageChannel();
  exposeKeyMaker(createTestKeyMaker(clock), port1 as unknown as Endpoint);
  return { maker: connectKeyMaker(() => port2 as unknown as Endpoint), dispose: () => port1.close() };
});
