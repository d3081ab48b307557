import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { WorkbenchError } from '#core/errors/workbench-error';
import type { CheckedRegistration, NewDevice } from '#core/ports/device-host';
import type { Vault, VaultRecord } from '#core/ports/vault';
import { createCertificateBench, createCertificateRoom, CERTIFICATE_HUB } from '../../support/certificate-bench.ts';
import { deviceWish, rootWish } from '../../support/certificate-makers.ts';
import {
  createDeviceBench,
  HUB,
  type BenchOptions,
  type DeviceBench,
  type DeviceChanges,
} from '../../support/device-bench.ts';
import { makeFault } from '../../support/faults.ts';
import { makeCertificateGroup } from '../../support/shown-certificates.ts';

const open: Pick<DeviceBench, 'dispose'>[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.dispose();
});

async function createBench(options: BenchOptions = {}): Promise<DeviceBench> {
  const bench = await createDeviceBench(options);
  open.push(bench);
  return bench;
}

/** How a check came out: what it told, or what it rejected with. */
type Outcome = { readonly told: CheckedRegistration } | { readonly error: unknown };

/** Begins a check, and moves time on until it is over. */
async function check(bench: DeviceBench, device: NewDevice, limitMs = 60_000): Promise<Outcome> {
  let outcome: Outcome | undefined;
  bench.host.check(device).then(
    (told) => (outcome = { told }),
    (error: unknown) => (outcome = { error }),
  );
  for (let passed = 0; passed <= limitMs && outcome === undefined; passed += 500) await bench.clock.advance(500);
  if (outcome === undefined) throw new Error(`not over after ${limitMs} ms`);
  return outcome;
}

const checkChanged = (bench: DeviceBench, changes: DeviceChanges): Promise<Outcome> =>
  check(bench, bench.makeDevice(changes));

const services = (bench: DeviceBench): readonly string[] => bench.road.dialled.map(({ service }) => service);

const attempts = async (bench: DeviceBench): Promise<unknown> => bench.operator('GET', '/api/devices');

const KEY_32 = btoa('k'.repeat(32));
const OTHER_32 = btoa('o'.repeat(32));

/** A vault that writes down what is asked of it. */
function watchWrites(vault: Vault): { readonly vault: Vault; readonly writes: string[] } {
  const writes: string[] = [];
  const watched: Vault = {
    ...vault,
    write: (record: VaultRecord, ...more) => {
      writes.push(record.kind);
      return vault.write(record, ...more);
    },
  };
  return { vault: watched, writes };
}

describe('a device that is checked', () => {
  test('registers with DPS, tells its hub, and is not connected to it', async () => {
    const bench = await createBench();
    const outcome = await check(bench, bench.makeDevice());
    expect(outcome).toEqual({
      told: { assignedHub: HUB, deviceId: 'bench-01', dpsHost: HUB, tookMs: expect.any(Number) as number },
    });
    await bench.clock.advance(10_000);
    expect(services(bench)).toEqual(['dps']);
    expect(bench.road.open).toBe(0);
    expect(JSON.stringify(await attempts(bench))).toContain('bench-01');
  });

  test('is not kept, and leaves nothing else behind', async () => {
    const first = await createBench();
    const { vault, writes } = watchWrites(first.vault);
    const locks = createMemoryLocks();
    const bench = await createBench({ shared: { ...first, vault }, locks });
    await check(bench, bench.makeDevice());
    await bench.clock.advance(30_000);
    expect(writes).toEqual([]);
    expect(await bench.host.list()).toEqual([]);
    expect([...(await locks.held())]).toEqual([]);
  });

  test('announces its model, as a start would', async () => {
    const bench = await createBench();
    await check(bench, bench.makeDevice());
    const { value } = (await attempts(bench)) as { value: readonly { readonly template?: string }[] };
    const started = await createBench();
    await started.host.start(await started.add());
    await started.clock.advance(5000);
    const { value: ofStart } = (await attempts(started)) as { value: readonly { readonly template?: string }[] };
    expect(value[0]?.template).toBe(ofStart[0]?.template);
  });

  test('waits while DPS is at work, as often as it is told to', async () => {
    const bench = await createBench({ settings: { retryAfterSeconds: 3, intermediateAssigning: 2 } });
    const outcome = await check(bench, bench.makeDevice());
    expect(outcome).toMatchObject({ told: { assignedHub: HUB } });
    if ('told' in outcome) expect(outcome.told.tookMs).toBeGreaterThanOrEqual(9000);
  });

  test('shows its second key when the first is refused', async () => {
    const bench = await createBench();
    const { primaryKey = '' } = bench.cloud.describe().enrollmentGroups[0] ?? {};
    const outcome = await checkChanged(bench, {
      secret: { kind: 'group-key', primaryKey: btoa('w'.repeat(64)), secondaryKey: primaryKey },
    });
    expect(outcome).toMatchObject({ told: { deviceId: 'bench-01' } });
    expect(services(bench)).toEqual(['dps', 'dps']);
  });

  test('proves itself with a certificate of the vault, whose key nobody can read', async () => {
    const room = createCertificateRoom();
    const rootId = await room.makeAuthority(rootWish());
    const primaryId = await room.makeDevice(deviceWish(rootId, { keyPlace: 'vault' }));
    const group = makeCertificateGroup('fleet', { primary: await room.der(rootId) });
    const bench = await createCertificateBench(room, ({ enrollmentGroups }) => ({
      enrollmentGroups: [...enrollmentGroups, group],
    }));
    open.push(bench);
    let outcome: unknown;
    void bench.host
      .check({
        record: {
          cloud: { kind: 'node', origin: 'http://localhost:8080' },
          route: bench.route('pump-17'),
          behaviour: 'raw',
        },
        secret: { kind: 'certificate', primaryId },
      })
      .then((told) => (outcome = told));
    // Signatures come from threads of the platform, which know nothing of the bench's clock.
    await expect
      .poll(
        async () => {
          await bench.clock.advance(250);
          return outcome;
        },
        { interval: 2 },
      )
      .toMatchObject({ assignedHub: CERTIFICATE_HUB, deviceId: 'pump-17' });
    expect(bench.road.shown).toHaveLength(1);
    expect(bench.road.shown[0]?.key.extractable).toBe(false);
    expect(await bench.host.list()).toEqual([]);
  });
});

describe('a check that is refused says the same as a start', () => {
  test.each<[string, DeviceChanges]>([
    ['of a wrong device key', { secret: { kind: 'device-key', primaryKey: KEY_32 } }],
    ['of two wrong keys', { secret: { kind: 'device-key', primaryKey: KEY_32, secondaryKey: OTHER_32 } }],
    ['of a key that is none', { secret: { kind: 'device-key', primaryKey: '' } }],
    ['of an ID that cannot be', { registrationId: 'a device' }],
    ['of a certificate that is not kept', { secret: { kind: 'certificate', primaryId: 'gone' } }],
  ])('%s', async (_what, changes) => {
    const bench = await createBench();
    const outcome = await checkChanged(bench, changes);
    const id = await bench.add(changes);
    await bench.host.start(id);
    const state = await bench.until(id, 'refused');
    if (state.kind !== 'refused') throw new Error(state.kind);
    if (!('error' in outcome) || !(outcome.error instanceof WorkbenchError)) throw new Error('not refused');
    const { code, facts } = state.reason;
    expect(outcome.error.code).toBe(code);
    // Each answer of the service has a number and a time of its own.
    expect({ ...outcome.error.facts, said: undefined }).toEqual({ ...facts, said: undefined });
  });

  test('a group key in the place of a device key is the first cause', async () => {
    const bench = await createBench();
    const { primaryKey = '' } = bench.cloud.describe().enrollmentGroups[0] ?? {};
    const likely = { cause: 'group-key-used-as-device-key', weight: 'likely' };
    expect(await checkChanged(bench, { secret: { kind: 'device-key', primaryKey } })).toMatchObject({
      error: {
        code: 'dps/unauthorized',
        facts: { mayBeGroupKey: true, causes: expect.arrayContaining([likely]) as unknown },
      },
    });
  });

  test('a service that throttles is told at once, with the time that it asks for', async () => {
    const bench = await createBench({
      settings: { faults: [makeFault('dps-error', { status: 429, times: 1, retryAfterSeconds: 40 })] },
    });
    expect(await check(bench, bench.makeDevice(), 1000)).toMatchObject({
      error: { code: 'dps/throttled', facts: { retryAfterSeconds: 40 } },
    });
    await bench.clock.advance(60_000);
    expect(services(bench)).toEqual(['dps']);
    expect(await check(bench, bench.makeDevice())).toMatchObject({ told: { assignedHub: HUB } });
  });

  test('a network that is not there is told as that', async () => {
    const bench = await createBench();
    bench.road.isBlocked = true;
    expect(await check(bench, bench.makeDevice())).toMatchObject({ error: { code: 'socket/unreachable' } });
    expect(services(bench)).toEqual(['dps']);
  });
});

describe('a check is not begun', () => {
  test('for a device that names its hub, which only a connection could try', async () => {
    const bench = await createBench();
    const route = { kind: 'hub', hubHost: HUB, deviceId: 'bench-01' } as const;
    expect(await checkChanged(bench, { record: { route } })).toMatchObject({
      error: { code: 'device/check-needs-dps' },
    });
    expect(services(bench)).toEqual([]);
  });

  test('while another tab runs the same device', async () => {
    const locks = createMemoryLocks();
    const bench = await createBench({ locks });
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    const tab = await createBench({ shared: bench, locks });
    const running = { code: 'device/running-elsewhere', facts: { name: 'bench-01' } };
    expect(await check(tab, tab.makeDevice())).toMatchObject({ error: running });
    expect(services(tab)).toEqual([]);
    expect((await bench.state(id)).kind).toBe('online');
    // DPS compares registration IDs without case, and so do we.
    expect(await checkChanged(tab, { registrationId: 'BENCH-01' })).toMatchObject({
      error: { code: 'device/running-elsewhere' },
    });
  });

  test('while this tab runs the same device', async () => {
    const bench = await createBench();
    const id = await bench.add();
    await bench.host.start(id);
    await bench.until(id, 'online');
    expect(await check(bench, bench.makeDevice())).toMatchObject({
      error: { code: 'device/running-here', facts: { name: 'bench-01' } },
    });
    expect((await bench.state(id)).kind).toBe('online');
    await bench.host.stop(id);
    expect(await check(bench, bench.makeDevice())).toMatchObject({ told: { deviceId: 'bench-01' } });
  });
});

describe('a check that is ended', () => {
  const aborted = { error: { name: 'AbortError' } };

  test.each([0, 1, 5, 20])('after %i turns leaves no connection and no lock', async (turns) => {
    const locks = createMemoryLocks();
    const bench = await createBench({ locks });
    const checking = bench.host.check(bench.makeDevice()).catch((error: unknown) => error);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    const cancelled = bench.host.cancelCheck();
    await bench.clock.settle();
    await cancelled;
    expect(await checking).toMatchObject(aborted.error);
    expect([...(await locks.held())]).toEqual([]);
    expect(bench.road.open).toBe(0);
    expect(await check(bench, bench.makeDevice())).toMatchObject({ told: { assignedHub: HUB } });
  });

  test('while DPS is at work leaves it, and asks no more', async () => {
    const locks = createMemoryLocks();
    const bench = await createBench({ locks, settings: { retryAfterSeconds: 3, intermediateAssigning: 1 } });
    const checking = bench.host.check(bench.makeDevice()).catch((error: unknown) => error);
    await bench.clock.advance(500);
    expect(bench.road.open).toBe(1);
    const cancelled = bench.host.cancelCheck();
    await bench.clock.settle();
    await cancelled;
    expect(await checking).toMatchObject(aborted.error);
    expect([...(await locks.held())]).toEqual([]);
    expect(bench.road.open).toBe(0);
    await bench.clock.advance(10_000);
    expect(services(bench)).toEqual(['dps']);
  });

  test('by the next one gives way to it, even for the same device', async () => {
    const bench = await createBench({ settings: { retryAfterSeconds: 2, intermediateAssigning: 1 } });
    const first = check(bench, bench.makeDevice());
    await bench.clock.advance(500);
    const second = check(bench, bench.makeDevice());
    const third = check(bench, bench.makeDevice());
    expect(await first).toMatchObject(aborted);
    expect(await second).toMatchObject(aborted);
    expect(await third).toMatchObject({ told: { deviceId: 'bench-01' } });
    expect(bench.road.open).toBe(0);
  });

  test('by the end of the page lets go of everything', async () => {
    const locks = createMemoryLocks();
    const bench = await createDeviceBench({ locks, settings: { retryAfterSeconds: 3, intermediateAssigning: 2 } });
    const checking = bench.host.check(bench.makeDevice()).catch((error: unknown) => error);
    await bench.clock.advance(500);
    await bench.dispose();
    expect(await checking).toMatchObject(aborted.error);
    expect([...(await locks.held())]).toEqual([]);
  });

  test('when there is none is nothing', async () => {
    const bench = await createBench();
    await bench.host.cancelCheck();
    expect(await check(bench, bench.makeDevice())).toMatchObject({ told: { assignedHub: HUB } });
  });
});
