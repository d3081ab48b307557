import { describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { createDeviceKeyDeriver, deriveDeviceKey } from '#core/sas/derived-key';
import { makeGroupKey } from '#core/sas/group-key';
import { judgeKey } from '#core/sas/key';

const { crypto } = globalThis;

describe('a new group key', () => {
  test.each([64, 32] as const)('has %i bytes, all from the source of randomness', (byteCount) => {
    const counting = {
      getRandomValues: <T extends ArrayBufferView | null>(array: T): T => {
        if (array instanceof Uint8Array) array.forEach((_, index) => (array[index] = index + 1));
        return array;
      },
    };
    const bytes = decodeBase64(makeGroupKey(counting, byteCount));
    expect(bytes).toEqual(Uint8Array.from({ length: byteCount }, (_, index) => index + 1));
  });

  test('has 64 bytes like those that DPS makes, and is judged to be a group key', () => {
    expect(judgeKey(makeGroupKey(crypto), { role: 'group' })).toMatchObject({ ok: true, notes: [] });
    expect(decodeBase64(makeGroupKey(crypto))?.length).toBe(64);
  });

  test('is another one each time', () => {
    expect(makeGroupKey(crypto)).not.toBe(makeGroupKey(crypto));
  });
});

describe('keys of many devices of one group', () => {
  const groupKey = Uint8Array.from({ length: 64 }, (_, index) => index);

  test('are those that each would get alone, also when asked for at once', async () => {
    const derive = await createDeviceKeyDeriver(crypto.subtle, groupKey);
    const ids = ['dev-1', 'DEV-1', 'größe-Ω', 'x'.repeat(128)];
    const together = await Promise.all(ids.map(derive));
    const alone = await Promise.all(ids.map((id) => deriveDeviceKey(crypto.subtle, groupKey, id)));
    expect(together.map(encodeBase64)).toEqual(alone.map(encodeBase64));
    expect(new Set(together.map(encodeBase64)).size).toBe(ids.length);
  });

  test('need a group key that has bytes', async () => {
    await expect(createDeviceKeyDeriver(crypto.subtle, new Uint8Array())).rejects.toMatchObject({ code: 'key/empty' });
  });
});
