import { expect, test, describe } from 'vitest';
import type { Json } from '../../../src/core/bytes/json.ts';
import type { CloudState } from '../../../src/cloud/state/cloud-state.ts';
import { applyChanges, type KeptChange } from '../../../src/cloud/state/kept-change.ts';
import { askDps } from '../../support/back-end.ts';
import { startCloud, type Answer, type CloudHarness } from '../../support/cloud-harness.ts';
import { askHub } from '../../support/hub-service.ts';

/** A disk that a test lets write, or fail. */
function createDisk() {
  const batches: Json[][] = [];
  const waiting: { resolve(): void; reject(error: Error): void }[] = [];
  let snapshot: (() => CloudState) | undefined;
  return {
    batches,
    keep(changes: readonly KeptChange[], take: () => CloudState): Promise<void> {
      snapshot = take;
      batches.push(JSON.parse(JSON.stringify(changes)) as Json[]);
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    snapshot: (): Json => JSON.parse(JSON.stringify(snapshot?.())) as Json,
    write: () => waiting.shift()?.resolve(),
    fail: () => waiting.shift()?.reject(new Error('full')),
  };
}

/** Lets everything happen that waits for nothing but its turn. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  let open = true;
  void promise.then(() => (open = false));
  await settle();
  return open;
}

const idsOf = (batch: Json[] | undefined) => (batch as unknown as KeptChange[] | undefined)?.map(({ id }) => id);
const add = (harness: CloudHarness, id: string) => harness.rest('POST', '/_emu/devices', { deviceId: id });

describe('what was changed', () => {
  test('by REST is acknowledged once it is kept, and not before', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const answer = add(harness, 'dev');
    expect(await isOpen(answer)).toBe(true);
    expect(disk.batches).toMatchObject([[{ book: 'identities', id: 'dev', value: { deviceId: 'dev' } }]]);
    disk.write();
    expect((await answer).status).toBe(201);
  });

  test('while a write goes on is written together, each thing once and as it is then', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const answers = [add(harness, 'first')];
    await settle();
    answers.push(add(harness, 'a'), add(harness, 'b'), harness.rest('PATCH', '/_emu/settings', { autoApprove: false }));
    await settle();
    answers.push(harness.rest('PATCH', '/api/devices/a/properties', { color: 'red' }));
    await settle();
    expect(disk.batches).toHaveLength(1);
    disk.write();
    await settle();
    expect(disk.batches).toHaveLength(2);
    expect(idsOf(disk.batches[1])?.toSorted()).toEqual(['', 'a', 'b']);
    expect(JSON.stringify(disk.batches[1])).toContain('"color":"red"');
    disk.write();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201, 201, 200, 202]);
  });

  test('makes no reader wait', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const write = add(harness, 'dev');
    await settle();
    expect((await harness.rest('GET', '/api/devices')).status).toBe(200);
    disk.write();
    await write;
  });

  test('is telemetry: nothing is written, and nobody waits', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const added = harness.connect('dev');
    await settle();
    disk.write();
    const client = await added;
    const before = disk.batches.length;
    client.publish('devices/dev/messages/events/', '{}', 1);
    await client.next('puback');
    expect(disk.batches).toHaveLength(before);
  });

  test('in the reported properties of a device is acknowledged once it is kept', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const added = harness.connect('dev');
    await settle();
    disk.write();
    const client = await added;
    await client.subscribe('$iothub/twin/res/#');
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=1', '{"a":1}');
    const answer = client.next('publish');
    expect(await isOpen(answer)).toBe(true);
    disk.write();
    expect((await answer).topic).toBe('$iothub/twin/res/204/?$rid=1&$version=2');
    client.publish('$iothub/twin/PATCH/properties/reported/?$rid=2', '{"a":2}');
    await settle();
    disk.fail();
    expect((await client.next('publish')).topic).toMatch(/^\$iothub\/twin\/res\/503\/\?\$rid=2/);
  });

  test('by a registration is told to the device once it is kept', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const registered = harness.register('dev');
    await expect.poll(() => disk.batches.length).toBe(1);
    expect(await isOpen(registered)).toBe(true);
    disk.write();
    expect((await registered).status).toBe('assigned');
  });
});

describe('a disk that takes nothing', () => {
  const failing: readonly (readonly [string, (harness: CloudHarness) => Promise<Answer>, object])[] = [
    ['IoT Central', (harness) => add(harness, 'x'), { error: { code: 'ServiceUnavailable' } }],
    [
      'IoT Hub',
      (harness) => askHub(harness, 'PUT', '/devices/x', { body: { deviceId: 'x' } }),
      { Message: expect.stringContaining('ServiceUnavailable') },
    ],
    [
      'DPS',
      (harness) =>
        askDps(harness, 'PUT', '/enrollmentGroups/x', {
          body: { enrollmentGroupId: 'x', attestation: { type: 'symmetricKey' } },
        }),
      { errorCode: 503000 },
    ],
  ];
  test.each(failing)('is told in the form of %s, with 503', async (_service, ask, body) => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const answer = ask(harness);
    await expect.poll(() => disk.batches.length).toBe(1);
    disk.fail();
    expect(await answer).toMatchObject({ status: 503, body });
  });

  test('gets what it missed with the next change, or a second later', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const lost = add(harness, 'lost');
    await settle();
    disk.fail();
    expect((await lost).status).toBe(503);
    const next = add(harness, 'next');
    await settle();
    expect(idsOf(disk.batches[1])).toEqual(['lost', 'next']);
    disk.fail();
    expect((await next).status).toBe(503);
    expect((await harness.rest('GET', '/api/devices')).body.value).toHaveLength(2);
    await harness.clock.advance(1000);
    await settle();
    expect(idsOf(disk.batches[2])).toEqual(['lost', 'next']);
    disk.write();
    await settle();
    expect(harness.clock.pending).toBe(0);
  });

  test('does not let a device hear of a hub that may forget it, also when it asks again', async () => {
    const disk = createDisk();
    const harness = await startCloud({ keep: disk.keep });
    const registered = harness.register('dev');
    await expect.poll(() => disk.batches.length).toBe(1);
    disk.fail();
    expect(await registered).toMatchObject({ errorCode: 503000 });
    expect(await harness.lastAttempt()).toMatchObject({ cause: 'not-kept', outcome: 'refused' });
  });
});

describe('changes over the state that they followed', () => {
  test('give the state as it was, whatever was added, changed and removed', async () => {
    const disk = createDisk();
    const keep: typeof disk.keep = (changes, snapshot) => {
      const kept = disk.keep(changes, snapshot);
      disk.write();
      return kept;
    };
    const harness = await startCloud({ keep });
    const before = JSON.parse(JSON.stringify(harness.cloud.snapshot())) as Json;
    for (const id of ['a', 'b', 'c', 'A', 'a/module']) await add(harness, id);
    await harness.rest('DELETE', '/api/devices/b');
    await harness.rest('PATCH', '/api/devices/c/properties', { color: 'red' });
    await harness.rest('PATCH', '/_emu/settings', { retryAfterSeconds: 7 });
    await harness.rest('PUT', '/_emu/enrollment-groups/Mine', {});
    await harness.register('dev');
    const after = JSON.parse(JSON.stringify(harness.cloud.snapshot())) as Json;
    expect(applyChanges(before, disk.batches.flat())).toEqual(after);
    expect(disk.snapshot()).toEqual(after);
  });

  test.each([
    ['a base that is no state', null, []],
    ['a change that is none', {}, [7]],
    ['a list that there is not', {}, [{ book: 'constructor', id: 'x', value: {} }]],
    ['a value that is none', { identities: [] }, [{ book: 'identities', id: 'x', value: 7 }]],
  ] as const)('are nothing over %s', (_what, base, changes) => {
    expect(applyChanges(base as Json, changes as unknown as Json[])).toBeUndefined();
  });
});
