import { MessageChannel } from 'node:worker_threads';
import type { Endpoint } from 'comlink';
import { expect, test, vi } from 'vitest';
import { connectKeyMaker } from '#adapters/threads/connect-key-maker';
import { exposeKeyMaker } from '#adapters/threads/expose-key-maker';
import { createTestKeyMaker, exportSettings, unwatched } from '../support/key-makers.ts';
import { describeKeyMaker } from './key-maker.contract.ts';

// First, while no other test's channels are there to be counted.
test('the channel of each listener is closed once its work is over, also when it failed', async () => {
  const { port1, port2 } = new MessageChannel();
  exposeKeyMaker(createTestKeyMaker(), port1 as unknown as Endpoint);
  const maker = connectKeyMaker(() => port2 as unknown as Endpoint);
  const countPorts = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;
  await maker.read({ kind: 'text', text: 'a-1' });
  const before = countPorts();
  await maker.make({ primaryKey: 'AAAA' }, unwatched);
  await maker.export({ format: 'json', settings: exportSettings }, unwatched);
  await expect(maker.make({ primaryKey: '' }, unwatched)).rejects.toMatchObject({ code: 'key/empty' });
  await vi.waitFor(() => expect(countPorts()).toBe(before));
  port1.close();
});

describeKeyMaker('the maker of keys in the same thread', (clock) => ({
  maker: createTestKeyMaker(clock),
  dispose: () => undefined,
}));

describeKeyMaker('the maker of keys at the other end of a channel', (clock) => {
  const { port1, port2 } = new MessageChannel();
  exposeKeyMaker(createTestKeyMaker(clock), port1 as unknown as Endpoint);
  return { maker: connectKeyMaker(() => port2 as unknown as Endpoint), dispose: () => port1.close() };
});
