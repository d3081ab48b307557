import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { DeviceSummary } from '#core/ports/device-host';
import type { Vault } from '#core/ports/vault';
import { nameRegistrationLock } from '#device/lock-names';
import { createDeviceBench, type BenchOptions, type DeviceBench } from '../../support/device-bench.ts';

const open: DeviceBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.dispose();
});

async function createBench(options: BenchOptions = {}): Promise<DeviceBench> {
  const bench = await createDeviceBench(options);
  open.push(bench);
  return bench;
}

const first = async (bench: DeviceBench): Promise<DeviceSummary> => (await bench.host.list())[0]!;

describe('a device that runs in another tab', () => {
  test('is told as such from the first list on, and as stopped once it is stopped there', async () => {
    const locks = createMemoryLocks();
    const bench = await createBench({ locks });
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(await first(bench)).toMatchObject({ runsElsewhere: false, state: { kind: 'online' } });

    const tab = await createBench({ shared: bench, locks });
    expect(await first(tab)).toMatchObject({ runsElsewhere: true, state: { kind: 'stopped', runsElsewhere: true } });
    expect((await tab.detail(id)).runsElsewhere).toBe(true);

    // A start that is refused because of it changes nothing of what is kept.
    await tab.host.start(id);
    await tab.until(id, 'refused');
    await bench.clock.advance(1000);
    expect((await bench.vault.list('device-presence'))[0]?.public).toMatchObject({ [id]: { isRunning: true } });
    await tab.host.stop(id);
    expect((await first(tab)).runsElsewhere).toBe(true);

    await bench.host.stop(id);
    await bench.clock.advance(1000);
    expect(await first(tab)).toMatchObject({ runsElsewhere: false, state: { kind: 'stopped' } });
    expect((await first(tab)).state).not.toHaveProperty('stoppedBy');
    expect((await first(tab)).lastSeenAt).toBeGreaterThan(0);
  });

  test('is told to a tab that was there before it started', async () => {
    const locks = createMemoryLocks();
    const bench = await createBench({ locks });
    const id = await bench.add();
    const tab = await createBench({ shared: bench, locks });
    const told: boolean[] = [];
    const stop = await tab.host.watchList((list) => told.push(...list.map(({ runsElsewhere }) => runsElsewhere)));
    expect(told).toEqual([false]);
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.clock.advance(1000);
    expect(told.at(-1)).toBe(true);
    stop();
  });

  test('and whose tab is closed without a word is told within seconds', async () => {
    const bench = await createBench();
    await bench.add();
    const locks = createMemoryLocks();
    const release = await locks.tryHold(nameRegistrationLock((await first(bench)).record));
    const tab = await createBench({ shared: bench, locks });
    const told: boolean[] = [];
    const stop = await tab.host.watchList((list) => told.push(...list.map(({ runsElsewhere }) => runsElsewhere)));
    expect(told.at(-1)).toBe(true);
    release?.();
    await bench.clock.advance(4000);
    expect(told.at(-1)).toBe(false);
    stop();
  });
});

describe('after a reload', () => {
  test('a device that ran is stopped by it, with the time it was last seen; one that never ran is idle', async () => {
    const bench = await createBench();
    const id = await bench.add();
    await bench.add({ registrationId: 'bench-02' });
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.clock.advance(25_000);
    const seenAt = (await first(bench)).lastSeenAt!;

    // Locks of its own: those of the page that went away are gone with it.
    const reloaded = await createBench({ shared: bench });
    const [ran, never] = await reloaded.host.list();
    expect(ran).toMatchObject({ runsElsewhere: false, state: { kind: 'stopped', stoppedBy: 'reload' } });
    expect(seenAt - ran!.lastSeenAt!).toBeLessThanOrEqual(10_500);
    expect(never).toMatchObject({ state: { kind: 'idle' }, lastSeenAt: undefined });

    await bench.host.stop(id);
    await bench.clock.advance(1000);
    await reloaded.host.start(id);
    await reloaded.until(id, 'online');
    await reloaded.host.stop(id);
    expect((await first(reloaded)).state).toEqual({ kind: 'stopped' });
  });

  test('many devices are written seldom, and those that were removed are forgotten', async () => {
    const plain = await createBench();
    let writes = 0;
    const vault: Vault = {
      ...plain.vault,
      write: (record) => {
        if (record.kind === 'device-presence') writes += 1;
        return plain.vault.write(record);
      },
    };
    const bench = await createBench({ shared: { ...plain, vault } });
    const ids = await Promise.all(['a-1', 'a-2', 'a-3'].map((registrationId) => bench.add({ registrationId })));
    await Promise.all(ids.map((id) => bench.host.start(id)));
    await bench.clock.advance(60_000);
    expect(writes).toBeGreaterThanOrEqual(5);
    expect(writes).toBeLessThanOrEqual(8);

    await bench.host.remove(ids[0]!);
    await bench.clock.advance(11_000);
    const [kept] = await plain.vault.list('device-presence');
    expect(new Set(Object.keys(kept?.public as object))).toEqual(new Set(ids.slice(1)));
    expect(JSON.stringify(kept)).not.toContain('a-2');
  });

  test('a vault that takes no more disturbs no device', async () => {
    const plain = await createBench();
    const write: Vault['write'] = (record) =>
      record.kind === 'device' ? plain.vault.write(record) : Promise.reject(new WorkbenchError('vault/full', {}));
    const bench = await createBench({ shared: { ...plain, vault: { ...plain.vault, write } } });
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    await bench.clock.advance(15_000);
    expect((await bench.state(id)).kind).toBe('online');
  });
});
