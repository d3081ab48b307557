import { describe, expect, test } from 'vitest';
import { createCloudOperator } from '#app/cloud-operator';
import { createCloudPart } from '#app/stores/cloud-part';
import { createCloudView } from '#app/stores/cloud-view';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createFakeOperator } from '../../../support/fake-operator.ts';

async function openPart(answers: (() => Promise<string>)[]) {
  const clock = createFakeClock();
  const operator = createFakeOperator();
  operator.answer('GET /_emu/cloud', 200, { host: 'localhost', idScope: '0ne0000AAAA' });
  operator.answer('GET /_emu/enrollmentGroups', 200, { value: [] });
  operator.answer('GET /_emu/attempts', 200, { value: [] });
  const view = createCloudView(createCloudOperator(operator), clock);
  await clock.settle();
  let readings = 0;
  const part = createCloudPart({
    read() {
      readings += 1;
      return answers[Math.min(readings, answers.length) - 1]?.() ?? Promise.reject(new TypeError('not laid down'));
    },
    isTouchedBy: ({ type }) => type === 'template',
    feed: view,
    clock,
  });
  await clock.settle();
  return { clock, operator, view, part, count: () => readings };
}

const give = (value: string) => (): Promise<string> => Promise.resolve(value);
const fail = (): Promise<string> => Promise.reject(new WorkbenchError('cloud/unreachable', { where: 'server' }));

describe('a part of a cloud', () => {
  test('is read at once, and once more after many events that touch it', async () => {
    const { clock, operator, part, count } = await openPart([give('old'), give('new')]);
    expect(part.state.get()).toEqual({ kind: 'ready', value: 'old' });
    operator.tell({ type: 'telemetry', deviceId: 'a' });
    await clock.advance(1000);
    expect(count()).toBe(1);
    for (let round = 0; round < 20; round += 1) operator.tell({ type: 'template' });
    await clock.advance(400);
    expect(part.state.get()).toEqual({ kind: 'ready', value: 'new' });
    expect(count()).toBe(2);
  });

  test('says why it could not be read, and keeps what was read before', async () => {
    const { clock, part } = await openPart([fail, give('there'), fail]);
    expect(part.state.get()).toMatchObject({ kind: 'failed', finding: { code: 'cloud/unreachable' } });
    part.refresh();
    await clock.settle();
    expect(part.state.get()).toEqual({ kind: 'ready', value: 'there' });
    part.refresh();
    await clock.settle();
    expect(part.state.get()).toEqual({ kind: 'ready', value: 'there' });
  });

  test('is read again when the events begin anew, and never after its end', async () => {
    const { clock, operator, part, count } = await openPart([give('a')]);
    operator.endStreams();
    await clock.advance(1000);
    expect(count()).toBe(2);
    operator.tell({ type: 'template' });
    part.dispose();
    await clock.advance(1000);
    operator.tell({ type: 'template' });
    await clock.advance(1000);
    expect(count()).toBe(2);
  });

  test('an answer that comes after a newer one does not count', async () => {
    let answerLate: (value: string) => void = () => undefined;
    const late = new Promise<string>((resolve) => (answerLate = resolve));
    const { clock, part } = await openPart([() => late, give('newer')]);
    part.refresh();
    await clock.settle();
    answerLate('older');
    await clock.settle();
    expect(part.state.get()).toEqual({ kind: 'ready', value: 'newer' });
  });
});
