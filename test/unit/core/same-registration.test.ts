import { describe, expect, test } from 'vitest';
import { isSameRegistration } from '#core/identity/same-registration';

describe('registration IDs are the same', () => {
  test.each([
    ['pump-1', 'pump-1'],
    ['PUMP-1', 'pump-1'],
    ['pUmP:z_.9', 'PuMp:Z_.9'],
  ])('%s and %s', (a, b) => {
    expect(isSameRegistration(a, b)).toBe(true);
  });

  test.each([
    ['pump-1', 'pump-2'],
    ['pump', 'pump '],
    ['\u212Ailn', 'kiln'],
    ['\u017Fensor', 'sensor'],
    ['pump\0', 'pump'],
    ['\uFF50ump', 'pump'],
  ])('but not %j and %j', (a, b) => {
    expect(isSameRegistration(a, b)).toBe(false);
    expect(isSameRegistration(b, a)).toBe(false);
  });
});
