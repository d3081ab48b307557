import { expect, test } from 'vitest';
import { makeFinding } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';

/** A search of all keys is what breaks a cipher here; the faults of RC4 take many ciphertexts of one plaintext. */
test.each([
  ['DES', true],
  ['RC2-40', true],
  ['RC4-40', true],
  ['3DES', false],
  ['RC2-128', false],
  ['RC4-128', false],
  ['AES-256 with MD5', false],
])('what is encrypted with %s opens without its password: %s', (algorithm, isBroken) => {
  const { explanation } = describeFinding(makeFinding('pkcs/weak-encryption', { what: 'pfx', algorithm }));
  expect(explanation).toContain(`It is ${algorithm}`);
  expect(/can open it without the password/.test(explanation)).toBe(isBroken);
});
