import { expect, test } from 'vitest';
import { createNotices } from '#app/stores/notices';
import { pairWithServer } from '#app/use-cases/pair-with-server';
import { WorkbenchError } from '#core/errors/workbench-error';
import { PAIRED_MESSAGE } from '#core/words/en/pairing';

function prepare(pair: (token: string) => Promise<void>) {
  const said: string[] = [];
  const notices = createNotices();
  notices.onToast(({ message }) => said.push(message));
  const serverCloud = {
    asked: 0,
    ask: async () => void (serverCloud.asked += 1),
    noteAnswer: () => undefined,
    dispose: () => undefined,
    sight: { get: () => 'unknown' as const, subscribe: () => () => undefined },
  };
  return { said, serverCloud, run: () => pairWithServer({ pair, notices, serverCloud }, 'token') };
}

test('a browser that was let in is told so, and looks for the server’s cloud again', async () => {
  const brought: string[] = [];
  const { said, serverCloud, run } = prepare(async (token) => void brought.push(token));
  await run();
  expect(brought).toEqual(['token']);
  expect(said).toEqual([PAIRED_MESSAGE]);
  expect(serverCloud.asked).toBe(1);
});

test('one that was refused is told nothing else', async () => {
  const { said, serverCloud, run } = prepare(() => Promise.reject(new WorkbenchError('pairing/refused', {})));
  await expect(run()).rejects.toMatchObject({ code: 'pairing/refused' });
  expect(said).toEqual([]);
  expect(serverCloud.asked).toBe(0);
});
