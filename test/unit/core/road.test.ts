import { describe, expect, test } from 'vitest';
import { canTake, chooseRoad, type Road, type RoadFacts } from '#core/identity/road';

const AZURE = { kind: 'azure' } as const;
const TAB = { kind: 'tab' } as const;

const CASES: readonly [name: string, facts: RoadFacts, road: Road, reason: string, next: Road | undefined][] = [
  ['keys', { cloud: AZURE, keyKind: 'group-key' }, 'direct', 'usual', 'relay'],
  ['keys, by choice', { cloud: AZURE, keyKind: 'device-key', road: 'relay' }, 'relay', 'chosen', 'direct'],
  ['a certificate', { cloud: AZURE, keyKind: 'certificate' }, 'relay', 'usual', 'browser-certificate'],
  [
    'a certificate of the browser',
    { cloud: AZURE, keyKind: 'browser-certificate' },
    'browser-certificate',
    'chosen',
    'relay',
  ],
  [
    'keys and the wish for a certificate',
    { cloud: AZURE, keyKind: 'group-key', wantsCertificate: true },
    'relay',
    'only',
    undefined,
  ],
  ['keys, in this browser', { cloud: TAB, keyKind: 'group-key', road: 'relay' }, 'channel', 'only', undefined],
  [
    'a certificate, in this browser',
    { cloud: TAB, keyKind: 'certificate', wantsCertificate: true },
    'channel',
    'only',
    undefined,
  ],
];

describe('the road of a device', () => {
  test.each(CASES)('with %s', (_name, facts, road, reason, next) => {
    expect(chooseRoad(facts)).toEqual({ road, reason, next });
  });

  test.each(CASES)('can always be taken: with %s', (_name, facts, road) => {
    expect(canTake(road, facts)).toBe(true);
  });

  test('is one of two for a device with keys alone, unless it wants a certificate', () => {
    const taken = (facts: RoadFacts) =>
      (['direct', 'relay', 'channel', 'browser-certificate'] as const).filter((road) => canTake(road, facts));
    expect(taken({ cloud: AZURE, keyKind: 'device-key' })).toEqual(['direct', 'relay']);
    expect(taken({ cloud: AZURE, keyKind: 'device-key', wantsCertificate: true })).toEqual(['relay']);
    expect(taken({ cloud: AZURE, keyKind: 'certificate' })).toEqual(['relay']);
    expect(taken({ cloud: AZURE, keyKind: 'browser-certificate' })).toEqual(['browser-certificate']);
    expect(taken({ cloud: TAB, keyKind: 'certificate' })).toEqual(['channel']);
  });
});
