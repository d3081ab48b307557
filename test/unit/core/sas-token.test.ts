import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '#core/bytes/text';
import type { Verdict } from '#core/errors/workbench-error';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { hmacSha256 } from '#core/sas/hmac';
import type { SasExpectation, SasToken } from '#core/sas/sas-token';
import { issueSasToken, judgeSasToken, parseSasToken, verifySasSignature } from '#core/sas/sas-token';
import { loadCryptoEngines } from '../../support/crypto-engines.ts';

const keyBytes = encodeUtf8('0123456789abcdef');
const otherKey = encodeUtf8('fedcba9876543210');

function valueOf(verdict: Verdict<SasToken>): SasToken {
  if (!verdict.ok) throw new TypeError(JSON.stringify(verdict.findings));
  return verdict.value;
}

function partAtFault(text: string): string {
  const verdict = parseSasToken(text);
  if (verdict.ok) return 'none';
  const [{ code, facts }] = verdict.findings;
  return code === 'sas/form' ? facts.part : code;
}

describe('a token is taken apart', () => {
  test('in whatever order its fields stand', () => {
    expect(valueOf(parseSasToken('SharedAccessSignature se=10&skn=owner&sig=aGk%3D&sr=host%2fdevices%2fd'))).toEqual({
      rawResource: 'host%2fdevices%2fd',
      resource: 'host/devices/d',
      signatureBase64: 'aGk=',
      rawExpiry: '10',
      expiresAtSeconds: 10,
      policy: 'owner',
    });
  });

  test('each field at its first equals sign, unknown and empty ones passed over', () => {
    const token = valueOf(parseSasToken('SharedAccessSignature sr=h&&sig=aGk=&more=1=2&se=10'));
    expect([token.signatureBase64, token.resource]).toEqual(['aGk=', 'h']);
  });

  test('an empty policy, as the C SDK writes it, is none', () => {
    expect(valueOf(parseSasToken('SharedAccessSignature sr=h&sig=aGk%3D&se=10&skn='))).not.toHaveProperty('policy');
  });

  test.each([
    ['prefix', ''],
    ['prefix', 'sr=h&sig=aGk%3D&se=10'],
    ['prefix', 'sharedaccesssignature sr=h&sig=aGk%3D&se=10'],
    ['field', 'SharedAccessSignature  sr=h&sig=aGk%3D&se=10'],
    ['field', 'SharedAccessSignature sr=h&sig=aGk%3D&se=10\n'],
    ['field', 'SharedAccessSignature sr=h&sig=aGk%3D&se=10&more'],
    ['field', 'SharedAccessSignature sr=h&sig=aGk%3D&se=10&more=1&more=1'],
    ['sr', 'SharedAccessSignature sig=aGk%3D&se=10'],
    ['sr', 'SharedAccessSignature sr=&sig=aGk%3D&se=10'],
    ['sr', 'SharedAccessSignature sr=h&sr=h&sig=aGk%3D&se=10'],
    ['sr', 'SharedAccessSignature sr=%zz&sig=aGk%3D&se=10'],
    ['sr', 'SharedAccessSignature sr=%ff&sig=aGk%3D&se=10'],
    ['sig', 'SharedAccessSignature sr=h&se=10'],
    ['sig', 'SharedAccessSignature sr=h&sig=a+k%3D&se=10'],
    ['sig', 'SharedAccessSignature sr=h&sig=%3D&se=10'],
    ['sig', 'SharedAccessSignature sr=h&sig=%E0&se=10'],
    ['se', 'SharedAccessSignature sr=h&sig=aGk%3D'],
    ['se', 'SharedAccessSignature sr=h&sig=aGk%3D&se'],
    ['se', 'SharedAccessSignature sr=h&sig=aGk%3D&se=1e3'],
    ['se', 'SharedAccessSignature sr=h&sig=aGk%3D&se=-1'],
    ['se', 'SharedAccessSignature sr=h&sig=aGk%3D&se=1234567890123456'],
    ['skn', 'SharedAccessSignature sr=h&sig=aGk%3D&se=10&skn=%'],
  ])('the part at fault is named: %s in "%s"', (part, text) => {
    expect(partAtFault(text)).toBe(part);
  });

  test('any text gets a verdict', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('SharedAccessSignature ', 'sr=', 'sig=', 'se=', 'skn=', '&', '=', '%', '%2F', '10'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(typeof parseSasToken(pieces.join('')).ok).toBe('boolean');
        expect(typeof parseSasToken(`SharedAccessSignature ${pieces.join('')}`).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});

describe.each(await loadCryptoEngines())('on %s', (_engine, { subtle }) => {
  const issue = (resource: string, policy?: string) =>
    issueSasToken(subtle, { resource, keyBytes, expiresAtSeconds: 1000, ...(policy !== undefined && { policy }) });

  async function codesOf(text: string, change: Partial<SasExpectation>): Promise<string[]> {
    const expectation = { keys: [keyBytes], resource: 'host/devices/d', nowSeconds: 0, ...change };
    const verdict = await judgeSasToken(subtle, valueOf(parseSasToken(text)), expectation);
    return verdict.ok ? [] : verdict.findings.map(({ code }) => code);
  }

  test('a key without bytes is refused in our own words', async () => {
    await expect(hmacSha256(subtle, new Uint8Array(), keyBytes)).rejects.toMatchObject({ code: 'key/empty' });
    await expect(deriveDeviceKey(subtle, new Uint8Array(), 'd')).rejects.toMatchObject({ code: 'key/empty' });
  });

  test('the case of a registration ID changes the key derived from it', async () => {
    const upper = await deriveDeviceKey(subtle, keyBytes, 'Device');
    expect(await deriveDeviceKey(subtle, keyBytes, 'device')).not.toEqual(upper);
  });

  test('a token is written in the order and the encoding of the SDKs', async () => {
    const text = await issue("host/devices/it's(1)*!", 'owner');
    expect(text).toMatch(
      /^SharedAccessSignature sr=host%2Fdevices%2Fit%27s%281%29%2A%21&sig=[A-Za-z0-9%]+%3D&se=1000&skn=owner$/,
    );
  });

  test('a fraction of a second is dropped from the end of a token', async () => {
    expect(await issueSasToken(subtle, { resource: 'h', keyBytes, expiresAtSeconds: 9.9 })).toContain('&se=9');
  });

  test('what was issued is read back and verifies, under its own key alone', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(name, name, fc.nat(2 ** 40), async (resource, policy, expiresAtSeconds) => {
        const text = await issueSasToken(subtle, { resource, policy, keyBytes, expiresAtSeconds });
        const token = valueOf(parseSasToken(text));
        expect(token).toMatchObject({ resource, policy, expiresAtSeconds });
        expect(await verifySasSignature(subtle, token, keyBytes)).toBe(true);
        expect(await verifySasSignature(subtle, token, otherKey)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test('another spelling of the resource, or another end, is another text to sign', async () => {
    const text = await issue('host/devices/d');
    const changed = [text.replaceAll('%2F', '%2f'), text.replaceAll('%2F', '/'), text.replace('se=1000', 'se=01000')];
    const verified = changed.map((each) => verifySasSignature(subtle, valueOf(parseSasToken(each)), keyBytes));
    expect(await Promise.all(verified)).toEqual([false, false, false]);
  });

  test('a signature without its padding does not verify', async () => {
    const text = (await issue('host/devices/d')).replace('%3D', '');
    expect(await codesOf(text, {})).toEqual(['sas/signature']);
  });

  test('a token is good until its end, and for the grace after it', async () => {
    const text = await issue('host/devices/d');
    expect(await codesOf(text, { nowSeconds: 999 })).toEqual([]);
    expect(await codesOf(text, { nowSeconds: 1000 })).toEqual(['sas/expired']);
    expect(await codesOf(text, { nowSeconds: 1059, graceSeconds: 60 })).toEqual([]);
    expect(await codesOf(text, { nowSeconds: 1060, graceSeconds: 60 })).toEqual(['sas/expired']);
  });

  test('an expired token is told how long ago it ended', async () => {
    const token = valueOf(parseSasToken(await issue('host')));
    const verdict = await judgeSasToken(subtle, token, { keys: [keyBytes], resource: 'host', nowSeconds: 1061.5 });
    expect(verdict).toEqual({ ok: false, findings: [{ code: 'sas/expired', facts: { secondsAgo: 61 } }] });
  });

  test('either of two keys may have signed, and no key means no signature', async () => {
    const text = await issue('host/devices/d');
    expect(await codesOf(text, { keys: [otherKey, keyBytes] })).toEqual([]);
    expect(await codesOf(text, { keys: [otherKey] })).toEqual(['sas/signature']);
    expect(await codesOf(text, { keys: [] })).toEqual(['sas/signature']);
  });

  test('a hub compares its host without case and its devices with it', async () => {
    expect(await codesOf(await issue('HOST/devices/d'), {})).toEqual([]);
    expect(await codesOf(await issue('host/devices/D'), {})).toEqual(['sas/resource']);
    expect(await codesOf(await issue('host'), { resource: 'Host' })).toEqual([]);
    expect(await codesOf(await issue('other/devices/d'), {})).toEqual(['sas/resource']);
  });

  test('DPS compares the whole resource without case', async () => {
    const text = await issue('0NE00abcdef/registrations/Device', 'registration');
    const resource = '0ne00ABCDEF/registrations/device';
    expect(await codesOf(text, { resource, compare: 'ignore-case' })).toEqual([]);
    expect(await codesOf(text, { resource })).toEqual(['sas/resource']);
  });

  test('a policy is asked for only where one is expected', async () => {
    const text = await issue('host/devices/d', 'owner');
    expect(await codesOf(text, {})).toEqual([]);
    expect(await codesOf(text, { policy: 'owner' })).toEqual([]);
    expect(await codesOf(text, { policy: 'registration' })).toEqual(['sas/policy']);
    expect(await codesOf(await issue('host/devices/d'), { policy: 'registration' })).toEqual(['sas/policy']);
    expect(await codesOf(await issue('host/devices/d'), { policy: '' })).toEqual([]);
    expect(await codesOf(text, { policy: '' })).toEqual(['sas/policy']);
  });

  test('all that is wrong with a token is named', async () => {
    const text = await issue('other');
    const everything = { keys: [otherKey], policy: 'registration', nowSeconds: 5000 };
    expect(await codesOf(text, everything)).toEqual(['sas/resource', 'sas/policy', 'sas/expired', 'sas/signature']);
  });
});
