import { expect, test } from 'vitest';
import { makePassword } from '#core/pkcs/password';
import { judgePassphrase } from '#core/qr/passphrase-strength';

test.each([
  ['', 'weak'],
  ['a', 'weak'],
  ['password', 'weak'],
  ['Sommer2026!', 'weak'],
  ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
  ['12345678901234567890', 'weak'],
  ['x7#Kq2!p', 'fair'],
  ['horse battery staple', 'fair'],
  ['correct horse battery staple', 'strong'],
  ['k7mq-2xwt-hn4p-r9ce', 'strong'],
])('%j is %s', (passphrase, strength) => {
  expect(judgePassphrase(passphrase)).toBe(strength);
});

test('one that we make for a code is never weak', () => {
  const made = Array.from({ length: 200 }, () => judgePassphrase(makePassword(crypto, 4)));
  expect(made).not.toContain('weak');
});

test('a very long one takes no time', () => {
  expect(judgePassphrase('ab1!'.repeat(100_000))).toBe('strong');
});
