import { describe, expect, test } from 'vitest';
import { endWithIssuer, judgeValidityDraft, makeValidityDraft, type ValidityDraft } from '#app/stores/validity-draft';

const NOW = Date.UTC(2026, 10, 22, 11, 20, 30, 123);
const draft = (part: Partial<ValidityDraft>): ValidityDraft => ({ ...makeValidityDraft(30), ...part });
const print = (part: Partial<ValidityDraft>): unknown => {
  const judged = judgeValidityDraft(draft(part), NOW);
  if (judged.kind === 'faults') return judged.faults;
  return [judged.period.notBefore, judged.period.notAfter].map((time) => new Date(time).toISOString());
};

describe('a period', () => {
  test('begins now, at a whole second, and lasts so many days', () => {
    expect(print({})).toEqual(['2026-11-22T11:20:30.000Z', '2026-12-22T11:20:30.000Z']);
  });

  test('of years ends on the same day of the year', () => {
    expect(print({ end: 'years', amount: ' 10 ' })).toEqual(['2026-11-22T11:20:30.000Z', '2036-11-22T11:20:30.000Z']);
  });

  test('begins and ends with whole days of UTC where they are told', () => {
    const part = { start: 'date', fromDate: '2027-01-01', end: 'date', untilDate: '2027-01-31' } as const;
    expect(print(part)).toEqual(['2027-01-01T00:00:00.000Z', '2027-01-31T23:59:59.000Z']);
  });

  test('may end before it begins: that is judged with the certificate', () => {
    expect(print({ end: 'date', untilDate: '2026-01-01' })).toEqual([
      '2026-11-22T11:20:30.000Z',
      '2026-01-01T23:59:59.000Z',
    ]);
  });

  test.each(['', '0', '-1', '1.5', 'ten', '99999999'])('has no end after %j days', (amount) => {
    expect(print({ amount })).toEqual(['amount']);
  });

  test('has no end beyond the year 9999', () => {
    expect(print({ end: 'years', amount: '8000' })).toEqual(['amount']);
    expect(print({ end: 'years', amount: '7973' })).toEqual(['2026-11-22T11:20:30.000Z', '9999-11-22T11:20:30.000Z']);
  });

  test('lacks every date that is not told', () => {
    expect(print({ start: 'date', end: 'date' })).toEqual(['from-date', 'until-date']);
    expect(print({ start: 'date', fromDate: '2027-02-31x', amount: '' })).toEqual(['from-date', 'amount']);
  });
});

test('a draft tells whole years as years', () => {
  expect(makeValidityDraft(3650)).toMatchObject({ end: 'years', amount: '10' });
  expect(makeValidityDraft(90)).toMatchObject({ end: 'days', amount: '90' });
});

describe('an end that is not beyond the issuer’s', () => {
  const end = (part: Partial<ValidityDraft>, issuerEnd: string): ValidityDraft =>
    endWithIssuer(draft(part), Date.parse(issuerEnd), NOW);

  test('stays as it is told', () => {
    expect(end({}, '2026-12-22T11:20:30Z')).toEqual(draft({}));
  });

  test('is the last whole day of the issuer where it was later', () => {
    expect(end({}, '2026-12-22T11:20:29Z')).toMatchObject({ end: 'date', untilDate: '2026-12-21' });
    expect(end({}, '2026-12-20T23:59:59Z')).toMatchObject({ end: 'date', untilDate: '2026-12-20' });
    expect(end({ amount: '' }, '2026-12-20T23:59:59Z')).toMatchObject({ end: 'date', untilDate: '2026-12-20' });
  });

  test('stays where the issuer has no whole day left, since nothing would mend it', () => {
    expect(end({}, '2026-11-22T18:00:00Z')).toEqual(draft({}));
  });
});
