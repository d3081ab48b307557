import { expect, test } from 'vitest';
import { encodeHex } from '#core/bytes/hex';
import { MADE_PASSWORD_ITERATIONS, makePassword, TYPED_PASSWORD_ITERATIONS } from '#core/pkcs/password';
import { passwordFormsOf } from '#core/pkcs/password-forms';

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

test('none of 256 octets leads more often to one character than to another', () => {
  let next = 0;
  const getRandomValues = <Octets extends ArrayBufferView | null>(octets: Octets): Octets => {
    if (octets instanceof Uint8Array) octets[0] = next++ % 256;
    return octets;
  };
  // Eight octets for each of 31 characters, seven times over, in passwords of 28.
  const made = Array.from({ length: (8 * 31 * 7) / 28 }, () => makePassword({ getRandomValues })).join('');
  const counts = new Map<string, number>();
  for (const character of made.replaceAll('-', '')) counts.set(character, (counts.get(character) ?? 0) + 1);
  expect([...counts.values()]).toEqual(Array.from({ length: 31 }, () => 56));
});

test('only a password that we made is hashed as seldom as openssl does it', () => {
  expect(MADE_PASSWORD_ITERATIONS).toBe(2_048);
  expect(TYPED_PASSWORD_ITERATIONS).toBe(100_000);
});

test.each([
  ['1234', ['003100320033003400 00']],
  // As an empty one, and as none.
  ['', ['0000', '']],
  // As it should be, and with each octet of UTF-8 for a character.
  ['ä', ['00e4 0000', '00c3 00a4 0000']],
  ['🌡', ['d83c df21 0000', '00f0 009f 008c 00a1 0000']],
])('%j is tried in each form that a program has hashed it in', (password, forms) => {
  expect(passwordFormsOf(password).map(({ utf16 }) => encodeHex(utf16))).toEqual(
    forms.map((form) => form.replaceAll(' ', '')),
  );
});
