import { startAzureProcess } from './azure-process.ts';
import { openBenchPages } from './bench-pages.ts';
import { makeHubDevice } from './hub-device.ts';
import { inRounds, printFigures, type Bench } from './measure.ts';
import type { ClientKind } from './pages/clients.ts';
import type { PublishTask } from './pages/mqtt-worker.ts';
import { startTlsCloud } from './tls-cloud.ts';

const ROUNDS = 5;
const ACKNOWLEDGED = { bytes: 100, count: 10_000, window: 100 };
/** With its default buffering mqtt.js sends about 1,000 a second, so more would take long. */
const UNACKNOWLEDGED = { bytes: 1024, count: 4000, window: 1000 };

const SDK = 'azure-iot-device MqttWs in Node';
const OURS = 'device worker in Chromium';
const MQTT_JS = 'mqtt.js as it comes, in the same worker';

/** Sending to the local cloud over a WebSocket with TLS. */
export const telemetry: Bench = {
  name: 'telemetry',
  question: 'Telemetry over TLS to the local cloud. QoS 1, 100 B, window 100: goal >= x1.2. QoS 0, 1 KiB: goal >= x20.',
  async run() {
    const cloud = await startTlsCloud();
    const origin = `https://localhost:${cloud.httpsPort}`;
    const { host, ca } = cloud.server.ready;
    const sdk = startAzureProcess({ httpsPort: cloud.httpsPort, ca: ca ?? '', host });
    const pages = await openBenchPages([`localhost:${cloud.httpsPort}`], cloud.chromiumFlags);
    try {
      const device = await makeHubDevice(cloud.server, 'bench');
      const { connectionString, topic } = device;
      const page = await pages.open('worker');
      const inWorker = async (client: ClientKind, what: Partial<PublishTask> & { count: number }): Promise<number> => {
        const address = { ...device, origin };
        const task = { kind: 'publish', client, address, topic, echoed: false, ...what };
        return what.count / (await page.run<number>({ worker: 'prebundled', task }));
      };
      const acknowledged = await inRounds(ROUNDS, {
        [SDK]: async () =>
          ACKNOWLEDGED.count / (await sdk.measureSeconds({ kind: 'publish', connectionString, ...ACKNOWLEDGED })),
        [OURS]: () => inWorker('our stream', { qos: 1, ...ACKNOWLEDGED }),
      });
      const unacknowledged = await inRounds(ROUNDS, {
        [MQTT_JS]: () => inWorker("mqtt.js's stream", { qos: 0, ...UNACKNOWLEDGED }),
        [OURS]: () => inWorker('our stream', { qos: 0, ...UNACKNOWLEDGED }),
      });
      return [...printFigures(acknowledged, 'msg/s', SDK), '', ...printFigures(unacknowledged, 'msg/s', MQTT_JS)];
    } finally {
      await pages.close();
      sdk.stop();
      await cloud.stop();
    }
  },
};
