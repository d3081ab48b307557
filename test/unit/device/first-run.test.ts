import { afterEach, expect, test } from 'vitest';
import { createDeviceBench, HUB, type DeviceBench } from '../../support/device-bench.ts';

let bench: DeviceBench;
afterEach(() => bench.dispose());

test('a device registers through DPS and streams telemetry', async () => {
  bench = await createDeviceBench();
  const id = await bench.add();
  await bench.host.start(id);
  const online = await bench.until(id, 'online');
  expect(online).toMatchObject({ kind: 'online', hub: HUB, deviceId: 'bench-01' });
  await bench.clock.advance(4000);
  const detail = await bench.detail(id);
  expect(detail.counters.telemetryAcknowledged).toBe(3);
  expect(detail.steps.map((step) => `${step.kind} ${step.outcome}`)).toEqual([
    'preflight done',
    'dps-socket done',
    'dps-connect done',
    'dps-register done',
    'dps-assigned done',
    'hub-socket done',
    'hub-connect done',
    'hub-subscribe done',
    'twin done',
  ]);
  const { value } = (await bench.operator('GET', '/_emu/devices/bench-01/telemetry?top=100')) as { value: unknown[] };
  expect(value).toHaveLength(3);
});
