import { describe, expect, test } from 'vitest';
import { decodeBase64, decodeBase64Forgiving, encodeBase64 } from '#core/bytes/base64';
import { encodeHex } from '#core/bytes/hex';
import { encodeUtf8 } from '#core/bytes/text';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { hmacSha256 } from '#core/sas/hmac';
import type { SasToken } from '#core/sas/sas-token';
import { issueSasToken, parseSasToken, verifySasSignature } from '#core/sas/sas-token';
import { loadCryptoEngines } from '../../support/crypto-engines.ts';
import published from '../../vectors/vectors.json';

interface DerivedKeyRow {
  name: string;
  confirmed: boolean;
  inputs: { groupKey: string; registrationId: string };
  expected: { deviceKey: string };
}

interface SasTokenRow {
  name: string;
  confirmed: boolean;
  inputs: { uri?: string; encodedUri: string; key: string | null; expiry: number; policy?: string | null };
  expected: { signatureBase64?: string; token: string };
}

interface StringToSignRow {
  name: string;
  inputs: { hostname?: string; deviceId?: string; idScope?: string; registrationId?: string; expiry: number };
  expected: { stringToSign: string; tokenWithSig?: string; tokenWithSigAndPolicy?: string };
}

interface KeyDecodeRow {
  name: string;
  inputs: { key?: string; keys?: string[] };
  expected: { hex?: string; error?: string };
}

const rowsOfKind = <Row>(kind: string) => published.filter((row) => row.kind === kind) as unknown as Row[];

const derivedKeys = rowsOfKind<DerivedKeyRow>('dps-derived-key');
const tokens = rowsOfKind<SasTokenRow>('sas-token');
const stringsToSign = rowsOfKind<StringToSignRow>('sas-string-to-sign');
const keyDecodes = rowsOfKind<KeyDecodeRow>('key-decode');

/** Bytes as the SDKs read a key, which take padding that is missing. */
function bytesOf(key: string): Uint8Array {
  return decodeBase64Forgiving(key) ?? new Uint8Array();
}

function tokenOf(text: string): SasToken {
  const verdict = parseSasToken(text);
  if (!verdict.ok) throw new TypeError(JSON.stringify(verdict.findings));
  return verdict.value;
}

/** The fields in one order: each SDK writes its own. */
function fieldsOf(token: string): string[] {
  return token.replace('SharedAccessSignature ', '').split('&').toSorted();
}

test('every published row is of a kind that is tested here', () => {
  expect(derivedKeys.length + tokens.length + stringsToSign.length + keyDecodes.length).toBe(published.length);
});

test.each(keyDecodes)('$name: $inputs', ({ inputs, expected }) => {
  const found = (inputs.keys ?? [inputs.key ?? '']).map((key) => decodeBase64(key));
  const hex = found.map((bytes) => bytes && encodeHex(bytes));
  expect(hex).toEqual(expected.hex === undefined ? found.map(() => undefined) : [expected.hex]);
});

describe.each(await loadCryptoEngines())('on %s', (_engine, { subtle }) => {
  describe('a device key is derived as published', () => {
    test.each(derivedKeys.filter((row) => row.confirmed))('$name', async ({ inputs, expected }) => {
      const key = await deriveDeviceKey(subtle, bytesOf(inputs.groupKey), inputs.registrationId);
      expect(encodeBase64(key)).toBe(expected.deviceKey);
    });
  });

  describe('a device key that was published wrongly is not derived', () => {
    test.each(derivedKeys.filter((row) => !row.confirmed))('$name', async ({ inputs, expected }) => {
      const key = await deriveDeviceKey(subtle, bytesOf(inputs.groupKey), inputs.registrationId);
      expect(encodeBase64(key)).not.toBe(expected.deviceKey);
    });
  });

  describe('a published token is read, verified and issued again', () => {
    test.each(tokens.filter((row) => row.confirmed))('$name', async ({ inputs, expected }) => {
      const keyBytes = bytesOf(inputs.key ?? '');
      const token = tokenOf(expected.token);
      expect(token).toEqual({
        rawResource: inputs.encodedUri,
        resource: inputs.uri ?? decodeURIComponent(inputs.encodedUri),
        signatureBase64: expected.signatureBase64,
        rawExpiry: String(inputs.expiry),
        expiresAtSeconds: inputs.expiry,
        ...(inputs.policy && { policy: inputs.policy }),
      });
      expect(await verifySasSignature(subtle, token, keyBytes)).toBe(true);
      const again = await issueSasToken(subtle, { ...token, keyBytes });
      if (inputs.encodedUri === encodeURIComponent(token.resource)) {
        expect(fieldsOf(again)).toEqual(fieldsOf(expected.token));
      } else {
        expect(tokenOf(again).resource).toBe(token.resource);
      }
      expect(await verifySasSignature(subtle, tokenOf(again), keyBytes)).toBe(true);
    });
  });

  describe('a published token whose signature does not follow from any published key is refused', () => {
    const keys = tokens.flatMap((row) => (row.inputs.key === null ? [] : [bytesOf(row.inputs.key)]));

    test.each(tokens.filter((row) => !row.confirmed))('$name', async ({ inputs, expected }) => {
      const token = tokenOf(expected.token);
      expect([token.rawResource, token.expiresAtSeconds]).toEqual([inputs.encodedUri, inputs.expiry]);
      const verified = await Promise.all(keys.map((key) => verifySasSignature(subtle, token, key)));
      expect(verified).not.toContain(true);
    });
  });

  describe('what is signed is the resource as it stands in the token', () => {
    test.each(stringsToSign)('$name', async ({ inputs, expected }) => {
      const { hostname, deviceId, idScope, registrationId } = inputs;
      const token = tokenOf(expected.tokenWithSig ?? expected.tokenWithSigAndPolicy ?? '');
      expect(`${token.rawResource}\n${token.rawExpiry}`).toBe(expected.stringToSign);
      expect(token.resource).toBe(
        hostname === undefined ? `${idScope}/registrations/${registrationId}` : `${hostname}/devices/${deviceId}`,
      );
      const keyBytes = encodeUtf8('any key at all');
      const signature = await hmacSha256(subtle, keyBytes, encodeUtf8(expected.stringToSign));
      const signed = { ...token, signatureBase64: encodeBase64(signature) };
      expect(await verifySasSignature(subtle, signed, keyBytes)).toBe(true);
      expect(await verifySasSignature(subtle, token, keyBytes)).toBe(false);
    });
  });
});
