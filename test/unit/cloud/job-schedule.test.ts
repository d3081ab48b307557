import { describe, expect, test } from 'vitest';
import { firstAfter, occurrenceAt, readEndDate, readTime } from '../../../src/cloud/jobs/job-schedule.ts';
import type { JobSchedule } from '../../../src/cloud/state/application-state.ts';

const START = '2026-01-31T09:00:00Z';
const make = (parts: Partial<JobSchedule>): JobSchedule => ({ start: START, recurrence: null, end: null, ...parts });
const print = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);
const list = (schedule: JobSchedule, count: number): (string | undefined)[] =>
  Array.from({ length: count }, (_, number) => print(occurrenceAt(schedule, number)));

describe('the occurrences of a schedule', () => {
  test('once', () => expect(list(make({}), 2)).toEqual(['2026-01-31T09:00', undefined]));

  test('every day', () => {
    const days = ['2026-01-31T09:00', '2026-02-01T09:00', '2026-02-02T09:00'];
    expect(list(make({ recurrence: 'daily' }), 3)).toEqual(days);
  });

  test('every week', () => {
    expect(list(make({ recurrence: 'weekly' }), 3)).toEqual([
      '2026-01-31T09:00',
      '2026-02-07T09:00',
      '2026-02-14T09:00',
    ]);
  });

  test('every month, on the last day of those that are too short', () => {
    const months = ['2026-01-31T09:00', '2026-02-28T09:00', '2026-03-31T09:00', '2026-04-30T09:00'];
    expect(list(make({ recurrence: 'monthly' }), 4)).toEqual(months);
    expect(print(occurrenceAt(make({ recurrence: 'monthly' }), 25))).toBe('2028-02-29T09:00');
  });

  test('as many as its end says', () => {
    const end = { type: 'occurrences', occurrences: 2 } as const;
    expect(list(make({ recurrence: 'daily', end }), 3)).toEqual(['2026-01-31T09:00', '2026-02-01T09:00', undefined]);
  });

  test.each([
    ['2026-02-01', '2026-02-01T09:00'],
    ['2026-02-01T09:00:00Z', '2026-02-01T09:00'],
    ['2026-02-01T08:59:59Z', undefined],
    ['2026-01-31', undefined],
  ])('until %s', (date, second) => {
    const schedule = make({ recurrence: 'daily', end: { type: 'date', date } });
    expect(list(schedule, 3)).toEqual(['2026-01-31T09:00', second, undefined]);
  });
});

describe('the first occurrence after a time', () => {
  test.each<[JobSchedule['recurrence'], string, number]>([
    [null, '2026-01-31T08:59:59Z', 0],
    [null, START, 1],
    ['daily', '2020-01-01T00:00:00Z', 0],
    ['daily', START, 1],
    ['daily', '2026-02-03T08:59:59Z', 3],
    ['daily', '2026-02-03T09:00:00Z', 4],
    ['weekly', '2026-02-14T08:00:00Z', 2],
    ['monthly', '2025-06-15T00:00:00Z', 0],
    ['monthly', '2026-02-28T08:59:59Z', 1],
    ['monthly', '2026-02-28T09:00:00Z', 2],
    ['monthly', '2026-03-01T00:00:00Z', 2],
    ['monthly', '2027-01-31T09:00:00Z', 13],
  ])('%s, after %s, is number %d', (recurrence, now, expected) => {
    expect(firstAfter(make({ recurrence }), 0, readTime(now) ?? 0)).toBe(expected);
  });

  test('is none before the one that is asked for', () => {
    for (const recurrence of [null, 'daily', 'weekly', 'monthly'] as const) {
      expect(firstAfter(make({ recurrence }), 7, 0)).toBe(7);
    }
  });
});

describe('times of a schedule', () => {
  test.each(['2026-01-31', '2026-01-31T09:00', '2026-01-31 09:00Z', 'tomorrow', '', '2026-13-01T00:00Z', '1767600000'])(
    '%j is no start',
    (text) => expect(readTime(text)).toBeUndefined(),
  );

  test('are read with their zone', () => {
    expect(readTime('2026-01-31T10:00:00.5+01:00')).toBe(Date.UTC(2026, 0, 31, 9, 0, 0, 500));
    expect(readEndDate('2026-01-31')).toBe(Date.UTC(2026, 1, 1) - 1);
    expect(readEndDate('31.1.2026')).toBeUndefined();
  });
});
