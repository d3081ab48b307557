import { describe, expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { readDelimiter, readMoment, readResource, readSeconds } from '#server/commands/option-values';

function refusal(read: () => unknown) {
  try {
    return read();
  } catch (error) {
    return findingOf(error);
  }
}

describe('a moment', () => {
  test.each([
    ['1767225600', 1_767_225_600],
    ['10', 10],
    ['2026-01-01', 1_767_225_600],
    ['2026-01-01T00:00Z', 1_767_225_600],
    ['2026-01-01 00:00:00z', 1_767_225_600],
    ['2026-01-01T01:30:00.999+01:30', 1_767_225_600],
    ['2025-12-31T18:00:00-06:00', 1_767_225_600],
    ['2028-02-29', 1_835_395_200],
  ])('is read from %s', (text, seconds) => {
    expect(readMoment(text, '--expires-at')).toBe(seconds);
  });

  test.each([
    ['is no text of a moment', 'tomorrow'],
    ['has no time zone, so it is another moment elsewhere', '2026-01-01T00:00'],
    ['is in milliseconds', '1767225600000'],
    ['is a day that its month has not', '2026-02-30'],
    ['is an hour that no day has', '2026-01-01T25:00Z'],
    ['is before 1970', '-1'],
    ['is empty', ''],
  ])('is refused when it %s', (_why, text) => {
    expect(refusal(() => readMoment(text, '--expires-at'))).toMatchObject({ code: 'terminal/option-value' });
  });
});

test.each(['0', '-5', '1.5', '1h', '', '99999999999'])('"%s" is no number of seconds', (text) => {
  expect(refusal(() => readSeconds(text, '--duration'))).toMatchObject({
    facts: { option: '--duration', value: text },
  });
});

test.each([
  ['tab', '\t'],
  ['\\t', '\t'],
  [';', ';'],
])('the sign between columns can be written %s', (text, delimiter) => {
  expect(readDelimiter(text, '--delimiter')).toBe(delimiter);
});

test.each(['', '"', '\n', '::'])('%j is no sign between columns', (text) => {
  expect(refusal(() => readDelimiter(text, '--delimiter'))).toMatchObject({ code: 'terminal/option-value' });
});

test.each(['', 'https://h/devices/d', 'h%2Fdevices%2fd'])(
  '"%s" is no resource, or one that is encoded already',
  (text) => {
    expect(refusal(() => readResource(text, '--resource'))).toMatchObject({ code: 'terminal/option-value' });
  },
);

test('a resource may have a percent sign, as IDs of a hub may', () => {
  expect(readResource('h/devices/50%', '--resource')).toBe('h/devices/50%');
});
