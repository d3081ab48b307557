import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzippedBytes } from '../test/support/first-load.ts';
import { filesUnder } from '../test/support/source-files.ts';
import { openBareBrowser, type BareBrowser } from './bare-browser.ts';
import { makeHubDevice } from './hub-device.ts';
import { inRounds, median, printFigures, type Bench } from './measure.ts';
import type { BenchRoad, ConnectTask, EchoTask } from './pages/tls-worker.ts';
import { startTlsCloud } from './tls-cloud.ts';
import type { TlsPorts } from './tls-echo-server.ts';
import { startRelay, startTlsEcho } from './tls-processes.ts';

const ROUNDS = 9;
const CONNECTS = 20;
const SIZES = [
  { title: '1 KiB echoes, 100 on their way', bytes: 1024, count: 5000, window: 100 },
  { title: '32 KiB echoes, 10 on their way', bytes: 32 * 1024, count: 500, window: 10 },
] as const;

const BROWSER = 'the browser’s own wss';
const OURS = 'relay, TLS in the tab';

/** The two roads to one process. */
type Roads = Readonly<Record<typeof BROWSER | typeof OURS, BenchRoad>>;

/** TLS of ours in a worker, over a relay on this machine, beside the browser's own, to the same process. */
export const tls: Bench = {
  name: 'tls',
  question:
    'TLS in the tab over the relay and the browser’s own wss, to one process. Connect <= x1.50, 1 KiB >= x1.00, 32 KiB >= 500/s.',
  async run(options) {
    const rounds = options.get('rounds') ?? ROUNDS;
    const cloud = await startTlsCloud();
    const echo = await startTlsEcho(cloud.folder);
    const browser = await openBareBrowser(cloud.chromiumFlags);
    const { aedes, gathering } = echo.ready;
    const ports = [cloud, aedes, gathering].map(({ mqttsPort }) => mqttsPort);
    const relay = await startRelay(
      browser.origin,
      ports.map((port) => `localhost:${port}`),
    );
    try {
      const authorityPem = readFileSync(join(cloud.folder, 'ca.pem'), 'utf8');
      const roadsTo = ({ httpsPort, mqttsPort }: TlsPorts): Roads => ({
        [BROWSER]: { kind: 'browser', httpsPort },
        [OURS]: { kind: 'relay', mqttsPort, relay: relay.ready, authorityPem },
      });
      const device = await makeHubDevice(cloud.server, 'bench');
      const lines = await measureConnecting(browser, roadsTo(cloud), device, rounds);
      for (const [name, server] of Object.entries({ aedes, 'a server that gathers its answers': gathering })) {
        for (const size of SIZES) {
          lines.push(
            '',
            `${size.title}, by ${name}:`,
            ...(await measureEchoes(browser, roadsTo(server), size, rounds)),
          );
        }
      }
      return [...lines, '', ...printSizes()];
    } finally {
      await browser.close();
      await relay.stop();
      await echo.stop();
      await cloud.stop();
    }
  },
};

async function measureConnecting(
  browser: BareBrowser,
  roads: Roads,
  { clientId, userName, password }: Omit<ConnectTask, 'kind' | 'road' | 'times'>,
  rounds: number,
): Promise<string[]> {
  const figures = await inRounds(
    rounds,
    mapRoads(roads, async (road) => {
      const task: ConnectTask = { kind: 'connect', road, clientId, userName, password, times: CONNECTS };
      return median(await browser.run<number[]>({ worker: 'tls', task }));
    }),
  );
  return ['Dialling to CONNACK, of the hub of the local cloud:', ...printFigures(figures, 'ms', BROWSER)];
}

async function measureEchoes(
  browser: BareBrowser,
  roads: Roads,
  { bytes, count, window }: (typeof SIZES)[number],
  rounds: number,
): Promise<string[]> {
  const figures = await inRounds(
    rounds,
    mapRoads(roads, async (road) => {
      const names = { clientId: 'bench', userName: 'bench', password: 'bench' };
      const task: EchoTask = { kind: 'echo', road, ...names, bytes, count, window };
      return count / (await browser.run<number>({ worker: 'tls', task }));
    }),
  );
  return printFigures(figures, 'msg/s', BROWSER);
}

function mapRoads(roads: Roads, measure: (road: BenchRoad) => Promise<number>): Record<string, () => Promise<number>> {
  return Object.fromEntries(Object.entries(roads).map(([name, road]) => [name, () => measure(road)]));
}

/** What the app loads when its first device takes the relay. */
function printSizes(): string[] {
  return filesUnder('dist/app/assets', /^open-tls-connection.*\.js$/).map((file) => {
    return `${'The chunk of TLS in the app'.padEnd(44)} ${(gzippedBytes(file) / 1000).toFixed(1).padStart(10)} kB gzipped`;
  });
}
