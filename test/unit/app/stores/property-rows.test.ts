import { describe, expect, test } from 'vitest';
import { pairProperties } from '#app/stores/property-rows';
import type { JsonObject } from '#core/bytes/json';

const rowsOf = (desired: JsonObject, reported: JsonObject, desiredVersion = 4) =>
  pairProperties({ desired, desiredVersion, reported, reportedVersion: 1 });

describe('desired and reported properties side by side', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    ['acknowledged with the wanted value', { t: 23 }, { t: { value: 23, ac: 200, av: 4 } }, 'in-step'],
    ['acknowledged before another property changed', { t: 23 }, { t: { value: 23, ac: 200, av: 2 } }, 'in-step'],
    ['acknowledged for an older wish', { t: 25 }, { t: { value: 23, ac: 200, av: 3 } }, 'pending'],
    ['still at it', { t: 23 }, { t: { value: 20, ac: 202, av: 4 } }, 'pending'],
    ['refused', { t: 500 }, { t: { value: 20, ac: 400, av: 4, ad: 'too hot' } }, 'refused'],
    ['reported plainly with the wanted value', { t: 23 }, { t: 23 }, 'in-step'],
    ['reported plainly with another value', { t: 23 }, { t: 22 }, 'not-answered'],
    ['never reported', { t: 23 }, {}, 'not-answered'],
    ['never wanted', {}, { t: 23 }, 'reported-only'],
    ['chosen by the device itself', {}, { t: { value: 22, ac: 203, av: 0 } }, 'initial'],
    ['wanted in the older form of IoT Central', { t: { value: 23 } }, { t: { value: 23, ac: 200, av: 4 } }, 'in-step'],
  ])('%s', (_name, desired, reported, state) => {
    expect(rowsOf(desired, reported).map((row) => row.state)).toEqual([state]);
  });

  test('an acknowledgement is taken apart into value, version, code and words', () => {
    expect(rowsOf({ t: 500 }, { t: { value: 20, ac: 400, av: 4, ad: 'too hot' } })).toEqual([
      { name: 't', desired: 500, reported: 20, state: 'refused', ack: { code: 400, version: 4, words: 'too hot' } },
    ]);
  });

  test('components are taken apart, and what belongs to the protocol is left out', () => {
    const desired = { $version: 4, room: { __t: 'c', t: 21 }, mode: 'eco' };
    const reported = { room: { __t: 'c', t: { value: 21, ac: 200, av: 4 }, max: 30 } };
    expect(rowsOf(desired, reported).map(({ name, state }) => [name, state])).toEqual([
      ['room.t', 'in-step'],
      ['mode', 'not-answered'],
      ['room.max', 'reported-only'],
    ]);
  });

  test('an object that is no acknowledgement is a value like any other', () => {
    expect(rowsOf({}, { place: { value: 1, unit: 'm' } })[0]).toMatchObject({
      reported: { value: 1, unit: 'm' },
      ack: undefined,
    });
  });
});
