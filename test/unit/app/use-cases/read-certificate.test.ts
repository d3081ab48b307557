import { describe, expect, test } from 'vitest';
import { readCertificate } from '#app/use-cases/read-certificate';
import { decodeBase64 } from '#core/bytes/base64';
import vectors from '../../../vectors/x509.json';

const pem = (lines: readonly string[]): string => lines.join('\n');
const base64 = (lines: readonly string[]): string => lines.slice(1, -1).join('');

describe('a certificate that somebody chose', () => {
  test('is told by what it says, whether it was pasted or is a file, text or DER', async () => {
    const text = pem(vectors.root);
    const read = await readCertificate(text);
    expect(read).toMatchObject({
      ok: true,
      value: { base64: base64(vectors.root), isAuthority: true, notBefore: Date.UTC(2020, 0, 1) },
    });
    const value = read.ok ? read.value : undefined;
    expect(value?.subjectName).toBe(value?.issuerName);
    expect(value?.subjectName).toContain(`CN=${value?.commonName}`);
    expect(await readCertificate(new TextEncoder().encode(text))).toEqual(read);
    expect(await readCertificate(decodeBase64(base64(vectors.root)) ?? new Uint8Array())).toEqual(read);
  });

  test('that is a device’s may not sign others, and names its issuer', async () => {
    const read = await readCertificate(pem(vectors.leaf));
    expect(read).toMatchObject({ ok: true, value: { isAuthority: false, issuerName: 'CN=Vector intermediate' } });
  });

  test.each([
    ['a chain', `${pem(vectors.root)}\n${pem(vectors.leaf)}`, 'x509/several'],
    ['a request', pem(vectors.request), 'x509/other-kind'],
    ['a word', 'certificate', 'x509/none-found'],
  ])('%s is called by name', async (_what, text, code) => {
    expect(await readCertificate(text)).toMatchObject({ ok: false, findings: [{ code }] });
  });
});
