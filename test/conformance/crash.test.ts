import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorkbench, type WorkbenchServer } from '../support/workbench-server.ts';

const ROUNDS = 20;
const WRITES = 1000;
/** Requests that are under way at once. */
const LANES = 10;
/** `npm run test:crash` kills anywhere in the 1,000 writes; otherwise early, to be done in half a minute. */
const LAST_KILL = env['WORKBENCH_CRASH'] === 'full' ? WRITES : 120;
const FIRST_KILL = 50;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workbench-crash-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What one lane did, write by write; at most its last write was not acknowledged. */
interface Lane {
  readonly device: string;
  /** The newest number that the device was named by, and the newest that was acknowledged. */
  tried: number;
  acknowledged: number;
  /** Devices that are there for sure, and those that were removed for sure. */
  readonly added: Set<string>;
  readonly removed: Set<string>;
}

const isDone = ({ status }: { status: number }): boolean => status >= 200 && status < 300;

/** Adds a device, removes an older one, or names one anew; false when it was not acknowledged. */
async function write(server: WorkbenchServer, lane: Lane, at: number): Promise<boolean> {
  const [oldest] = lane.added;
  if (at % 4 === 1 || (at % 4 === 3 && oldest === undefined)) {
    const deviceId = `${lane.device}-${at}`;
    const done = isDone(await server.operator('POST', '/_emu/devices', { deviceId }));
    if (done) lane.added.add(deviceId);
    return done;
  }
  if (at % 4 === 3 && oldest !== undefined) {
    // It is one or the other until the answer comes.
    lane.added.delete(oldest);
    const done = isDone(await server.operator('DELETE', `/api/devices/${oldest}`));
    if (done) lane.removed.add(oldest);
    return done;
  }
  lane.tried = at;
  const done = isDone(await server.operator('PATCH', `/api/devices/${lane.device}`, { displayName: `name ${at}` }));
  if (done) lane.acknowledged = at;
  return done;
}

/** Writes in all lanes at once until so many writes are acknowledged, then kills the server in the middle of the others. */
async function writeUntilKilled(server: WorkbenchServer, lanes: readonly Lane[], first: number, killAfter: number) {
  let acknowledged = 0;
  let killed: Promise<void> | undefined;
  await Promise.all(
    lanes.map(async (lane, number) => {
      for (let at = first + number; at < first + WRITES; at += LANES) {
        const done = await write(server, lane, at).catch(() => false);
        if (done) acknowledged += 1;
        else if (killed === undefined) throw new Error('a write was refused');
        if (acknowledged >= killAfter) killed ??= server.kill();
        if (killed !== undefined) return;
      }
    }),
  );
  await (killed ?? server.kill());
  return acknowledged;
}

async function check(server: WorkbenchServer, lanes: readonly Lane[]): Promise<void> {
  const { body } = await server.operator('GET', '/_emu/devices?top=100000');
  const there = new Set((body as { value: { id: string }[] }).value.map(({ id }) => id));
  for (const { device, tried, acknowledged, added, removed } of lanes) {
    expect([...added].filter((id) => !there.has(id))).toEqual([]);
    expect([...removed].filter((id) => there.has(id))).toEqual([]);
    const { displayName } = (await server.operator('GET', `/api/devices/${device}`)).body as { displayName: string };
    expect([acknowledged, tried].map((at) => (at === 0 ? device : `name ${at}`))).toContain(displayName);
  }
}

test(
  `a cloud that is killed ${ROUNDS} times in the middle of ${WRITES} writes has every one that it acknowledged`,
  { timeout: 600_000 },
  async () => {
    const file = join(folder, 'state.json');
    const lanes = Array.from({ length: LANES }, (_, lane): Lane => {
      return { device: `lane-${lane}`, tried: 0, acknowledged: 0, added: new Set(), removed: new Set() };
    });
    let scope: string | undefined;
    let total = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const server = await startWorkbench('cloud', '--state', file);
      scope ??= server.ready.idScope;
      expect(server.ready.idScope).toBe(scope);
      if (round === 0) {
        for (const { device } of lanes) await server.operator('POST', '/_emu/devices', { deviceId: device });
      }
      await check(server, lanes);
      const killAfter = FIRST_KILL + Math.floor(Math.random() * (LAST_KILL - FIRST_KILL));
      total += await writeUntilKilled(server, lanes, 1 + round * WRITES, killAfter);
    }
    expect(total).toBeGreaterThanOrEqual(ROUNDS * FIRST_KILL);
    // Of a server that was killed while it wrote the whole file.
    await writeFile(`${file}.0123456789ab.tmp`, '{"half":');
    const last = await startWorkbench('cloud', '--state', file);
    await check(last, lanes);
    await last.stop();
    // Nothing lies about but the file, once it was ended in peace.
    expect(await readdir(folder)).toEqual(['state.json']);
  },
);
