import { encodeBase64, decodeBase64 } from '#core/bytes/base64';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { startAzureProcess } from './azure-process.ts';
import { openBenchPages } from './bench-pages.ts';
import { openDelayProxy, type DelayProxy } from './delay-proxy.ts';
import { median, printFigures, type Bench } from './measure.ts';
import type { ProvisionTask } from './pages/provision-worker.ts';
import { startTlsCloud, type TlsCloud } from './tls-cloud.ts';

const ROUNDS = 5;
const ROUND_TRIP_MS = 50;
/** What the cloud asks devices to wait, each time. */
const RETRY_AFTER_MS = 1000;
/** Clocks of whole milliseconds at both ends. */
const ROUNDING_MS = 1;

const SDK = 'azure-iot-provisioning-device MqttWs';
const FIRST = 'device worker, first time in a browser';
const LATER = 'device worker, from then on';

/** Gives the device that both register: its own key, so that neither derives it. */
async function makeRegistration(cloud: TlsCloud): Promise<{ idScope: string; registrationId: string; key: string }> {
  const { idScope, enrollmentGroups } = cloud.server.ready;
  const groupKey = decodeBase64(enrollmentGroups[0]?.primaryKey ?? '') ?? new Uint8Array();
  const key = await deriveDeviceKey(crypto.subtle, groupKey, 'bench');
  return { idScope, registrationId: 'bench', key: encodeBase64(key) };
}

/** The waits of `retry-after` that a client kept; throws when it polled before one was over. */
function takeWaits(proxy: DelayProxy, who: string): number {
  const waits = proxy.takeSilences();
  if (waits.some((ms) => ms < RETRY_AFTER_MS - ROUNDING_MS))
    throw new Error(`${who} polled early: ${waits.join(', ')}`);
  return waits.length;
}

/** Registration with DPS through a network with a round trip, beyond the waits that the service asks for. */
export const dps: Bench = {
  name: 'dps',
  question: `DPS at a round trip of ${ROUND_TRIP_MS} ms: time beyond retry-after, never polling early. Goal: <= x0.85.`,
  async run() {
    const cloud = await startTlsCloud();
    const proxy = await openDelayProxy(cloud.httpsPort, ROUND_TRIP_MS);
    const { host, ca } = cloud.server.ready;
    const sdk = startAzureProcess({ httpsPort: proxy.port, ca: ca ?? '', host });
    const address = `127.0.0.1:${proxy.port}`;
    try {
      const { idScope, registrationId, key } = await makeRegistration(cloud);
      const figures = new Map<string, number[]>([SDK, FIRST, LATER].map((name) => [name, []]));
      const beyond = (name: string, seconds: number, waits: number): void =>
        void figures.get(name)?.push(seconds * 1000 - waits * RETRY_AFTER_MS);
      for (let round = 0; round < ROUNDS; round += 1) {
        // What the browser said as it went belongs to no client.
        proxy.takeSilences();
        const seconds = await sdk.measureSeconds({ kind: 'register', idScope, registrationId, key });
        beyond(SDK, seconds, takeWaits(proxy, SDK));
        // A browser of its own for each round, for Chromium remembers what it learned by priming a host.
        const pages = await openBenchPages([address], cloud.chromiumFlags);
        const page = await pages.open('worker');
        const task: ProvisionTask = { origin: `https://${address}`, idScope, registrationId, deviceKey: key, times: 2 };
        const [first = 0, later = 0] = await page.run<number[]>({ worker: 'device', task });
        const waits = takeWaits(proxy, 'the device worker') / 2;
        beyond(FIRST, first, waits);
        beyond(LATER, later, waits);
        await pages.close();
      }
      const trips = [...figures].map(([name, ms]) => `${name}: ${(median(ms) / ROUND_TRIP_MS).toFixed(1)} round trips`);
      return [...printFigures(figures, 'ms', SDK), '', ...trips];
    } finally {
      sdk.stop();
      await proxy.close();
      await cloud.stop();
    }
  },
};
