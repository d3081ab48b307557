import { expect, test } from 'vitest';
import {
  MADE_PASSWORD_ITERATIONS,
  makePassword,
  passwordFormsOf,
  TYPED_PASSWORD_ITERATIONS,
} from '#core/pkcs/password';

test('a password that we make stands in seven groups of characters that nobody confuses', () => {
  for (let round = 0; round < 100; round += 1) {
    expect(makePassword(globalThis.crypto)).toMatch(/^[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){6}$/);
  }
});

test('each character is as likely as any other, so that a password has more than 128 bits', () => {
  const counts = new Map<string, number>();
  for (let round = 0; round < 2000; round += 1) {
    for (const character of makePassword(globalThis.crypto).replaceAll('-', '')) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  expect(28 * Math.log2(counts.size)).toBeGreaterThan(128);
  // 56,000 draws of 31: 1,806 each, and six standard deviations around it.
  for (const count of counts.values()) expect(Math.abs(count - 56_000 / 31)).toBeLessThan(252);
});

test('only a password that we made is hashed as seldom as openssl does it', () => {
  expect(MADE_PASSWORD_ITERATIONS).toBe(2_048);
  expect(TYPED_PASSWORD_ITERATIONS).toBe(100_000);
});

test.each([
  ['1234', 1],
  ['', 2],
  ['pä', 2],
  ['🌡', 2],
])('%j is tried in %i ways', (password, count) => {
  expect(passwordFormsOf(password)).toHaveLength(count);
});
