import { describe, expect, test } from 'vitest';
import { createCloudOperator } from '#app/cloud-operator';
import { createCloudView } from '#app/stores/cloud-view';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createFakeOperator, type FakeOperator } from '../../../support/fake-operator.ts';

function layDown(operator: FakeOperator, groups: string[]): void {
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: '0ne0000AAAA' });
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: groups.map((id) => ({ id })) });
  operator.answer('GET /_emu/attempts', 200, { value: [] });
}

async function openView() {
  const clock = createFakeClock();
  const operator = createFakeOperator();
  layDown(operator, ['a']);
  const view = createCloudView(createCloudOperator(operator), clock);
  await clock.settle();
  const idsShown = (): string[] | string => {
    const state = view.state.get();
    return state.kind === 'ready' ? state.content.groups.map(({ id }) => id) : state.kind;
  };
  const countOf = (path: string): number => operator.requests.filter(({ url }) => url.startsWith(path)).length;
  return { clock, operator, view, idsShown, countOf };
}

describe('a local cloud as its operator follows it', () => {
  test('is read whole, and what changed is read again once after many events', async () => {
    const { clock, operator, view, idsShown, countOf } = await openView();
    expect(idsShown()).toEqual(['a']);
    layDown(operator, ['a', 'b']);
    for (let count = 0; count < 50; count += 1) operator.tell({ type: 'enrollment', id: 'b', change: 'put' });
    await clock.advance(400);
    expect(idsShown()).toEqual(['a', 'b']);
    expect(countOf('/_emu/enrollmentGroups')).toBe(2);
    expect(countOf('/_emu/attempts')).toBe(1);
    view.dispose();
  });

  test.each([
    ['telemetry', 1, 1],
    ['twin', 1, 1],
    ['attempt', 1, 2],
    ['device', 2, 1],
  ])('an event of the kind %s reads the groups %i times and the attempts %i times', async (type, groups, attempts) => {
    const { clock, operator, view, countOf } = await openView();
    operator.tell({ type, deviceId: 'a' });
    await clock.advance(400);
    expect(countOf('/_emu/enrollmentGroups')).toBe(groups);
    expect(countOf('/_emu/attempts')).toBe(attempts);
    expect(countOf('/_emu/devices')).toBe(0);
    view.dispose();
  });

  test('a cloud that was made new is read whole again, and so is all that listens', async () => {
    const { clock, operator, view, idsShown, countOf } = await openView();
    let anew = 0;
    view.listen({ onEvent: () => undefined, onAnew: () => (anew += 1) });
    layDown(operator, ['b']);
    operator.tell({ type: 'reset' });
    await clock.settle();
    expect(idsShown()).toEqual(['b']);
    expect(anew).toBe(1);
    expect([countOf('/_emu/cloud'), operator.followers]).toEqual([2, 1]);
    view.dispose();
  });

  test('an event of the kind settings reads what the cloud says of itself, faults and all', async () => {
    const { clock, operator, view, countOf } = await openView();
    operator.tell({ type: 'settings' });
    await clock.advance(400);
    expect([countOf('/_emu/cloud'), countOf('/_emu/enrollmentGroups')]).toEqual([2, 1]);
    view.dispose();
  });

  test('an event that comes during a reading leads to one more', async () => {
    const { clock, operator, view, countOf } = await openView();
    operator.tell({ type: 'device', deviceId: 'a' });
    await clock.advance(399);
    operator.tell({ type: 'attempt' });
    await clock.advance(1);
    operator.tell({ type: 'device', deviceId: 'a' });
    await clock.advance(400);
    expect(countOf('/_emu/enrollmentGroups')).toBe(3);
    view.dispose();
  });

  test('whoever listens gets every event, and is told when the events begin anew', async () => {
    const { clock, operator, view } = await openView();
    const heard: string[] = [];
    const stop = view.listen({
      onEvent: ({ type, deviceId }) => heard.push(`${type} ${deviceId}`),
      onAnew: () => heard.push('anew'),
    });
    operator.tell({ type: 'telemetry', deviceId: 'a' });
    operator.endStreams();
    await clock.advance(1000);
    operator.tell({ type: 'device', deviceId: 'b' });
    stop();
    operator.tell({ type: 'device', deviceId: 'c' });
    expect(heard).toEqual(['telemetry a', 'anew', 'device b']);
    view.dispose();
  });

  test('a cloud that was never reached says why, though its stream ends before the reading fails', async () => {
    const clock = createFakeClock();
    const operator = createFakeOperator();
    operator.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    const view = createCloudView(createCloudOperator(operator), clock);
    operator.endStreams();
    await clock.settle();
    expect(view.state.get()).toMatchObject({ kind: 'failed', finding: { code: 'cloud/unreachable' } });
    view.dispose();
  });

  test('when the stream ends, what is shown stays, the time of the next try is said, and it comes later each time', async () => {
    const { clock, operator, view, idsShown } = await openView();
    operator.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    operator.endStreams();
    expect(idsShown()).toEqual(['a']);
    expect(view.state.get()).toMatchObject({ line: { kind: 'reconnecting', until: clock.now() + 1000 } });
    await clock.advance(1000);
    expect(view.state.get()).toMatchObject({ line: { kind: 'reconnecting', until: clock.now() + 2000 } });
    operator.setFailure(undefined);
    layDown(operator, ['c']);
    await clock.advance(2000);
    expect(view.state.get()).toMatchObject({ line: { kind: 'live' } });
    expect(idsShown()).toEqual(['c']);
    expect(operator.followers).toBe(1);
    view.dispose();
  });

  test('one that was never reached says why, and is tried again by itself', async () => {
    const clock = createFakeClock();
    const operator = createFakeOperator();
    operator.setFailure(new WorkbenchError('cloud/unreachable', { where: 'server' }));
    const view = createCloudView(createCloudOperator(operator), clock);
    await clock.settle();
    expect(view.state.get()).toMatchObject({ kind: 'failed', finding: { code: 'cloud/unreachable' } });
    operator.setFailure(undefined);
    layDown(operator, []);
    view.refresh();
    await clock.settle();
    expect(view.state.get().kind).toBe('ready');
    view.dispose();
  });

  test('after it is disposed nothing is followed, waited for or shown', async () => {
    const { clock, operator, view, idsShown } = await openView();
    operator.tell({ type: 'device' });
    view.dispose();
    layDown(operator, ['late']);
    await clock.advance(60_000);
    expect(idsShown()).toEqual(['a']);
    expect(operator.followers).toBe(0);
    expect(clock.pending).toBe(0);
  });
});
