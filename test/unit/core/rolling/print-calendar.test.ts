import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '#core/bytes/text';
import { makeTimeline, type TimelineEntry } from '#core/rolling/make-timeline';
import { printCalendar } from '#core/rolling/print-calendar';
import { SAMPLE_TIME, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const DAY_MS = 86_400_000;
const NOW = SAMPLE_TIME;

function entryOf(commonName: string, passedDays: number, leftDays: number): TimelineEntry {
  const life = { notBefore: NOW - passedDays * DAY_MS, notAfter: NOW + leftDays * DAY_MS };
  const facts = sampleFacts('a', { ...life, commonName });
  const shelf = { certificates: [sampleCertificate('device', facts, { id: 'f1e2' })], requests: [] };
  const [entry] = makeTimeline({ ...shelf, issued: [], logs: [], batches: [], guides: [] }, NOW);
  if (entry === undefined) throw new Error('the timeline is empty');
  return entry;
}

/** Undoes the folding of RFC 5545, 3.1. */
function linesOf(text: string): string[] {
  return text.replaceAll('\r\n ', '').split('\r\n').slice(0, -1);
}

const print = (commonName: string, passedDays: number, leftDays: number) =>
  linesOf(printCalendar([entryOf(commonName, passedDays, leftDays)], NOW));

test('the calendar of a certificate is an event at its end, with two reminders', () => {
  expect(print('pump-7', 65, 300)).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//device-workbench//certificates//EN',
    'BEGIN:VEVENT',
    'UID:f1e2@certificates.device-workbench',
    'DTSTAMP:20260105T091011Z',
    'DTSTART:20261101T091011Z',
    'SUMMARY:Certificate “pump-7” ends',
    'DESCRIPTION:Make the next one in the Certificates room.',
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Certificate “pump-7” ends',
    'TRIGGER;VALUE=DATE-TIME:20260820T091011Z',
    'END:VALARM',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Certificate “pump-7” ends',
    'TRIGGER;VALUE=DATE-TIME:20261002T091011Z',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ]);
});

test('the two of a pair, which have one name, are told apart', () => {
  const halves = (['primary', 'secondary'] as const).map((slot) => ({ ...entryOf('pump-7', 65, 300), slot }));
  expect(linesOf(printCalendar(halves, NOW)).filter((line) => line.startsWith('SUMMARY'))).toEqual([
    'SUMMARY:Primary certificate of “pump-7” ends',
    'SUMMARY:Secondary certificate of “pump-7” ends',
  ]);
});

describe('a reminder', () => {
  const remindersOf = (passedDays: number, leftDays: number) =>
    print('a', passedDays, leftDays).filter((line) => line.startsWith('TRIGGER'));

  test('is at 80 % of a short life, which lies within the last month', () => {
    expect(remindersOf(0, 10)).toEqual(['TRIGGER;VALUE=DATE-TIME:20260113T091011Z']);
  });

  test('is a month before where 80 % are over', () => {
    expect(remindersOf(900, 60)).toEqual(['TRIGGER;VALUE=DATE-TIME:20260204T091011Z']);
  });

  test('is the day before where the month has begun, and none on the last day', () => {
    expect(remindersOf(900, 20)).toEqual(['TRIGGER;VALUE=DATE-TIME:20260124T091011Z']);
    expect(remindersOf(900, 0.5)).toEqual([]);
  });
});

test('what has ended is no event any more', () => {
  expect(print('a', 10, -1)).not.toContain('BEGIN:VEVENT');
  expect(printCalendar([], NOW)).toBe(
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//device-workbench//certificates//EN\r\nEND:VCALENDAR\r\n',
  );
});

test('RFC 5545, 3.8.4.7: the same end has the same name whenever it is printed', () => {
  const entry = entryOf('a', 1, 30);
  const uidOf = (now: number) => linesOf(printCalendar([entry], now)).find((line) => line.startsWith('UID:'));
  expect(uidOf(NOW)).toBe(uidOf(NOW + DAY_MS));
});

test('RFC 5545, 3.3.11: what means something within a text is escaped', () => {
  expect(print('a,b;c\\d\r\ne\u0000f', 1, 30)).toContain('SUMMARY:Certificate “a\\,b\\;c\\\\d\\ne f” ends');
});

test('RFC 5545, 3.1: lines end with CRLF, have 75 octets at most, and tear no character in two', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'ü', '☂', '🌡', ',', '\n', ' '), maxLength: 200 }), (name) => {
      const text = printCalendar([entryOf(name, 1, 30)], NOW);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
      for (const line of text.split('\r\n')) {
        const octets = encodeUtf8(line);
        expect(octets.length).toBeLessThanOrEqual(75);
        expect(decodeUtf8(octets)).toBe(line);
      }
      const summary = linesOf(text).find((line) => line.startsWith('SUMMARY:')) ?? '';
      expect(summary.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))).toBe(
        `SUMMARY:Certificate “${name}” ends`,
      );
    }),
    { numRuns: 200 },
  );
});

test('RFC 5545, 3.1: a line that goes on has 75 octets with the blank that it begins with', () => {
  const lines = printCalendar([entryOf('a'.repeat(200), 1, 30)], NOW).split('\r\n');
  const summary = lines.findIndex((line) => line.startsWith('SUMMARY:'));
  expect(lines.slice(summary, summary + 3).map((line) => encodeUtf8(line).length)).toEqual([75, 75, 75]);
});

test('the text says with what it ends, what ends with it, and whether there is a next one', () => {
  const entry = entryOf('a', 1, 30);
  const describe = (parts: Partial<TimelineEntry>) => linesOf(printCalendar([{ ...entry, ...parts }], NOW));
  expect(describe({ endsWith: 'Plant CA', dependents: ['x'], issuedCount: 1234 })).toContain(
    'DESCRIPTION:It ends with its issuer “Plant CA”. 1\\,235 certificates below it will not be taken any more. Make the next one in the Certificates room.',
  );
  expect(describe({ replacedBy: 'next' })).toContain('DESCRIPTION:There is a next one already.');
  expect(describe({ kind: 'issued', count: 12 })).toContain('SUMMARY:12 certificates of “a” end');
  expect(describe({ kind: 'issued', count: 1 })).toContain('SUMMARY:1 certificate of “a” ends');
  expect(describe({ role: 'root' })).toContain('SUMMARY:Authority “a” ends');
});
