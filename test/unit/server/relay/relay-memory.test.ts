import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRelay, ORIGIN, TOKEN, type TestRelay } from './open-test-relay.ts';

const CONNECTIONS = 200;
/** For each connection: what waits for the page, and what was just read of the target. */
const MOST_BYTES = CONNECTIONS * 327_680;
const SLICE_MS = 300;
/** A slow page takes one frame, and the next one after this long. */
const PAGE_MS = 200;

let others: Worker;
let target: string;
let relay: TestRelay;
beforeAll(async () => {
  others = new Worker(new URL('../../../support/slow-pages.mjs', import.meta.url), {
    workerData: { count: CONNECTIONS, everyMs: PAGE_MS },
  });
  const [{ port }] = (await once(others, 'message')) as [{ port: number }];
  target = `127.0.0.1:${port}`;
  relay = await openTestRelay({ named: [target] });
});
afterAll(async () => {
  await others.terminate();
  await relay.dispose();
});

/** Has the pages opened, or only counted; gives how many bytes all of them have taken. */
async function tell(message: object): Promise<number> {
  others.postMessage(message);
  const [{ taken }] = (await once(others, 'message')) as [{ taken: number }];
  return taken;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** All that the thread of the relay holds. */
function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function highestOf(ms: number): Promise<number> {
  let highest = 0;
  const until = performance.now() + ms;
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    highest = Math.max(highest, heldBytes());
  }
  return highest;
}

test(
  '200 targets that send more than their pages take hold no more memory, however much went through',
  { timeout: 30_000 },
  async () => {
    const before = heldBytes();
    const takenBefore = await tell({
      address: `ws://127.0.0.1:${relay.port}/relay?to=${target}`,
      protocols: ['tcp', `tok.${TOKEN}`],
      options: { origin: ORIGIN, headers: { host: `localhost:${relay.port}` }, perMessageDeflate: false },
    });
    const highest: number[] = [];
    let taken = 0;
    while (taken < 2 * MOST_BYTES) {
      highest.push((await highestOf(SLICE_MS)) - before);
      taken = (await tell({})) - takenBefore;
    }
    const mebibytes = (bytes: number): number => Math.round(bytes / 1_048_576);
    console.log(`${mebibytes(taken)} MiB went through; held at most, in MiB: ${highest.map(mebibytes).join(', ')}`);
    for (const held of highest) expect(held).toBeLessThan(MOST_BYTES);
  },
);
