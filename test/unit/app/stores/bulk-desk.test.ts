import { describe, expect, test } from 'vitest';
import { createBulkDesk, type BulkWork } from '#app/stores/bulk-desk';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeServices } from '../../../support/fake-services.ts';

const TAB = { kind: 'tab' } as const;
const idsUpTo = (count: number): string[] => Array.from({ length: count }, (_, at) => `d-${at}`);

function open(known: readonly string[]) {
  const services = createFakeServices();
  const desk = createBulkDesk(services);
  const client = services.operators.tab;
  for (const id of known) {
    client.answer(`POST /_emu/devices/${id}/block`, 200, {});
    client.answer(`POST /_emu/devices/${id}/reset`, 409, { error: { code: 'Conflict', message: 'By hand.' } });
    client.answer(`DELETE /api/devices/${id}`, 204);
  }
  const seen: BulkWork[] = [];
  desk.work.subscribe(() => {
    const work = desk.work.get();
    if (work !== undefined) seen.push(work);
  });
  return { services, desk, client, seen };
}

describe('work on many devices', () => {
  test('asks for each device once, and gives those to which it was done', async () => {
    const ids = idsUpTo(50);
    const { desk, client } = open(ids);
    expect((await desk.start(TAB, 'block', ids)).toSorted()).toEqual(ids.toSorted());
    expect(client.requests.map(({ url }) => url).toSorted()).toEqual(
      ids.map((id) => `/_emu/devices/${id}/block`).toSorted(),
    );
    expect(desk.work.get()).toMatchObject({ cloud: 'tab', verb: 'block', total: 50, done: 50, phase: 'ended' });
  });

  test('tells how far it is at most once in 100 ms, and the end in any case', async () => {
    const ids = idsUpTo(5000);
    const { desk, seen } = open(ids);
    await desk.start(TAB, 'block', ids);
    expect(seen.map(({ phase }) => phase)).toEqual(['running', 'ended']);
  });

  test('goes on after a device that refuses, and says which and why', async () => {
    const { desk } = open(['d-0', 'd-1']);
    expect(await desk.start(TAB, 'reset', ['d-0', 'gone', 'd-1'])).toEqual([]);
    const { failures = [], done } = desk.work.get() ?? {};
    expect(Object.fromEntries(failures.map(({ id, finding }) => [id, finding.code]))).toEqual({
      'd-0': 'cloud/refused',
      'd-1': 'cloud/refused',
      gone: 'cloud/not-found',
    });
    expect(done).toBe(3);
  });

  test('what is gone already need not be deleted: a module goes with its device', async () => {
    const { desk } = open(['d-0']);
    expect(await desk.start(TAB, 'remove', ['d-0', 'd-0/mod'])).toEqual(['d-0', 'd-0/mod']);
    expect(desk.work.get()).toMatchObject({ failures: [], phase: 'ended' });
  });

  test('is stopped between two devices; those that are left are as they were', async () => {
    const ids = idsUpTo(1000);
    const { desk, client } = open(ids);
    const work = desk.start(TAB, 'block', ids);
    desk.stop();
    const done = await work;
    expect(done.length).toBeLessThan(10);
    expect(client.requests).toHaveLength(done.length);
    expect(desk.work.get()).toMatchObject({ phase: 'stopped', done: done.length, total: 1000 });
  });

  test('ends when the cloud is gone, and does not knock a thousand times', async () => {
    const ids = idsUpTo(1000);
    const { desk, client } = open(ids);
    client.setFailure(new WorkbenchError('cloud/unreachable', { where: 'tab' }));
    expect(await desk.start(TAB, 'block', ids)).toEqual([]);
    expect(client.requests.length).toBeLessThan(10);
    expect(desk.work.get()).toMatchObject({ phase: 'cut-off', done: 0, failures: [] });
  });

  test('is one at a time, and is forgotten only when it is over', async () => {
    const ids = idsUpTo(20);
    const { desk } = open(ids);
    const first = desk.start(TAB, 'block', ids);
    expect(await desk.start({ kind: 'node', origin: 'http://localhost' }, 'remove', ids)).toEqual([]);
    desk.clear();
    expect(desk.work.get()?.verb).toBe('block');
    await first;
    desk.clear();
    expect(desk.work.get()).toBeUndefined();
  });

  test('a mistake of ours ends it and is not swallowed', async () => {
    const { desk, client } = open([]);
    client.setFailure(new TypeError('our own'));
    await expect(desk.start(TAB, 'block', idsUpTo(100))).rejects.toThrow('our own');
    expect(desk.work.get()?.phase).toBe('cut-off');
    expect(client.requests.length).toBeLessThan(10);
  });
});
