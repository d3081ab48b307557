import { describe, expect, test } from 'vitest';
import type { KeptCertificate, Shelf } from '#core/ports/certificate-maker';
import { makeTimeline, type TimelineEntry } from '#core/rolling/make-timeline';
import { SAMPLE_TIME, sampleCertificate, sampleFacts } from '../../../support/certificate-samples.ts';

const DAY_MS = 86_400_000;
const NOW = SAMPLE_TIME;

/** A certificate that began `passed` days ago and ends in `left`. */
function keep(id: string, passed: number, left: number, parts: Partial<KeptCertificate> = {}): KeptCertificate {
  const facts = sampleFacts(`CN of ${id}`, { notBefore: NOW - passed * DAY_MS, notAfter: NOW + left * DAY_MS });
  return sampleCertificate('device', facts, { id, ...parts });
}

const root = keep('root', 10, 90, { role: 'root' });
const middle = keep('middle', 10, 40, { role: 'intermediate', chain: [root.facts] });
const below = { chain: [middle.facts, root.facts] };

function show(parts: Partial<Shelf>): readonly TimelineEntry[] {
  return makeTimeline({ certificates: [], requests: [], issued: [], logs: [], batches: [], guides: [], ...parts }, NOW);
}

function find(parts: Partial<Shelf>, id: string): TimelineEntry {
  const found = show(parts).find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`${id} is not there`);
  return found;
}

describe('the timeline', () => {
  test('has what ends first in front, and what ends together by name', () => {
    const certificates = [keep('c', 1, 9), keep('a', 1, 30), keep('b', 1, 9)];
    expect(show({ certificates }).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
    expect(show({})).toEqual([]);
  });

  test.each([
    [10, 41, 'good'],
    [80, 20, 'soon'],
    [10, -1, 'ended'],
    [-1, 10, 'not-yet'],
  ] as const)('%i days after the beginning and %i before the end it is %s', (passed, left, state) => {
    expect(find({ certificates: [keep('a', passed, left)] }, 'a').state).toBe(state);
  });

  test('lets a certificate end with the issuer that ends before it, and says which', () => {
    const leaf = keep('leaf', 10, 60, below);
    const entry = find({ certificates: [root, middle, leaf] }, 'leaf');
    expect(entry).toMatchObject({
      notAfter: NOW + 60 * DAY_MS,
      endsAt: NOW + 40 * DAY_MS,
      endsWith: 'CN of middle',
      renewAt: NOW + 30 * DAY_MS,
    });
    expect(find({ certificates: [root, middle] }, 'middle')).toMatchObject({ endsWith: undefined });
  });

  test('ends it with the first of several issuers that end before', () => {
    const leaf = keep('leaf', 10, 100, below);
    expect(find({ certificates: [leaf] }, 'leaf').endsWith).toBe('CN of middle');
  });

  test('counts what depends on an authority, at any depth and in logs', () => {
    const group = { authorityId: 'middle', notBefore: NOW - DAY_MS, notAfter: NOW + 20 * DAY_MS };
    const shelf = {
      certificates: [root, middle, keep('leaf', 1, 20, below), keep('other', 1, 20)],
      issued: [
        { ...group, count: 7 },
        { ...group, notAfter: NOW + 21 * DAY_MS, count: 5 },
      ],
    };
    expect(find(shelf, 'root')).toMatchObject({ dependents: ['middle', 'leaf'], issuedCount: 12 });
    expect(find(shelf, 'middle')).toMatchObject({ dependents: ['leaf'], issuedCount: 12 });
    expect(find(shelf, 'leaf')).toMatchObject({ dependents: [], issuedCount: 0 });
    expect(find(shelf, 'other')).toMatchObject({ dependents: [], issuedCount: 0 });
  });

  test('joins the two of a pair, and a certificate with the next one', () => {
    const primary = keep('first', 1, 20, { pair: { id: 'pair', slot: 'primary' } });
    const secondary = keep('second', 1, 40, { pair: { id: 'pair', slot: 'secondary' } });
    const next = keep('next', 0, 60, { replaces: 'first' });
    const certificates = [primary, secondary, next];
    expect(find({ certificates }, 'first')).toMatchObject({ slot: 'primary', otherHalf: 'second', replacedBy: 'next' });
    expect(find({ certificates }, 'second')).toMatchObject({ slot: 'secondary', otherHalf: 'first' });
    expect(find({ certificates }, 'second').replacedBy).toBeUndefined();
    expect(find({ certificates: [primary, next] }, 'first').otherHalf).toBeUndefined();
    const renewed = keep('third', 0, 60, { pair: { id: 'pair', slot: 'secondary' }, replaces: 'second' });
    expect(find({ certificates: [...certificates, renewed] }, 'first').otherHalf).toBe('third');
  });

  test('has those of a log under their authority, with the life of the first of them and the end of the issuer', () => {
    const issued = [
      { authorityId: 'middle', notBefore: NOW - 30 * DAY_MS, notAfter: NOW + 5 * DAY_MS, count: 3 },
      { authorityId: 'middle', notBefore: NOW, notAfter: NOW + 50 * DAY_MS, count: 1 },
      { authorityId: 'gone', notBefore: NOW, notAfter: NOW + DAY_MS, count: 1 },
    ];
    const entries = show({ certificates: [root, middle], issued }).filter(({ kind }) => kind === 'issued');
    expect(entries).toMatchObject([
      { id: 'middle/2026-01-10', certificateId: 'middle', count: 3, state: 'soon', endsWith: undefined },
      { id: 'middle/2026-02-24', certificateId: 'middle', count: 1, state: 'good', endsWith: 'CN of middle' },
    ]);
  });
});
