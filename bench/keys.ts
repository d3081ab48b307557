import { createHmac } from 'node:crypto';
import { openBenchPages, type BenchPage } from './bench-pages.ts';
import { inRounds, printFigures, type Bench } from './measure.ts';
import type { KeysAnswer, KeysTask } from './pages/keys.ts';

const ROUNDS = 5;
const COUNT = 100_000;
/** Shorter ones are not told by the platform. */
const LONG_TASK_MS = 50;
const GROUP_KEY = Buffer.alloc(64, 7).toString('base64');

const NODE = "Node's createHmac in a loop";
const OURS = 'key worker in Chromium';
const TASK: KeysTask = {
  pattern: `sensor-{1..${COUNT}}`,
  groupKey: GROUP_KEY,
  format: 'central-csv',
  settings: {
    idScope: '0ne00000000',
    dpsHost: 'global.azure-devices-provisioning.net',
    hubHost: undefined,
    tokenFor: 'dps',
    tokenEndsAtSeconds: 0,
  },
};

/** As dps-keygen derives a key, which decodes the group key for each. */
const deriveAsKeygen = (id: string): string =>
  createHmac('SHA256', Buffer.from(GROUP_KEY, 'base64')).update(id, 'utf8').digest('base64');

/** What a shell loop over a key generator comes to, without starting it each time: a row for each device. */
function runLoop(): number {
  const startedAt = performance.now();
  let text = 'IOTC_DEVICEID,IOTC_DEVICENAME,IOTC_SASKEY_PRIMARY,IOTC_SASKEY_SECONDARY\r\n';
  for (let number = 1; number <= COUNT; number += 1) {
    const id = `sensor-${number}`;
    text += `${id},,${deriveAsKeygen(id)},\r\n`;
  }
  const bytes = Buffer.from(text);
  if (bytes.length < COUNT) throw new Error('the loop wrote too little');
  return COUNT / ((performance.now() - startedAt) / 1000);
}

/** Checks that the last key is right. */
async function runWorker(page: BenchPage): Promise<KeysAnswer> {
  const answer = await page.run<KeysAnswer>(TASK);
  const last = `sensor-${COUNT}`;
  const row = answer.ending.trimEnd().split('\r\n').at(-1) ?? '';
  if (!row.startsWith(`${last},,${deriveAsKeygen(last)}`)) throw new Error('the worker wrote another key');
  if (page.complaints.length > 0) throw new Error(page.complaints.join(', '));
  return answer;
}

/** Keys for a long list, from its pattern to a file that is ready to be saved. */
export const keys: Bench = {
  name: 'keys',
  question: `Keys of ${COUNT.toLocaleString('en')} devices to IoT Central's CSV, beside the same by hand in Node.`,
  async run() {
    const pages = await openBenchPages();
    try {
      const page = await pages.open('keys');
      const steps = new Map<string, number[]>([
        ['of it the list', []],
        ['of it the keys', []],
        ['of it the file', []],
      ]);
      let longest = 0;
      const figures = await inRounds(ROUNDS, {
        [NODE]: async () => runLoop(),
        [OURS]: async () => {
          const { read, make, export: written, longestTaskMs } = await runWorker(page);
          longest = Math.max(longest, longestTaskMs);
          [read, make, written].forEach((seconds, index) => [...steps.values()][index]?.push(seconds * 1000));
          return COUNT / (read + make + written);
        },
      });
      return [
        ...printFigures(figures, 'keys/s', NODE),
        '',
        ...printFigures(steps, 'ms', 'of it the keys'),
        '',
        `Longest task of the page: ${longest === 0 ? `none of ${LONG_TASK_MS} ms or more` : `${longest} ms`}`,
      ];
    } finally {
      await pages.close();
    }
  },
};
