import { describe, expect, test } from 'vitest';
import {
  countKinds,
  groupChecks,
  growItems,
  passwordNeedOf,
  pickChains,
  sortChecks,
  type ItemBranch,
} from '#app/stores/inspection-summary';
import { makeFinding } from '#core/errors/workbench-error';
import type { AzureCheck, InspectedItem, Inspection } from '#core/inspect/inspection';
import { SAMPLE_INSPECTION } from '../../../support/inspection-samples.ts';

const [ITEM] = SAMPLE_INSPECTION.items as [InspectedItem, ...InspectedItem[]];
const item = (id: string, within?: string): InspectedItem => ({ ...ITEM, id, within });
const print = ({ item: { id }, branches }: ItemBranch): string =>
  branches.length === 0 ? id : `${id}(${branches.map(print).join(' ')})`;

describe('items', () => {
  test('stand below what they were found in, in their order, however deep', () => {
    const items = [item('a'), item('pfx'), item('key', 'pfx'), item('b'), item('bag', 'pfx'), item('leaf', 'bag')];
    expect(growItems(items).map(print)).toEqual(['a', 'pfx(key bag(leaf))', 'b']);
  });

  test('are not lost when what they were found in is not there', () => {
    expect(growItems([item('a', 'gone')]).map(print)).toEqual(['a']);
  });

  test('are counted by their kinds, the first kind first', () => {
    expect([...countKinds(SAMPLE_INSPECTION.items)]).toEqual([
      ['certificate', 3],
      ['private-key', 1],
      ['revocation-list', 1],
      ['unknown', 1],
    ]);
  });
});

describe('checks', () => {
  test('stand by their results, what asks for something first, and leave out what none has', () => {
    const check = (name: AzureCheck['check'], result: AzureCheck['result']): AzureCheck => ({
      check: name,
      result,
      itemId: undefined,
      reason: 'purpose/any',
      facts: {},
    });
    const sorted = sortChecks([check('purpose', 'passed'), check('dates', 'failed'), check('key-kind', 'passed')]);
    expect(sorted.map(({ result, checks }) => [result, checks.map((one) => one.check)])).toEqual([
      ['failed', ['dates']],
      ['passed', ['purpose', 'key-kind']],
    ]);
  });
});

describe('what several were judged of', () => {
  const check = (subjectId?: string): AzureCheck => ({
    check: 'dates',
    result: 'passed',
    itemId: undefined,
    reason: 'purpose/any',
    facts: {},
    ...(subjectId === undefined ? {} : { subjectId }),
  });

  test('has its own checks, and those of nothing, or of what is not there, come last', () => {
    const checks = [check(), check('b'), check('a'), check('gone'), check('b')];
    const groups = groupChecks({ items: [item('a'), item('b')], checks });
    expect(groups.map(({ subject, checks: own }) => [subject?.id, own.length])).toEqual([
      ['b', 2],
      ['a', 1],
      [undefined, 2],
    ]);
  });

  test('has a picture where there is more to see than one certificate that signed itself', () => {
    const [chain] = SAMPLE_INSPECTION.chains as [Inspection['chains'][number]];
    const [link] = chain.links;
    const alone = { links: link === undefined ? [] : [link], verdict: { ok: true }, isInOrder: true } as const;
    const ended = { ...alone, verdict: { ok: false, fault: 'expired', depth: 0 } } as const;
    expect(pickChains([alone])).toEqual([alone]);
    expect(pickChains([alone, chain, ended, alone])).toEqual([chain, ended]);
  });
});

describe('the need of a password', () => {
  const missing = makeFinding('pkcs/password-missing', { what: 'pfx' });
  const wrong = makeFinding('pkcs/password-wrong', { what: 'pfx' });
  const seen = (findings: Inspection['findings'], ofItem: Inspection['findings']): Inspection => ({
    ...SAMPLE_INSPECTION,
    items: [{ ...ITEM, findings: ofItem }],
    findings,
  });

  test.each([
    ['nothing', seen([], []), undefined],
    ['an item', seen([], [missing]), 'missing'],
    ['the whole', seen([missing], []), 'missing'],
    ['several, one of which was tried in vain', seen([], [missing, wrong]), 'wrong'],
    ['a locked code', seen([], [makeFinding('qr/passphrase-missing', {})]), 'missing'],
    ['one that was tried in vain', seen([], [makeFinding('qr/passphrase-wrong', {})]), 'wrong'],
  ])('is known from the problems of %s', (_, inspection, need) => {
    expect(passwordNeedOf(inspection)).toBe(need);
  });
});
