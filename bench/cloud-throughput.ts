import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAedes, startMosquitto, startOurCloud, type RunningBroker } from './brokers.ts';
import { inRounds, printFigures, type Bench } from './measure.ts';
import { openRawClient } from './raw-mqtt.ts';

const ROUNDS = 5;
const MESSAGES = 100_000;
const CONNECTS = 300;

async function acknowledgedPerSecond(broker: RunningBroker): Promise<number> {
  const client = await openRawClient(await broker.device(0));
  const seconds = await client.publishAcknowledged(MESSAGES, 100, new Uint8Array(100).fill(0x20));
  await client.close();
  return MESSAGES / seconds;
}

async function connectsPerSecond(broker: RunningBroker): Promise<number> {
  const device = await broker.device(0);
  const startedAt = performance.now();
  for (let i = 0; i < CONNECTS; i++) await (await openRawClient(device)).close();
  return CONNECTS / ((performance.now() - startedAt) / 1000);
}

/** The local cloud in Node beside aedes and mosquitto, all over MQTT with TLS, with one client that costs little. */
export const cloudThroughput: Bench = {
  name: 'cloud-throughput',
  question:
    'Messages of QoS 1, 100 B, acknowledged a second (window 100), and connects a second, over TLS on loopback.',
  async run() {
    const tlsDir = mkdtempSync(join(tmpdir(), 'workbench-tls-'));
    const ours = await startOurCloud(tlsDir);
    const brokers = [ours, await startAedes(tlsDir), await startMosquitto(tlsDir)];
    try {
      const each = (measure: (broker: RunningBroker) => Promise<number>) =>
        Object.fromEntries(brokers.map((broker) => [broker.name, () => measure(broker)]));
      for (const broker of brokers) await acknowledgedPerSecond(broker);
      const messages = await inRounds(ROUNDS, each(acknowledgedPerSecond));
      const connects = await inRounds(ROUNDS, each(connectsPerSecond));
      return [...printFigures(messages, 'msg/s', 'aedes'), '', ...printFigures(connects, 'conn/s', 'aedes')];
    } finally {
      for (const broker of brokers) await broker.stop();
      rmSync(tlsDir, { recursive: true });
    }
  },
};
