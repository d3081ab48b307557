import { expect, test } from 'vitest';
import { LABEL_LIMIT } from '#core/labels/judge-label';
import { createLabelDesk } from '#app/stores/label-desk';
import { createFakeServices } from '../../../support/fake-services.ts';

test('what is typed is read when nothing more is typed for a moment, and leaves the list of the Keys room', async () => {
  const services = createFakeServices();
  const desk = createLabelDesk(services);
  await services.keys.read({ kind: 'text', text: 'kept-1' });
  await services.keys.make({ primaryKey: btoa('g'.repeat(64)) }, () => undefined);
  desk.change({ source: 'list', list: 'a-1\nbad id\na-2' });
  expect(desk.listed.get()).toEqual([]);
  await services.clock.advance(300);
  expect(desk.listed.get().map(({ id }) => id)).toEqual(['a-1', 'a-2']);
  expect(desk.list.state.get()).toMatchObject({ kind: 'read', summary: { good: 2, leftOut: 1 } });
  expect(await desk.reader.problems(0, 5)).toMatchObject([{ line: 2, leftOut: true }]);
  await desk.readKeyed();
  expect(desk.keyed.get().map(({ deviceId }) => deviceId)).toEqual(['kept-1']);
});

test('a list that is emptied has no devices any more', async () => {
  const services = createFakeServices();
  const desk = createLabelDesk(services);
  desk.change({ source: 'list', list: 'a-1' });
  await services.clock.advance(300);
  desk.change({ list: '' });
  await services.clock.advance(300);
  expect(desk.listed.get()).toEqual([]);
  expect(await desk.reader.problems(0, 5)).toEqual([]);
});

test('of a list that is too long comes one more than are printed, and as many problems as can be shown', async () => {
  const services = createFakeServices();
  const desk = createLabelDesk(services);
  const lines = Array.from({ length: LABEL_LIMIT + 500 }, (_, at) => `bad id ${at}\na-${at}`);
  desk.change({ source: 'list', way: 'file', file: { name: 'ids.txt', file: new Blob([lines.join('\n')]) } });
  await desk.list.settle();
  expect(desk.listed.get().length).toBe(LABEL_LIMIT + 1);
  const state = desk.list.state.get();
  expect(state).toMatchObject({ kind: 'read', summary: { good: LABEL_LIMIT + 500, problems: LABEL_LIMIT + 1 } });
});
