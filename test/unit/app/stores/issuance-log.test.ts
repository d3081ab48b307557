import { expect, test } from 'vitest';
import { findInLog } from '#app/stores/issuance-log';
import { SAMPLE_CERTIFICATES, sampleEntry } from '../../../support/certificate-samples.ts';

const entries = SAMPLE_CERTIFICATES.map(sampleEntry);
const [first] = entries;
const names = (text: string): readonly string[] => findInLog(entries, text).map(({ commonName }) => commonName);

test('an entry is found by its name, in any case', () => {
  expect(names('PUMP-1')).toEqual(['pump-17', 'pump-18']);
  expect(names(' ')).toEqual(entries.map(({ commonName }) => commonName));
  expect(names('nobody')).toEqual([]);
});

test.each(['serialNumber', 'sha1Thumbprint', 'sha256Thumbprint'] as const)(
  'an entry is found by its %s, as every tool prints it',
  (name) => {
    const digits = first?.[name] ?? '';
    const spaced = digits.match(/../g) ?? [];
    for (const printed of [digits, digits.toLowerCase(), spaced.join(':'), spaced.join(' ')]) {
      expect(names(printed)).toEqual([first?.commonName]);
    }
  },
);
