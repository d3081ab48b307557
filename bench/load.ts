import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { WorkbenchServer } from '../test/support/workbench-server.ts';
import { startAedes, startOurCloud, type RunningBroker } from './brokers.ts';
import { median, type Bench } from './measure.ts';
import { openRawClient, type Broker, type RawClient } from './raw-mqtt.ts';

const DEVICES = 1000;
const SECONDS = 300;
/** Connections that are opened at once. */
const AT_ONCE = 20;
const BODY_BYTES = 100;
/** Looked at this often, and told by the minute. */
const SAMPLE_SECONDS = 5;
/** Messages that the cloud keeps of each device. */
const KEPT = 20;
/** The last messages may take this long to be acknowledged. */
const LAST_MS = 10_000;

/** What became of the load on one broker. */
interface Result {
  readonly sent: number;
  readonly acknowledged: number;
  readonly faults: readonly string[];
  readonly connectSeconds: number;
  /** Resident memory in MB, one figure per sample. */
  readonly memory: readonly number[];
  readonly cpuSeconds: number;
}

/** Many devices, each with a message a second, on the local cloud and on aedes, one after the other. */
export const load: Bench = {
  name: 'load',
  isLong: true,
  question:
    'Devices connected at once over TLS, each with a message of QoS 1 (100 B) a second: is any lost, and is memory flat? ' +
    'npm run bench -- load [devices=1000] [seconds=300]',
  async run(options) {
    const devices = options.get('devices') ?? DEVICES;
    const seconds = options.get('seconds') ?? SECONDS;
    const tlsDir = mkdtempSync(join(tmpdir(), 'workbench-tls-'));
    try {
      const ours = await startOurCloud(tlsDir);
      // What the cloud keeps to show is bounded by a setting; a low bound is reached soon, and memory is flat from then.
      await ours.server.operator('PATCH', '/_emu/settings', { telemetryKept: KEPT });
      const lines = await measure(ours, devices, seconds);
      lines.push(...(await compareKept(ours.server, devices, seconds)));
      await ours.stop();
      const aedes = await startAedes(tlsDir);
      lines.push('', ...(await measure(aedes, devices, seconds)));
      await aedes.stop();
      return lines;
    } finally {
      rmSync(tlsDir, { recursive: true });
    }
  },
};

async function measure(broker: RunningBroker, devices: number, seconds: number): Promise<string[]> {
  const { sent, acknowledged, faults, connectSeconds, memory, cpuSeconds } = await run(broker, devices, seconds);
  const perMinute = 60 / SAMPLE_SECONDS;
  const minutes = Array.from({ length: Math.ceil(memory.length / perMinute) }, (_, minute) =>
    Math.round(median(memory.slice(minute * perMinute, (minute + 1) * perMinute))),
  );
  return [
    `${broker.name}: ${devices} devices connected in ${connectSeconds.toFixed(1)} s`,
    `  messages          ${sent} sent, ${acknowledged} acknowledged, ${sent - acknowledged} lost`,
    `  connections lost  ${faults.length}${faults.length === 0 ? '' : ` (${[...new Set(faults)].join('; ')})`}`,
    `  memory by minute  ${minutes.join(', ')} MB resident`,
    `  processor         ${cpuSeconds.toFixed(1)} s, ${((cpuSeconds / seconds) * 100).toFixed(0)} % of one core`,
  ];
}

async function run(broker: RunningBroker, devices: number, seconds: number): Promise<Result> {
  const known = await Promise.all(Array.from({ length: devices }, (_, number) => broker.device(number)));
  const startedAt = performance.now();
  const clients = await connectAll(known);
  const connectSeconds = (performance.now() - startedAt) / 1000;
  const before = readProcess(broker.pid).cpuSeconds;
  const memory: number[] = [];
  const sampler = setInterval(() => memory.push(readProcess(broker.pid).megabytes), SAMPLE_SECONDS * 1000);
  await Promise.all(clients.map((client, number) => publishEachSecond(client, number / devices, seconds)));
  clearInterval(sampler);
  const sent = devices * seconds;
  const count = (): number => clients.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  for (let waited = 0; count() < sent && waited < LAST_MS; waited += 100) await wait(100);
  const { cpuSeconds } = readProcess(broker.pid);
  const faults = clients.flatMap(({ fault }) => fault ?? []);
  const result = { sent, acknowledged: count(), faults, connectSeconds, memory, cpuSeconds: cpuSeconds - before };
  await Promise.all(clients.filter(({ fault }) => fault === undefined).map((client) => client.close()));
  return result;
}

async function connectAll(devices: readonly Broker[]): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let first = 0; first < devices.length; first += AT_ONCE) {
    clients.push(...(await Promise.all(devices.slice(first, first + AT_ONCE).map(openRawClient))));
  }
  return clients;
}

/** Each device has its own moment of the second, so that they come evenly. */
async function publishEachSecond(client: RawClient, phase: number, seconds: number): Promise<void> {
  const startedAt = performance.now() + phase * 1000;
  for (let n = 0; n < seconds; n += 1) {
    await wait(Math.max(0, startedAt + n * 1000 - performance.now()));
    if (client.fault !== undefined) return;
    client.publish(Buffer.from(JSON.stringify({ n }).padEnd(BODY_BYTES)));
  }
}

/** What the cloud has kept of each device must be its newest messages, none left out. */
async function compareKept(server: WorkbenchServer, devices: number, seconds: number): Promise<string[]> {
  let wrong = 0;
  for (let number = 0; number < devices; number += 1) {
    const { body } = await server.operator('GET', `/_emu/devices/bench-${number}/telemetry?top=${KEPT}`);
    const kept = (body as { value: { body: { n: number } }[] }).value.map((message) => message.body.n);
    const expected = Array.from({ length: Math.min(KEPT, seconds) }, (_, at) => seconds - 1 - at);
    if (JSON.stringify(kept) !== JSON.stringify(expected)) wrong += 1;
  }
  return [`  kept by the cloud ${devices - wrong} devices with their newest messages whole, ${wrong} without`];
}

function readProcess(pid: number): { megabytes: number; cpuSeconds: number } {
  const [rss = '', time = ''] = execFileSync('ps', ['-o', 'rss=,time=', '-p', String(pid)], { encoding: 'utf8' })
    .trim()
    .split(/\s+/);
  const [days, clock = days ?? ''] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return { megabytes: Number(rss) / 1024, cpuSeconds: Number(days) * 86_400 + seconds };
}
