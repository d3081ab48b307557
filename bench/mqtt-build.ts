import { gzippedBytes } from '../test/support/first-load.ts';
import { filesUnder } from '../test/support/source-files.ts';
import { openBenchPages, type BenchPage } from './bench-pages.ts';
import { openEchoServer, type EchoServer } from './echo-server.ts';
import { inRounds, printFigures, type Bench } from './measure.ts';
import type { ClientKind } from './pages/clients.ts';
import type { KeepAliveTask, PublishTask } from './pages/mqtt-worker.ts';

const ROUNDS = 5;
const SIZES = [
  { bytes: 1024, count: 3000, window: 100 },
  { bytes: 32 * 1024, count: 300, window: 10 },
] as const;

type Build = 'prebundled' | 'from source';

/** As documented is first: the ratios are to it. */
const VARIANTS: readonly (readonly [Build, ClientKind])[] = [
  ['prebundled', "mqtt.js's stream"],
  ['from source', "mqtt.js's stream"],
  ['prebundled', 'our stream'],
  ['from source', 'our stream'],
];
const nameOf = ([build, client]: readonly [Build, ClientKind]): string => `${build}, ${client}`;

const KEEP_ALIVE = { seconds: 1, forMs: 4500 };

async function publish(page: BenchPage, server: EchoServer, build: Build, task: Partial<PublishTask>): Promise<number> {
  const address = { origin: server.origin, clientId: 'bench', userName: 'bench', password: 'bench' };
  const common = { kind: 'publish', address, topic: 'echo', qos: 1, echoed: true };
  const seconds = await page.run<number>({ worker: build, task: { ...common, ...task } });
  return (task.count ?? 0) / seconds;
}

/** Gives how many PINGREQ packets came while a client did nothing else. */
async function keepAlive(page: BenchPage, server: EchoServer, build: Build, client: ClientKind): Promise<string> {
  const address = { origin: server.origin, clientId: 'bench', userName: 'bench', password: 'bench' };
  const before = server.pings;
  const task: KeepAliveTask = { kind: 'keep-alive', client, address, ...KEEP_ALIVE };
  const limit = new Promise<string>((resolve) => setTimeout(resolve, KEEP_ALIVE.forMs * 2, 'hangs'));
  const outcome = page.run({ worker: build, task }).then(
    () => 'stays connected',
    (error: Error) => `fails (${error.message.split('\n')[0]})`,
  );
  return `${await Promise.race([outcome, limit])}, ${server.pings - before} pings`;
}

function printScriptSizes(): string[] {
  return filesUnder('dist/bench-pages/assets', /^mqtt-.*worker.*\.js$/).map((file) => {
    const kilobytes = gzippedBytes(file) / 1000;
    return `${file.replace(/^.*\/|-[\w-]{8}\.js$/g, '').padEnd(44)} ${kilobytes.toFixed(1).padStart(10)} kB gzipped`;
  });
}

/** Which build of mqtt.js, and which stream beneath it. */
export const mqttBuild: Bench = {
  name: 'mqtt-build',
  question: 'mqtt.js in a worker under the strict policy, QoS 1, each message acknowledged and echoed on loopback.',
  async run() {
    const server = await openEchoServer();
    const pages = await openBenchPages();
    const lines: string[] = [];
    try {
      const page = await pages.open('worker');
      for (const { bytes, count, window } of SIZES) {
        const measures = VARIANTS.map(([build, client]) => [
          nameOf([build, client]),
          () => publish(page, server, build, { client, bytes, count, window }),
        ]);
        const figures = await inRounds(ROUNDS, Object.fromEntries(measures));
        const title = `${bytes / 1024} KiB, ${window} in flight:`;
        lines.push(title, ...printFigures(figures, 'msg/s', nameOf(VARIANTS[0]!)), '');
      }
      lines.push(`Keep-alive of ${KEEP_ALIVE.seconds} s for ${KEEP_ALIVE.forMs / 1000} s under the policy:`);
      for (const variant of VARIANTS) {
        lines.push(`${nameOf(variant).padEnd(44)} ${await keepAlive(page, server, ...variant)}`);
      }
      return [...lines, '', "The worker's script:", ...printScriptSizes()];
    } finally {
      await pages.close();
      await server.close();
    }
  },
};
