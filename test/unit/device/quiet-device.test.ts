import { afterEach, describe, expect, test } from 'vitest';
import type { BehaviourKind } from '#core/identity/device-record';
import { createDeviceBench, type DeviceBench } from '../../support/device-bench.ts';

const DEVICE = '/_emu/devices/bench-01';

let bench: DeviceBench;
afterEach(() => bench.dispose());

async function startOnline(behaviour: BehaviourKind): Promise<string> {
  bench = await createDeviceBench();
  const id = await bench.add({ record: { behaviour, intervalMs: 1000 } });
  await bench.host.start(id);
  await bench.until(id, 'online');
  await bench.clock.settle();
  return id;
}

describe('a quiet device', () => {
  test('sends nothing by itself, whatever its interval and however often it connects', async () => {
    const id = await startOnline('quiet');
    await bench.clock.advance(10 * 60_000);
    expect((await bench.detail(id)).counters.reconnects).toBe(0);
    await bench.host.setInterval(id, 200);
    bench.road.cut();
    await bench.clock.settle();
    await bench.until(id, 'online');
    await bench.clock.advance(60_000);
    const { counters, lastTelemetry, sparkline } = await bench.detail(id);
    expect(counters).toMatchObject({ telemetrySent: 0, telemetryAcknowledged: 0 });
    expect(counters.reconnects).toBe(1);
    expect({ lastTelemetry, sparkline }).toEqual({ lastTelemetry: undefined, sparkline: [] });
    expect(await bench.operator('GET', `${DEVICE}/telemetry`)).toMatchObject({ value: [] });
    expect((await bench.trace(id)).filter((row) => row.includes('telemetry'))).toEqual([]);
  });

  test('has no timer of its own, and one less than a device that beats', async () => {
    await startOnline('raw');
    const beating = bench.clock.pending;
    await bench.dispose();
    const id = await startOnline('quiet');
    const before = bench.clock.pending;
    expect(before).toBe(beating - 1);
    await bench.host.setInterval(id, 200);
    expect(bench.clock.pending).toBe(before);
  });

  test('sends what the user sends, once', async () => {
    const id = await startOnline('quiet');
    const sending = bench.host.sendTelemetry(id, '{"pressure":3}', {});
    await bench.clock.advance(100);
    await sending;
    await bench.clock.advance(60_000);
    const { counters, lastTelemetry } = await bench.detail(id);
    expect(counters).toMatchObject({ telemetrySent: 1, telemetryAcknowledged: 1 });
    expect(lastTelemetry).toEqual({ pressure: 3 });
  });

  test('shows what is wished for and acknowledges nothing, and answers commands with 501', async () => {
    const id = await startOnline('quiet');
    await bench.operator('PATCH', '/api/devices/bench-01/properties', { targetTemperature: 25 });
    const answered = bench.operator('POST', '/api/devices/bench-01/commands/getMaxMinReport', {});
    await bench.clock.advance(100);
    expect(await answered).toMatchObject({ responseCode: 501 });
    const { twin, counters } = await bench.detail(id);
    expect(twin).toMatchObject({ desired: { targetTemperature: 25 }, reported: {} });
    expect(counters).toMatchObject({ commandsAnswered: 1, telemetrySent: 0 });
    const inCloud = (await bench.operator('GET', DEVICE)) as { reported: object };
    expect(inCloud.reported).not.toHaveProperty('targetTemperature');
  });

  test('is what a behaviour becomes that a later version kept', async () => {
    const id = await startOnline('pump' as BehaviourKind);
    await bench.clock.advance(60_000);
    expect((await bench.detail(id)).counters.telemetrySent).toBe(0);
  });
});
