import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceDetail, DeviceSummary, TraceBatch } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import { createDeviceHost } from '#device/device-host';
import { createDeviceBench, type DeviceBench } from '../../support/device-bench.ts';
import { createPlainConnections } from '../../support/plain-connections.ts';
import { createQuietNetwork } from '../../support/quiet-network.ts';

let bench: DeviceBench;
afterEach(() => bench.dispose());

describe('the devices of a vault', () => {
  test('are kept with their keys sealed apart, and given back when removed', async () => {
    bench = await createDeviceBench();
    const made = bench.makeDevice();
    const id = await bench.host.add(made);
    const [entry] = await bench.vault.list('device');
    expect(JSON.stringify(entry)).not.toContain(Object.values(made.secret).at(-1));
    expect((await bench.host.list()).map(({ record, state }) => [record.id, record.keyKind, state.kind])).toEqual([
      [id, 'group-key', 'idle'],
    ]);
    expect(await bench.host.reveal(id)).toEqual(made.secret);
    expect(await bench.host.remove(id)).toEqual(made);
    expect(await bench.host.list()).toEqual([]);
    expect(await bench.host.add(made)).not.toBe(id);
  });

  test('stay in the list, stopped, when the vault does not let go of them', async () => {
    const plain = await createDeviceBench();
    const change: Vault['change'] = (wanted) =>
      wanted.remove?.some(({ kind }) => kind === 'device') === true
        ? Promise.reject(new WorkbenchError('vault/unavailable', {}))
        : plain.vault.change(wanted);
    bench = await createDeviceBench({ shared: { ...plain, vault: { ...plain.vault, change } } });
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    await expect(bench.host.remove(id)).rejects.toMatchObject({ code: 'vault/unavailable' });
    expect((await bench.host.list()).map(({ record, state }) => [record.id, state.kind])).toEqual([[id, 'stopped']]);
  });

  test('have one name each at a service, whatever its case at DPS', async () => {
    bench = await createDeviceBench();
    await bench.add();
    await expect(bench.add({ registrationId: 'BENCH-01' })).rejects.toMatchObject({
      code: 'device/name-taken',
      facts: { name: 'BENCH-01' },
    });
    await bench.add({ registrationId: 'bench-02' });
  });

  test('that are not there are unknown', async () => {
    bench = await createDeviceBench();
    const { host } = bench;
    const unknown = { code: 'device/unknown' };
    await expect(host.start('x')).rejects.toMatchObject(unknown);
    await expect(host.stop('x')).rejects.toMatchObject(unknown);
    await expect(host.remove('x')).rejects.toMatchObject(unknown);
    await expect(host.reveal('x')).rejects.toMatchObject(unknown);
    await expect(host.watchDevice('x', () => undefined)).rejects.toMatchObject(unknown);
    await expect(host.replaceSecret('x', { kind: 'device-key', primaryKey: '' })).rejects.toMatchObject(unknown);
  });

  test('get other keys, that count from the next start on', async () => {
    bench = await createDeviceBench();
    const good = bench.makeDevice().secret;
    const id = await bench.add({ secret: { kind: 'device-key', primaryKey: btoa('k'.repeat(32)) } });
    await bench.host.start(id);
    await bench.until(id, 'refused');
    await bench.host.replaceSecret(id, good);
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect((await bench.detail(id)).record.keyKind).toBe('group-key');
  });

  test('keep every change, when two tabs make theirs at the same time', async () => {
    const locks = createMemoryLocks();
    bench = await createDeviceBench({ locks });
    const tab = await createDeviceBench({ shared: bench, locks });
    const id = await bench.add();
    const secret = { kind: 'device-key', primaryKey: btoa('n'.repeat(32)) } as const;
    await tab.host.list();
    await Promise.all([
      tab.host.setInterval(id, 700),
      bench.host.replaceSecret(id, secret),
      tab.host.setPayload(id, 1),
    ]);
    expect(await bench.host.reveal(id)).toEqual(secret);
    expect((await bench.vault.read('device', id))?.public).toMatchObject({
      intervalMs: 700,
      payload: 1,
      keyKind: 'device-key',
    });

    const changing = tab.host.setInterval(id, 900);
    await bench.host.remove(id);
    await changing.catch(() => undefined);
    expect(await bench.vault.list('device')).toEqual([]);
  });

  test('come and go with what other tabs do, and one that is removed there is stopped here', async () => {
    bench = await createDeviceBench();
    const tab = await createDeviceBench({ shared: bench });
    const lists: string[][] = [];
    const stop = await tab.host.watchList((list) => lists.push(list.map(({ record }) => record.id)));
    const id = await bench.add();
    await bench.clock.advance(50);
    expect(lists.at(-1)).toEqual([id]);
    await tab.host.start(id);
    await tab.until(id, 'online');
    await bench.host.remove(id);
    await bench.clock.advance(50);
    expect(lists.at(-1)).toEqual([]);
    expect(tab.road.open).toBe(0);
    stop();
    await tab.host.list();
  });

  test('that a later version of the app wrote are left alone', async () => {
    bench = await createDeviceBench();
    await bench.vault.write({ id: 'a', kind: 'device', schema: 2, public: {}, secret: {} });
    await expect(bench.host.list()).rejects.toMatchObject({ code: 'vault/newer', facts: { found: 2, known: 1 } });
  });

  test('are asked for again after a vault that could not be read', async () => {
    bench = await createDeviceBench();
    await bench.add();
    let isBroken = true;
    const vault: Vault = {
      ...bench.vault,
      list: (kind) => (isBroken ? Promise.reject(new Error('broken')) : bench.vault.list(kind)),
    };
    const { clock, road } = bench;
    const host = createDeviceHost({
      clock,
      crypto,
      vault,
      connections: createPlainConnections({ vault, crypto, clock }),
      network: createQuietNetwork(),
      locks: {
        tryHold: () => Promise.resolve(undefined),
        hold: () => Promise.resolve(() => undefined),
        held: () => Promise.resolve(new Set()),
      },
      mqtt: { connect: () => Promise.reject(new Error('not connected here')) },
      transportFor: () => road,
      readLocalIdScope: () => Promise.resolve(undefined),
    });
    await expect(host.list()).rejects.toThrow('broken');
    isBroken = false;
    expect(await host.list()).toHaveLength(1);
    await host.dispose();
  });
});

describe('a watcher', () => {
  test('is told at once, then at most once a frame', async () => {
    bench = await createDeviceBench();
    const id = await bench.add();
    const details: DeviceDetail[] = [];
    const stop = await bench.host.watchDevice(id, (detail) => details.push(detail));
    expect(details).toHaveLength(1);
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.host.setInterval(id, 2);
    const before = details.length;
    await bench.clock.advance(320);
    const told = details.length - before;
    expect(details.at(-1)!.counters.telemetrySent - details[before]!.counters.telemetrySent).toBeGreaterThan(130);
    expect(told).toBeLessThanOrEqual(20);
    expect(told).toBeGreaterThan(10);
    stop();
    const after = details.length;
    await bench.clock.advance(100);
    expect(details).toHaveLength(after);
  });

  test('of the list sees every device, with a sparkline', async () => {
    bench = await createDeviceBench();
    const ids = [await bench.add(), await bench.add({ registrationId: 'bench-02' })];
    let list: readonly DeviceSummary[] = [];
    const stop = await bench.host.watchList((told) => (list = told));
    await bench.host.start(ids[1]!);
    await bench.until(ids[1]!, 'online');
    await bench.clock.advance(3000);
    expect(list.map(({ record, state }) => [record.id, state.kind])).toEqual([
      [ids[0], 'idle'],
      [ids[1], 'online'],
    ]);
    expect(list[1]?.sparkline.length).toBeGreaterThanOrEqual(2);
    expect(list[1]?.lastSeenAt).toBeGreaterThan(0);
    stop();
  });

  test('of the trace gets all rows in batches, then the new ones, and begins anew when it is cleared', async () => {
    bench = await createDeviceBench();
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.host.setInterval(id, 60_000);
    await Promise.all(Array.from({ length: 1200 }, () => bench.host.sendTelemetry(id, '{}', {})));
    const batches: TraceBatch[] = [];
    const stop = await bench.host.watchTrace(id, (batch) => batches.push(batch));
    expect(batches[0]).toMatchObject({ restarted: true, dropped: 0 });
    expect(batches[0]?.rows).toHaveLength(2000);
    await bench.clock.advance(100);
    const numbers = batches.flatMap(({ rows }) => rows.map(({ number }) => number));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, index) => index + 1));
    expect(batches.slice(1).every(({ restarted }) => !restarted)).toBe(true);

    await bench.host.clearTrace(id);
    await bench.clock.advance(50);
    expect(batches.at(-1)).toEqual({ rows: [], dropped: 0, restarted: true });
    await bench.clock.advance(60_000);
    expect(batches.at(-1)?.restarted).toBe(false);
    expect(batches.at(-1)?.rows[0]?.number).toBeGreaterThan(numbers.length);
    stop();
  });

  test('of telemetry gets every point once', async () => {
    bench = await createDeviceBench();
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.clock.advance(10_000);
    const points: number[] = [];
    const calls: number[] = [];
    const stop = await bench.host.watchTelemetry(id, (series) => {
      calls.push(series.length);
      points.push(...(series[0]?.times ?? []));
    });
    const { telemetrySent } = (await bench.detail(id)).counters;
    expect(points).toHaveLength(telemetrySent);
    await bench.clock.advance(10_020);
    expect(points).toHaveLength((await bench.detail(id)).counters.telemetrySent);
    expect([...points].sort((a, b) => a - b)).toEqual(points);
    expect(calls.every((count) => count === 1)).toBe(true);
    stop();
  });
});
