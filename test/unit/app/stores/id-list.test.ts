import { describe, expect, test } from 'vitest';
import { createIdList, PROBLEMS_A_PAGE } from '#app/stores/id-list';
import { createFakeServices } from '../../../support/fake-services.ts';

function open() {
  const services = createFakeServices();
  return { services, list: createIdList(services.keys, services.clock, services) };
}

const text = (...ids: string[]) => ({ kind: 'text', text: ids.join('\n') }) as const;

describe('the list of IDs', () => {
  test('is read once nothing more is typed for a moment', async () => {
    const { services, list } = open();
    list.follow(text('b'), 'soon');
    await services.clock.advance(200);
    list.follow(text('boiler-1', 'boiler-2'), 'soon');
    await services.clock.advance(299);
    expect(services.keys.calls).toEqual([]);
    expect(list.state.get()).toEqual({ kind: 'reading', last: undefined });
    await services.clock.advance(1);
    expect(list.state.get()).toMatchObject({ kind: 'read', summary: { good: 2, first: 'boiler-1' } });
    expect(services.keys.calls).toEqual(['read']);
  });

  test('is read at once where nothing is typed', async () => {
    const { services, list } = open();
    list.follow({ kind: 'pattern', pattern: 's-{1..9}' }, 'now');
    await services.clock.settle();
    expect(list.state.get()).toMatchObject({ kind: 'read', summary: { good: 9, last: 's-9' } });
  });

  test('keeps what was known while it is read anew', async () => {
    const { services, list } = open();
    list.follow(text('a', 'b'), 'now');
    await services.clock.settle();
    list.follow(text('a', 'b', 'c'), 'soon');
    expect(list.state.get()).toMatchObject({ kind: 'reading', last: { good: 2 } });
  });

  test('counts the newest source only, however late an earlier one is read', async () => {
    const { services, list } = open();
    const release = services.keys.hold('read');
    list.follow(text('early'), 'now');
    list.follow(text('late-1', 'late-2'), 'now');
    await services.clock.settle();
    release();
    await list.settle();
    await services.clock.settle();
    expect(list.state.get()).toMatchObject({ kind: 'read', summary: { good: 2, first: 'late-1' } });
  });

  test('can be waited for, without the pause of typing', async () => {
    const { services, list } = open();
    list.follow(text('boiler-1'), 'soon');
    await list.settle();
    expect(list.state.get().kind).toBe('read');
    expect(services.clock.pending).toBe(0);
  });

  test('shows its problems a page at a time', async () => {
    const { services, list } = open();
    list.follow(text('good', ...Array.from({ length: 30 }, (_, at) => `bad!${at}`)), 'now');
    await services.clock.settle();
    expect(list.state.get()).toMatchObject({ summary: { problems: 30, leftOut: 30 }, problems: { from: 0 } });
    await list.showProblems(PROBLEMS_A_PAGE);
    const now = list.state.get();
    const page = now.kind === 'read' ? now.problems : undefined;
    expect(page?.from).toBe(PROBLEMS_A_PAGE);
    expect(page?.rows.map(({ line }) => line)).toEqual(Array.from({ length: 10 }, (_, at) => at + 22));
  });

  test('says why a source cannot be read', async () => {
    const { services, list } = open();
    list.follow({ kind: 'file', file: new Blob([]) }, 'now');
    await services.clock.settle();
    expect(list.state.get()).toMatchObject({ kind: 'refused', problem: { finding: { code: 'file/empty' } } });
  });

  test('tells our own mistakes as such, with a report', async () => {
    const { services, list } = open();
    services.keys.fail('read', new RangeError('unforeseen'));
    list.follow(text('boiler-1'), 'now');
    await services.clock.settle();
    const now = list.state.get();
    expect(now).toMatchObject({ kind: 'refused', problem: { kind: 'mistake' } });
    expect(JSON.stringify(now)).toContain('unforeseen');
  });

  test('is forgotten when there is no source any more', async () => {
    const { services, list } = open();
    list.follow(undefined, 'now');
    expect(services.keys.calls).toEqual([]);
    list.follow(text('boiler-1'), 'now');
    await services.clock.settle();
    list.follow(undefined, 'now');
    await services.clock.settle();
    expect(list.state.get()).toEqual({ kind: 'none' });
    expect(services.keys.calls).toEqual(['read', 'clear']);
  });

  test('leaves no timer behind', async () => {
    const { services, list } = open();
    list.follow(text('boiler-1'), 'soon');
    list.dispose();
    expect(services.clock.pending).toBe(0);
  });
});
