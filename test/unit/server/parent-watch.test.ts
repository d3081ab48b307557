import { afterEach, describe, expect, test } from 'vitest';
import { watchParent } from '#server/parent-watch';
import { parseStartTicks, parseStat, type ProcessFacts } from '#server/process-table';
import { createFakeClock } from '../../support/fake-clock.ts';

/** Processes by their id: name, parent, and what else is unusual. */
type Table = Record<number, [name: string, parent: number, more?: Partial<ProcessFacts>]>;

const SELF = 100;
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function watch(table: Table, startedAs?: string) {
  const clock = createFakeClock();
  let gone = 0;
  const read = (id: number): ProcessFacts | undefined => {
    const row = table[id];
    return row && { name: row[0], parent: row[1], session: 1, hasTerminal: false, ...row[2] };
  };
  stops.push(watchParent({ id: SELF, parent: () => table[SELF]?.[1] ?? 1, read, startedAs }, clock, () => (gone += 1)));
  return {
    clock,
    /** How often the end was told after the processes given have ended, and their children gone to process 1. */
    async after(...ended: number[]): Promise<number> {
      for (const row of Object.values(table)) if (ended.includes(row[1])) row[1] = 1;
      for (const id of ended) delete table[id];
      await clock.advance(1000);
      return gone;
    },
  };
}

const UNDER_NPM: Table = {
  40: ['node', 1],
  50: ['npm run cloud', 40],
  60: ['sh', 50],
  [SELF]: ['node', 60],
};
const copy = (table: Table): Table => structuredClone(table);

describe('the end of the program that started us', () => {
  test('is told once when it is our parent', async () => {
    const seen = watch({ 50: ['node', 1], [SELF]: ['node', 50] });
    expect(await seen.after()).toBe(0);
    expect(await seen.after(50)).toBe(1);
    expect(await seen.after()).toBe(1);
    expect(seen.clock.pending).toBe(0);
  });

  test('is told when npm ends and the shell between stays', async () => {
    expect(await watch(copy(UNDER_NPM)).after(50)).toBe(1);
  });

  test('is told when the shell under npm ends', async () => {
    expect(await watch(copy(UNDER_NPM)).after(60)).toBe(1);
  });

  test('is told when npm was started by nohup and then ended itself', async () => {
    expect(await watch(copy(UNDER_NPM), '/usr/bin/nohup').after(50)).toBe(1);
  });

  test('is told where there is no /proc, for our parent alone', async () => {
    const table: Table = { [SELF]: ['node', 50] };
    const clock = createFakeClock();
    let gone = 0;
    const parent = (): number => table[SELF]?.[1] ?? 1;
    watchParent({ id: SELF, parent, read: () => undefined, startedAs: undefined }, clock, () => (gone += 1));
    table[SELF] = ['node', 1];
    await clock.advance(500);
    expect(gone).toBe(1);
  });

  test('is told when a script’s shell ends', async () => {
    expect(await watch({ 50: ['bash', 40], [SELF]: ['node', 50] }).after(50)).toBe(1);
  });
});

describe('whoever is meant to run on', () => {
  test.each<[string, Table, number, string?]>([
    ['is started by init', { [SELF]: ['node', 1] }, 1],
    ['is the first process of a container', { [SELF]: ['node', 0] }, 0],
    ['heads a session of its own', { 50: ['node', 1], [SELF]: ['node', 50, { session: SELF }] }, 50],
    ['is started by nohup in a script', { 50: ['sh', 1], [SELF]: ['node', 50] }, 50, '/usr/bin/nohup'],
    ['is started in a terminal', { 50: ['bash', 1, { hasTerminal: true, session: 50 }], [SELF]: ['node', 50] }, 50],
    ['has npm above, and something above npm ends', copy(UNDER_NPM), 40],
  ])('%s', async (_why, table, ended, startedAs) => {
    expect(await watch(table, startedAs).after(ended)).toBe(0);
  });
});

test('a watch that is stopped tells nothing', async () => {
  const table: Table = { 50: ['node', 1], [SELF]: ['node', 50] };
  const seen = watch(table);
  stops.pop()?.();
  expect(await seen.after(50)).toBe(0);
  expect(seen.clock.pending).toBe(0);
});

test('the start of a process is read past its name too, unless it has ended and was not reaped', () => {
  const numbers = Array.from({ length: 49 }, (_, index) => index + 4).join(' ');
  expect(parseStartTicks(`60 (a (b) c) S ${numbers}`)).toBe('22');
  expect(parseStartTicks(`60 (a (b) c) Z ${numbers}`)).toBeUndefined();
  expect(parseStartTicks('')).toBeUndefined();
});

test('a line of /proc is read past blanks and brackets in a program’s name', () => {
  expect(parseStat('60 (npm run (a) b) S 50 55 40 34816 60 4194560')).toEqual({
    name: 'npm run (a) b',
    parent: 50,
    session: 40,
    hasTerminal: true,
  });
  expect(parseStat('')).toBeUndefined();
});
