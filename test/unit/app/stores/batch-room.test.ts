import { describe, expect, test } from 'vitest';
import { createBatchRoom } from '#app/stores/batch-room';
import { judgeBatchDraft } from '#app/stores/batch-draft';
import type { NewBatch } from '#core/ports/certificate-maker';
import { SAMPLE_BATCH, SAMPLE_TIME, SAMPLE_SHELF } from '../../../support/certificate-samples.ts';
import { ROOT_SHELF } from '../../../support/certificate-shelves.ts';
import { createFakeServices } from '../../../support/fake-services.ts';

const LIST = { total: 9, good: 9, problems: 0, leftOut: 0, first: 's-1', last: 's-9', notes: [], table: undefined };

function open() {
  const services = createFakeServices();
  services.certificates.setShelf({ ...ROOT_SHELF, batches: [SAMPLE_BATCH] });
  services.certificates.setList(LIST);
  return { services, room: createBatchRoom(services) };
}

function wishOf(room: ReturnType<typeof createBatchRoom>): NewBatch {
  const { wish } = judgeBatchDraft(room.draft.get(), ROOT_SHELF, SAMPLE_TIME);
  if (wish === undefined) throw new TypeError('the draft has no fault');
  return wish;
}

describe('the list of a batch', () => {
  test('is read when typing has ended, and at once when another way is chosen', async () => {
    const { services, room } = open();
    room.change({ pattern: 's-{1..9}' });
    expect(services.certificates.calls).toEqual([]);
    await services.clock.advance(300);
    expect(services.certificates.calls).toEqual([['readList', { kind: 'pattern', pattern: 's-{1..9}' }]]);
    expect(room.list.state.get()).toMatchObject({ kind: 'read', summary: { good: 9 } });
    room.change({ way: 'list', list: 'a\nb' });
    await services.clock.settle();
    expect(services.certificates.calls.at(-1)?.[0]).toBe('readList');
    room.change({ way: 'file' });
    expect(room.list.state.get()).toEqual({ kind: 'none' });
  });

  test('is not read anew for what is no part of it', async () => {
    const { services, room } = open();
    room.change({ form: 'pfx' });
    await services.clock.advance(300);
    expect(services.certificates.calls).toEqual([]);
  });
});

describe('a batch that is kept', () => {
  test('leaves the form empty, with a new password and the same choices', async () => {
    const { room } = open();
    room.change({ pattern: 's-{1..9}', isPasswordKept: true, form: 'pfx', keyKind: 'P-384' });
    const before = room.draft.get().madePassword;
    expect(before).toMatch(/^([2-9a-hjkmnp-z]{4}-){6}[2-9a-hjkmnp-z]{4}$/);
    expect(await room.prepare(wishOf(room))).toBe('batch-1');
    const { madePassword, ...draft } = room.draft.get();
    expect(draft).toMatchObject({
      pattern: '',
      isPasswordKept: false,
      form: 'pfx',
      keyKind: 'P-384',
      typedPassword: '',
    });
    expect(madePassword).not.toBe(before);
    expect(room.list.state.get()).toEqual({ kind: 'none' });
  });

  test('leaves the form as it is when it could not be kept', async () => {
    const { services, room } = open();
    room.change({ pattern: 's-{1..9}', isPasswordKept: true });
    services.certificates.fail('prepareBatch', new RangeError('unforeseen'));
    await expect(room.prepare(wishOf(room))).rejects.toThrow('unforeseen');
    expect(room.draft.get().pattern).toBe('s-{1..9}');
  });
});

describe('the work on a batch', () => {
  test('is seen, with how far it is, until it ends', async () => {
    const { services, room } = open();
    const seen: unknown[] = [];
    room.work.subscribe(() => seen.push(room.work.get()));
    await room.run(SAMPLE_BATCH.id);
    expect(seen).toEqual([
      { kind: 'making', id: 'batch', progress: undefined },
      { kind: 'making', id: 'batch', progress: { done: 900, total: 900, remainingMs: 0 } },
      { kind: 'none' },
    ]);
    expect((await services.certificates.shelf()).batches).toMatchObject([{ done: 900 }]);
  });

  test('ends with what went wrong, too', async () => {
    const { services, room } = open();
    services.certificates.fail('runBatch', new RangeError('unforeseen'));
    await expect(room.run(SAMPLE_BATCH.id)).rejects.toThrow('unforeseen');
    expect(room.work.get()).toEqual({ kind: 'none' });
  });

  test('is paused while it is being done, and at no other time', async () => {
    const { services, room } = open();
    await room.pause();
    const release = services.certificates.hold('runBatch');
    const running = room.run(SAMPLE_BATCH.id);
    await room.pause();
    expect(room.work.get()).toMatchObject({ kind: 'pausing', id: 'batch' });
    release();
    await running;
    expect(services.certificates.calls.map(([name]) => name)).toEqual(['runBatch', 'pauseBatch']);
  });

  test('saves the archive as a file', async () => {
    const { services, room } = open();
    services.certificates.setShelf({ ...SAMPLE_SHELF });
    expect(await room.save(SAMPLE_BATCH.id)).toBe('certificates.zip');
    expect(services.seen).toEqual([expect.stringMatching(/^save certificates\.zip application\/zip \d+ bytes/)]);
  });
});

test('what is typed is forgotten at the end', () => {
  const { room } = open();
  room.change({ typedPassword: 'secret', pattern: 's-{1..9}' });
  room.dispose();
  expect(JSON.stringify(room.draft.get())).not.toContain('secret');
  expect(room.draft.get().madePassword).toBe('');
});
