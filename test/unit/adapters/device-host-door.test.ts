import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Endpoint } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { connectDeviceHost } from '#adapters/threads/connect-device-host';
import { exposeDeviceHost } from '#adapters/threads/expose-device-host';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceDetail, DeviceHost, TelemetrySeries } from '#core/ports/device-host';
import { createDeviceBench, type DeviceBench } from '../../support/device-bench.ts';

let bench: DeviceBench;
let ports: MessagePort[] = [];
afterEach(async () => {
  for (const port of ports.splice(0)) port.close();
  await bench.dispose();
});

async function openDoor(changes: Partial<DeviceHost> = {}): Promise<DeviceHost> {
  bench = await createDeviceBench();
  const { port1, port2 } = new MessageChannel();
  ports = [port1, port2];
  exposeDeviceHost({ ...bench.host, ...changes }, port1 as unknown as Endpoint);
  return connectDeviceHost(port2 as unknown as Endpoint);
}

test('the page adds, starts and watches devices of the worker', async () => {
  const door = await openDoor();
  const id = await door.add(bench.makeDevice());
  expect((await door.list()).map(({ record }) => record.id)).toEqual([id]);
  const details: DeviceDetail[] = [];
  const points: (readonly TelemetrySeries[])[] = [];
  let rows = 0;
  const stops = [
    await door.watchDevice(id, (detail) => details.push(detail)),
    await door.watchTelemetry(id, (series) => points.push(series)),
    await door.watchTrace(id, (batch) => (rows += batch.rows.length)),
    await door.watchList(() => undefined),
  ];
  await door.start(id);
  await bench.until(id, 'online');
  await bench.clock.advance(100);
  expect(details.at(-1)?.state.kind).toBe('online');
  expect(points.at(-1)?.[0]?.values).toBeInstanceOf(Float64Array);
  expect(rows).toBeGreaterThan(10);

  stops.forEach((stop) => stop());
  await bench.clock.settle();
  const told = details.length;
  await bench.clock.advance(5000);
  expect(details).toHaveLength(told);
  await door.stop(id);
  expect(await door.remove(id)).toEqual(bench.makeDevice());
});

test('an error of ours arrives with its code and facts', async () => {
  const door = await openDoor();
  const id = await door.add(bench.makeDevice());
  const again: unknown = await door.add(bench.makeDevice()).catch((error: unknown) => error);
  expect(again).toBeInstanceOf(WorkbenchError);
  expect(again).toMatchObject({ code: 'device/name-taken', facts: { name: 'bench-01' } });
  await expect(door.sendTelemetry(id, '{}', {})).rejects.toMatchObject({ code: 'device/not-online' });
  await expect(door.start('x')).rejects.toBeInstanceOf(WorkbenchError);
});

test('the page has a device checked, and learns that a check was ended', async () => {
  const door = await openDoor();
  const checking = door.check(bench.makeDevice()).catch((error: unknown) => error);
  await expect.poll(() => bench.road.open).toBe(1);
  await door.cancelCheck();
  expect(await checking).toMatchObject({ name: 'AbortError' });
  const again = door.check(bench.makeDevice());
  await expect.poll(() => bench.road.dialled.length).toBe(2);
  await expect.poll(async () => (await bench.clock.advance(500), bench.road.open)).toBe(0);
  expect(await again).toMatchObject({ deviceId: 'bench-01' });
});

test('any other error stays what it is', async () => {
  const door = await openDoor({ list: () => Promise.reject(new TypeError('a mistake of ours')) });
  await expect(door.list()).rejects.toThrow('a mistake of ours');
  await expect(door.list()).rejects.not.toBeInstanceOf(WorkbenchError);
});

test('the page watches and changes what all devices share on their way', async () => {
  const door = await openDoor();
  const told: string[] = [];
  const stop = await door.watchConnections(({ relay }) => told.push(relay.kind));
  await door.useRelay({ address: 'wss://relay.example/', token: 'a-token-of-a-relay' });
  await expect.poll(() => told).toEqual(['none', 'own']);
  await expect(door.useRelay({ address: 'here', token: '' })).rejects.toMatchObject({ code: 'relay/address-form' });
  stop();
  await bench.clock.settle();
  await door.useRelay(undefined);
  await bench.clock.settle();
  expect(told).toHaveLength(2);
});
