import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test } from 'vitest';
import type { DialTarget } from '#core/ports/byte-socket';
import { VERSION } from '#core/version';
import { createDeviceBench, HUB, type BenchOptions, type DeviceBench } from '../../support/device-bench.ts';
import { makeFault } from '../../support/faults.ts';

let bench: DeviceBench;
afterEach(() => bench.dispose());

async function startOnline(options: BenchOptions = {}): Promise<string> {
  bench = await createDeviceBench(options);
  const id = await bench.add();
  await bench.host.start(id);
  await bench.until(id, 'online');
  return id;
}

const services = (dialled: readonly DialTarget[]): string => dialled.map(({ service }) => service).join(' ');

describe('a device that is online', () => {
  test('streams for half an hour without losing a message', { timeout: 30_000 }, async () => {
    const id = await startOnline();
    await bench.host.setInterval(id, 5000);
    await bench.clock.advance(30 * 60_000);
    const { state, counters } = await bench.detail(id);
    expect(state.kind).toBe('online');
    expect(counters).toMatchObject({ reconnects: 0, errors: 0, telemetrySent: counters.telemetryAcknowledged });
    expect(counters.telemetrySent).toBeGreaterThanOrEqual(360);
  });

  test('keeps a connection alive that it has nothing to say on', async () => {
    const id = await startOnline();
    await bench.host.setInterval(id, 60 * 60_000);
    await bench.clock.advance(20 * 60_000);
    expect((await bench.detail(id)).counters).toMatchObject({ reconnects: 0, errors: 0 });
    expect((await bench.trace(id)).filter((row) => row.startsWith('sent PINGREQ')).length).toBeGreaterThan(5);
  });

  test('renews its token before it ends, without an error, and goes on with the same hub', async () => {
    const id = await startOnline();
    await bench.host.setInterval(id, 30_000);
    await bench.clock.advance(50 * 60_000);
    expect((await bench.detail(id)).counters.reconnects).toBe(0);
    await bench.clock.advance(2 * 60_000);
    const { counters, state } = await bench.detail(id);
    expect(counters).toMatchObject({ reconnects: 1, errors: 0 });
    expect(state.kind).toBe('online');
    expect(services(bench.road.dialled)).toBe('dps hub hub');
    expect(await bench.trace(id)).toContain('note NOTE The token is about to end; connecting again with a new one.');
  });

  test('renews its token as soon as the machine wakes, although no timer ran while it slept', async () => {
    let sleptMs = 0;
    const id = await startOnline({
      deviceClock: (clock) => ({ now: () => clock.now() + sleptMs, after: clock.after }),
    });
    await bench.clock.advance(60_000);
    sleptMs = 55 * 60_000;
    await bench.clock.advance(16_000);
    expect((await bench.detail(id)).counters).toMatchObject({ reconnects: 1, errors: 0 });
    expect(services(bench.road.dialled)).toBe('dps hub hub');
  });
});

describe('a dropped connection', () => {
  test('is made again to the same hub within two seconds, and what was not acknowledged is sent again', async () => {
    const id = await startOnline();
    await bench.clock.advance(60_000);
    const before = (await bench.detail(id)).counters;
    bench.road.cut();
    await bench.clock.settle();
    expect((await bench.state(id)).kind).toBe('waiting');
    await bench.clock.advance(2000);
    const { state, counters } = await bench.detail(id);
    expect(state.kind).toBe('online');
    expect(services(bench.road.dialled)).toBe('dps hub hub');
    expect(counters.reconnects).toBe(before.reconnects + 1);
    await bench.clock.advance(10_000);
    const after = (await bench.detail(id)).counters;
    expect(after.telemetryAcknowledged).toBe(after.telemetrySent);
    expect((await bench.trace(id)).join('\n')).toContain(`connecting to ${HUB} again`);
  });

  test('is called hub/closed, with how long it lasted', async () => {
    const id = await startOnline();
    await bench.clock.advance(90_000);
    bench.road.cut();
    await bench.clock.settle();
    expect(await bench.state(id)).toMatchObject({
      kind: 'waiting',
      attempt: 1,
      reason: { code: 'hub/closed', facts: { host: HUB, onlineSeconds: expect.any(Number) } },
    });
  });

  test('sends the device through DPS after ten failures in a row, and says so', async () => {
    const id = await startOnline();
    await bench.clock.advance(60_000);
    bench.road.isBlocked = true;
    bench.road.cut();
    await bench.clock.advance(8 * 60_000);
    const dialled = services(bench.road.dialled);
    // Nine tries at the same hub follow the drop, then DPS.
    expect(dialled.startsWith(`dps hub ${'hub '.repeat(9)}dps`)).toBe(true);
    expect((await bench.trace(id)).join('\n')).toContain('(10 times in a row); asking DPS for a hub');
    bench.road.isBlocked = false;
    await bench.until(id, 'online');
  });

  test('waits longer each time, and never longer than half a minute', async () => {
    const id = await startOnline();
    await bench.clock.advance(60_000);
    bench.road.isBlocked = true;
    bench.road.cut();
    const waits: number[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      await bench.clock.settle();
      const state = await bench.state(id);
      if (state.kind !== 'waiting') throw new Error(state.kind);
      const left = state.until - bench.clock.now();
      waits.push(left);
      await bench.clock.advance(left);
    }
    expect(waits[0]).toBeGreaterThanOrEqual(800);
    expect(waits[0]).toBeLessThanOrEqual(1200);
    expect(waits[7]).toBeGreaterThanOrEqual(24_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  test('is tried again at once when the user starts the device while it waits', async () => {
    const id = await startOnline();
    bench.road.isBlocked = true;
    bench.road.cut();
    await bench.clock.advance(10_000);
    bench.road.isBlocked = false;
    expect((await bench.state(id)).kind).toBe('waiting');
    await bench.host.start(id);
    await bench.clock.advance(50);
    expect((await bench.state(id)).kind).toBe('online');
  });

  test('does not become a chase when two clients of one ID throw each other out', async () => {
    const id = await startOnline();
    for (let taken = 0; taken < 5; taken += 1) {
      await bench.until(id, 'online');
      bench.road.cut();
      await bench.clock.settle();
    }
    const state = await bench.state(id);
    expect(state).toMatchObject({ kind: 'waiting', attempt: 5 });
    expect(JSON.stringify(state)).toContain('"other-client-took-over","weight":"likely"');
  });
});

describe('a start', () => {
  test('asks DPS each time, because the hub is never kept', async () => {
    const id = await startOnline();
    await bench.host.stop(id);
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(services(bench.road.dialled)).toBe('dps hub dps hub');
    expect(JSON.stringify(await bench.vault.read('device', id))).not.toContain('assigned');
  });

  test('goes straight to the hub of a connection string', async () => {
    bench = await createDeviceBench();
    const made = (await bench.operator('POST', '/_emu/devices', { deviceId: 'Hub-01' })) as {
      connectionString: string;
    };
    const primaryKey = /SharedAccessKey=(.*)$/.exec(made.connectionString)?.[1] ?? '';
    const id = await bench.add({
      record: { route: { kind: 'hub', hubHost: HUB, deviceId: 'Hub-01' } },
      secret: { kind: 'device-key', primaryKey },
    });
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(services(bench.road.dialled)).toBe('hub');
  });

  test('dials the gateway of a connection string, and keeps the hub’s name in user name, token and state', async () => {
    bench = await createDeviceBench();
    const made = (await bench.operator('POST', '/_emu/devices', { deviceId: 'leaf' })) as { connectionString: string };
    const primaryKey = /SharedAccessKey=(.*)$/.exec(made.connectionString)?.[1] ?? '';
    const route = { kind: 'hub', hubHost: HUB, deviceId: 'leaf', gatewayHostName: 'edge.test' } as const;
    const id = await bench.add({ record: { route }, secret: { kind: 'device-key', primaryKey } });
    await bench.host.start(id);
    // The cloud judges the resource that was signed: a token for the gateway would be refused.
    expect(await bench.until(id, 'online')).toMatchObject({ hub: HUB, deviceId: 'leaf' });
    expect(bench.road.dialled).toEqual([{ host: 'edge.test', service: 'hub' }]);
    const { steps } = await bench.detail(id);
    expect(steps.find(({ kind }) => kind === 'hub-connect')?.detail).toMatch(/^cloud\.test\/leaf\//);
    expect(steps.find(({ kind }) => kind === 'hub-socket')?.detail).toContain('edge.test');
  });

  test('announces its model at DPS and at the hub, and sends an edited payload as it is', async () => {
    bench = await createDeviceBench();
    const payload = { '__iot:interfaces': { CapabilityModelId: 'urn:example:thermostat:1' } };
    const id = await bench.add({ record: { payload } });
    await bench.host.start(id);
    await bench.until(id, 'online');
    const bodies: string[] = [];
    const fields: string[] = [];
    const stop = await bench.host.watchTrace(id, ({ rows }) => {
      bodies.push(...rows.map((row) => row.body));
      fields.push(...rows.flatMap((row) => row.fields.map(([name, value]) => `${name} ${value}`)));
    });
    stop();
    expect(bodies).toContain(JSON.stringify({ registrationId: 'bench-01', payload }));
    expect(fields.join('\n')).toContain('dtmi:com:example:Thermostat;1');
    expect(fields.filter((field) => field.includes(`device-workbench%2F${VERSION}`))).toHaveLength(2);
    expect(fields.join('\n')).not.toContain('sig=');

    await bench.host.stop(id);
    await bench.host.setPayload(id, undefined);
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(await bench.operator('GET', '/_emu/devices/bench-01')).toMatchObject({
      modelId: 'dtmi:com:example:Thermostat;1',
    });
  });

  test('never polls DPS before retry-after is over, and not later than a tick', async () => {
    bench = await createDeviceBench({ settings: { retryAfterSeconds: 3, intermediateAssigning: 2 } });
    const id = await bench.add();
    const startedAt = bench.clock.now();
    await bench.host.start(id);
    await bench.until(id, 'online', 30_000);
    const polls: number[] = [];
    const stop = await bench.host.watchTrace(id, ({ rows }) => {
      polls.push(...rows.filter((row) => row.words.startsWith('asks how far')).map((row) => row.at - startedAt));
    });
    stop();
    expect(polls).toEqual([3000, 6000, 9000]);
  });

  test.each([
    [429, 'dps/throttled'],
    [503, 'dps/unavailable'],
  ] as const)('waits as long as DPS asks for with %i, then registers', async (status, code) => {
    bench = await createDeviceBench({
      settings: { faults: [makeFault('dps-error', { status, times: 1, retryAfterSeconds: 40 })] },
    });
    const id = await bench.add();
    await bench.host.start(id);
    const state = await bench.until(id, 'waiting');
    expect(state).toMatchObject({ reason: { code, facts: { retryAfterSeconds: 40 } } });
    if (state.kind !== 'waiting') throw new Error(state.kind);
    expect(state.until - bench.clock.now()).toBeGreaterThan(38_000);
    await bench.clock.advance(38_000);
    expect((await bench.state(id)).kind).toBe('waiting');
    await bench.until(id, 'online');
  });

  test('goes on with a poll that DPS throttles', async () => {
    bench = await createDeviceBench();
    const id = await bench.add();
    await bench.host.start(id);
    await bench.clock.advance(100);
    expect((await bench.state(id)).kind).toBe('provisioning');
    await bench.operator('PATCH', '/_emu/settings', {
      faults: [makeFault('dps-error', { status: 429, times: 2, retryAfterSeconds: 4 })],
    });
    await bench.until(id, 'online');
    const registrations = (await bench.trace(id)).filter((row) => row.includes('registers with DPS'));
    expect(registrations).toHaveLength(1);
  });
});

describe('a stop', () => {
  test.each([0, 20, 1000, 1500, 2500])('%i ms after the start leaves nothing behind', async (ms) => {
    bench = await createDeviceBench();
    const id = await bench.add();
    await bench.host.start(id);
    await bench.clock.advance(ms);
    await bench.host.stop(id);
    await bench.clock.advance(60_000);
    expect(await bench.state(id)).toEqual({ kind: 'stopped' });
    expect(bench.road.open).toBe(0);
    const { steps } = await bench.detail(id);
    expect(steps.filter((step) => step.outcome === 'running')).toEqual([]);
  });

  test('during a wait ends the wait', async () => {
    bench = await createDeviceBench();
    bench.road.isBlocked = true;
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'waiting');
    await bench.host.stop(id);
    const dialled = bench.road.dialled.length;
    await bench.clock.advance(120_000);
    expect(bench.road.dialled).toHaveLength(dialled);
  });
});

test('a thousand connects and drops keep no memory', { timeout: 120_000 }, async () => {
  const id = await startOnline({ settings: { retryAfterSeconds: 0, intermediateAssigning: 0 } });
  await bench.host.setInterval(id, 3_600_000);
  const drop = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1) {
      bench.road.cut();
      await bench.clock.settle();
      // Starting ends the wait between two attempts.
      await bench.host.start(id);
      while ((await bench.state(id)).kind !== 'online') await bench.clock.settle();
    }
    await bench.host.clearTrace(id);
    collectGarbage();
  };
  await drop(50);
  const before = process.memoryUsage().heapUsed;
  await drop(1000);
  const grown = process.memoryUsage().heapUsed - before;
  expect((await bench.detail(id)).counters.reconnects).toBe(1050);
  expect(bench.road.open).toBe(1);
  expect(bench.clock.pending).toBeLessThan(20);
  expect(grown).toBeLessThan(4 * 1024 * 1024);
});

function collectGarbage(): void {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
}
