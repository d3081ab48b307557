import { describe, expect, test } from 'vitest';
import { judgeCommonName } from '../../../src/cloud/auth/certificates.ts';
import type { Certificate } from '../../../src/core/x509/certificate.ts';

/** A certificate of which nothing is looked at but its common name. openssl makes none with a longer one than X.509 allows. */
function named(text: string): Certificate {
  const attribute = { type: '2.5.4.3', text, value: new Uint8Array(), position: 0 };
  return { subject: { der: new Uint8Array(), attributes: [attribute], keys: [] } } as unknown as Certificate;
}

describe.each(['exact', 'ignore-case'] as const)('the common name of a certificate, compared %s', (compare) => {
  test('may have 64 characters, as X.509 allows, and no more', () => {
    const judge = (length: number) => {
      const id = 'a'.repeat(length);
      return judgeCommonName(named(id), id, { compare, code: 401002 });
    };
    expect(judge(64)).toBeUndefined();
    expect(judge(65)).toEqual({
      cause: 'certificate-name-too-long',
      facts: { length: 65, limit: 64 },
      code: 401002,
    });
  });
});
