import { describe, expect, test } from 'vitest';
import { openLocked } from '#core/qr/locked-text';
import { readPayload } from '#core/qr/read-payload';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import vectors from '../../../vectors/codes.json';

const AT = Date.UTC(2026, 10, 22);

/** A payload as the rows have it: of findings, their codes. */
function tell(text: string): unknown {
  const payload = readPayload(text);
  return payload.kind === 'connect' ? { ...payload, notes: payload.notes.map(({ code }) => code) } : payload;
}

describe('codes that others made', () => {
  test.each(vectors.payloads)('$name is read', ({ text, expected }) => {
    expect(tell(text)).toEqual(expected);
  });

  test.each(vectors.payloads)('$name is read with blanks and line ends around it', ({ text, expected }) => {
    expect(tell(`\ufeff\r\n ${text} \n`)).toEqual(expected);
  });

  const base64 = vectors.payloads.filter(({ text }) => text.startsWith('eyJ'));
  test.each(base64)('$name is read in lines, and without its padding', ({ text, expected }) => {
    expect(tell(text.replace(/.{64}/g, '$&\r\n'))).toEqual(expected);
    expect(tell(text.replace(/=+$/, ''))).toEqual(expected);
  });
});

describe.each(await loadCryptoEngines())('what the sample for patients encrypted, on %s', (_name, crypto) => {
  test.each(vectors.sampleLocked)('$name opens with its passphrase', async ({ text, passphrase, expected }) => {
    const payload = readPayload(text);
    if (payload.kind !== 'locked') throw new TypeError(payload.kind);
    expect(payload.locked.form).toBe('sample-locked');
    const opened = await openLocked(crypto, payload.locked, passphrase, AT);
    expect(opened).toEqual({ ok: true, value: { kind: 'connect-code', code: expected }, notes: [] });
  });

  test.each(['patient-43', 'Patient-42', ' patient-42', 'x'.repeat(1000)])('“%s” does not open it', async (wrong) => {
    const payload = readPayload(vectors.sampleLocked[0]?.text ?? '');
    if (payload.kind !== 'locked') throw new TypeError(payload.kind);
    const opened = await openLocked(crypto, payload.locked, wrong, AT);
    expect(opened).toEqual({ ok: false, findings: [{ code: 'qr/passphrase-wrong', facts: {} }] });
  });
});
