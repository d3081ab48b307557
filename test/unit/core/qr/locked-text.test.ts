import { beforeAll, describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { type CborValue, decodeCbor, encodeCbor, isCborMap } from '#core/bytes/cbor';
import { concatBytes } from '#core/bytes/compare';
import { encodeUtf8 } from '#core/bytes/text';
import { encodeConnectCode } from '#core/qr/forms/workbench-1';
import { createSealer, openLocked, printLocked, readLocked, sealText } from '#core/qr/locked-text';
import type { ConnectCode, LockedText } from '#core/qr/payload';
import { readPayload } from '#core/qr/read-payload';
import { frameText } from '#core/qr/text-frame';
import { loadCryptoEngines } from '../../../support/crypto-engines.ts';
import vectors from '../../../vectors/codes.json';

const AT = Date.UTC(2026, 10, 22);
const PASSPHRASE = 'correct horse battery';
const CODE: ConnectCode = {
  route: { kind: 'dps', idScope: '0ne00123ABC', registrationId: 'sensor-01' },
  keys: { kind: 'device-key', primaryKey: 'Jsm0lyGpjaVYVP2g3FnmnmG9dI/9qU24wNoykUmermc=' },
  name: 'Küche 台所',
};
const IDENTITY = { kind: 'identity', bytes: Uint8Array.from({ length: 90 }, (_, at) => at) } as const;
const { crypto } = globalThis;

function lockedOf(text: string): LockedText {
  const payload = readPayload(text);
  if (payload.kind !== 'locked') throw new TypeError(JSON.stringify(payload));
  return payload.locked;
}

function codesOf(read: { readonly ok: boolean; readonly findings?: readonly { readonly code: string }[] }): string[] {
  return (read.findings ?? []).map(({ code }) => code);
}

describe.each(await loadCryptoEngines())('what is locked, on %s', (_name, engine) => {
  test.each(vectors.locked1)('$name that another program wrote opens', async (row) => {
    const locked = lockedOf(row.text);
    expect(locked.endsAt).toBe(row.endsAt);
    const opened = await openLocked(engine, locked, row.passphrase, AT);
    expect(opened).toEqual({ ok: true, value: row.expected, notes: [] });
  });

  test('a connect code opens with its passphrase, and with no other', async () => {
    const sealed = await sealText(engine, { kind: 'connect-code', bytes: encodeConnectCode(CODE) }, PASSPHRASE);
    const text = printLocked(sealed);
    expect(text).toMatch(/^DW1L:[0-9A-Z $%*+\-./:]+$/);
    const locked = lockedOf(text);
    const opened = await openLocked(engine, locked, PASSPHRASE, AT);
    expect(opened).toEqual({ ok: true, value: { kind: 'connect-code', code: CODE }, notes: [] });
    expect(codesOf(await openLocked(engine, locked, `${PASSPHRASE}s`, AT))).toEqual(['qr/passphrase-wrong']);
  });
});

describe('what is locked', () => {
  const ENDS_AT = AT + 1500;
  let sealed: Uint8Array<ArrayBuffer>;
  beforeAll(async () => {
    sealed = await sealText(crypto, IDENTITY, PASSPHRASE, { endsAt: ENDS_AT });
  });

  test('may be an identity, byte for byte, until its end, told in whole seconds', async () => {
    const locked = lockedOf(printLocked(sealed));
    expect(locked).toEqual({ form: 'locked', bytes: sealed, endsAt: AT + 1000 });
    expect(await openLocked(crypto, locked, PASSPHRASE, AT + 999)).toEqual({
      ok: true,
      value: IDENTITY,
      notes: [],
    });
    expect(await openLocked(crypto, locked, PASSPHRASE, AT + 1000)).toEqual({
      ok: false,
      findings: [{ code: 'qr/ended', facts: { endsAt: AT + 1000 } }],
    });
  });

  test('asks for a passphrase, and is not made without one', async () => {
    expect(codesOf(await openLocked(crypto, lockedOf(printLocked(sealed)), '', AT))).toEqual(['qr/passphrase-missing']);
    const sample = lockedOf(vectors.sampleLocked[0]?.text ?? '');
    expect(codesOf(await openLocked(crypto, sample, '', AT))).toEqual(['qr/passphrase-missing']);
    const made = sealText(crypto, { kind: 'identity', bytes: new Uint8Array(1) }, '');
    await expect(made).rejects.toMatchObject({ code: 'qr/passphrase-missing' });
  });

  test('counts nothing of a passphrase that its field does not show: line ends of a paste, blanks around it', async () => {
    const pasted = await sealText(crypto, IDENTITY, `  ${PASSPHRASE.replace('horse', 'hor\r\nse')}\t\n`);
    const told = { form: 'locked', bytes: pasted } as const;
    for (const typed of [PASSPHRASE, `${PASSPHRASE} `, `\n${PASSPHRASE}`]) {
      expect(await openLocked(crypto, told, typed, AT)).toMatchObject({ ok: true });
    }
    const split = await openLocked(crypto, told, PASSPHRASE.replace(' ', ''), AT);
    expect(codesOf(split)).toEqual(['qr/passphrase-wrong']);
    await expect(createSealer(crypto, ' \n')).rejects.toMatchObject({ code: 'qr/passphrase-missing' });
    expect(codesOf(await openLocked(crypto, told, ' \n', AT))).toEqual(['qr/passphrase-missing']);
  });

  test('is never locked twice in the same way', async () => {
    const again = headerOf(await sealText(crypto, IDENTITY, PASSPHRASE));
    expect(again.get(1)).not.toEqual(headerOf(sealed).get(1));
    expect(again.get(3)).not.toEqual(headerOf(sealed).get(3));
  });

  test('is locked with others by one hash of the passphrase, each in its own way', async () => {
    const seal = await createSealer(crypto, PASSPHRASE);
    const [first, second] = [await seal(IDENTITY), await seal(IDENTITY)];
    expect(headerOf(first).get(1)).toEqual(headerOf(second).get(1));
    expect(headerOf(first).get(3)).not.toEqual(headerOf(second).get(3));
    expect(await openLocked(crypto, lockedOf(printLocked(second)), PASSPHRASE, AT)).toMatchObject({ ok: true });
  });

  test('does not open after any change, with a checksum that fits it', async () => {
    const header = headerOf(sealed);
    const put = (key: number, value: CborValue) => replaceHeader(new Map([...header, [key, value]]));
    const turned = (at: number) => sealed.map((byte, index) => (index === at ? byte ^ 1 : byte));
    const changed = [
      put(4, 253_402_300_799),
      replaceHeader(new Map([...header].filter(([key]) => key !== 4))),
      turned(sealed.length - 1),
    ];
    for (const bytes of changed) {
      const opened = await openLocked(crypto, lockedOf(frameText('L', bytes)), PASSPHRASE, AT);
      expect(codesOf(opened)).toEqual(['qr/passphrase-wrong']);
    }
  });

  test.each<[string, (header: Map<number, CborValue>) => Map<number, CborValue>, string]>([
    ['a salt of another length', (header) => header.set(1, new Uint8Array(8)), 'salt'],
    ['too few rounds', (header) => header.set(2, 599_999), 'iterations'],
    ['more rounds than a phone can bear', (header) => header.set(2, 4_000_001), 'iterations'],
    ['rounds that are no number', (header) => header.set(2, 'many'), 'iterations'],
    ['an initialisation vector of another length', (header) => header.set(3, new Uint8Array(16)), 'iv'],
    ['an end before 1970', (header) => header.set(4, -1), 'endsAt'],
    ['an end that is no date', (header) => header.set(4, 253_402_300_800), 'endsAt'],
    ['a field of nobody', (header) => header.set(5, true), '5'],
  ])('is refused for %s, before anything is computed', (_what, change, field) => {
    const payload = readPayload(frameText('L', replaceHeader(change(new Map(headerOf(sealed))))));
    expect(payload).toEqual({
      kind: 'refused',
      findings: [{ code: 'qr/field-form', facts: { form: 'locked', field } }],
    });
  });

  test.each<[string, CborValue]>([
    ['a number', 1],
    ['nothing', []],
    ['a header alone', [new Uint8Array(3)]],
    ['a third part', [new Uint8Array(3), new Uint8Array(40), 1]],
    ['no room for a tag', [new Uint8Array(3), new Uint8Array(16)]],
    ['a map', new Map([[1, true]])],
  ])('is refused for %s', (_what, value) => {
    expect(codesOf(readLocked(encodeCbor(value)))).toEqual(['qr/damaged']);
  });

  test('is refused where it opens and holds something else', async () => {
    const lock = await makeLockByHand();
    for (const [plain, expected] of [
      [[3, new Uint8Array(4)], ['qr/damaged']],
      ['text', ['qr/damaged']],
      [[1, encodeCbor(new Map([[1, 'a']]))], ['qr/field-missing']],
    ] as const) {
      const opened = await openLocked(crypto, lockedOf(frameText('L', await lock(plain))), PASSPHRASE, AT);
      expect(codesOf(opened)).toEqual(expected);
    }
  });

  function headerOf(bytes: Uint8Array): ReadonlyMap<number, CborValue> {
    const [header] = decodeCbor(bytes) as readonly Uint8Array[];
    const map = decodeCbor(header ?? new Uint8Array());
    if (!isCborMap(map)) throw new TypeError();
    return map;
  }

  function replaceHeader(header: ReadonlyMap<number, CborValue>): Uint8Array<ArrayBuffer> {
    const [, ciphertext] = decodeCbor(sealed) as readonly Uint8Array[];
    return encodeCbor([encodeCbor(header), ciphertext ?? new Uint8Array()]);
  }

  /** Gives what locks anything at all, as the form is published. */
  async function makeLockByHand(): Promise<(plain: CborValue) => Promise<Uint8Array<ArrayBuffer>>> {
    const [salt, iv, iterations] = [new Uint8Array(16), new Uint8Array(12), 600_000];
    const header = encodeCbor(
      new Map<number, CborValue>([
        [1, salt],
        [2, iterations],
        [3, iv],
      ]),
    );
    const additionalData = concatBytes([encodeUtf8('DW1L:'), header]);
    const secret = await crypto.subtle.importKey('raw', concatBytes([encodeUtf8(PASSPHRASE)]), 'PBKDF2', false, [
      'deriveKey',
    ]);
    const derivation = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations };
    const cipher = { name: 'AES-GCM', length: 256 };
    const key = await crypto.subtle.deriveKey(derivation, secret, cipher, false, ['encrypt']);
    return async (plain) => {
      const content = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, encodeCbor(plain));
      return encodeCbor([header, new Uint8Array(content)]);
    };
  }
});

describe('what the sample for patients encrypted', () => {
  const text = vectors.sampleLocked[0]?.text ?? '';
  const bytes = decodeBase64(text) ?? new Uint8Array();

  test.each([
    ['its beginning alone', 'U2FsdGVkX18=', 'qr/cut-short'],
    ['its salt alone', encodeBase64(bytes.slice(0, 16)), 'qr/cut-short'],
    ['an end within a block', text.slice(0, -8), 'qr/cut-short'],
    ['a character of no base64', text.replace('MDSw', '!DSw'), 'qr/damaged'],
  ])('is refused for %s', (_what, damaged, code) => {
    const payload = readPayload(damaged);
    expect(payload).toEqual({ kind: 'refused', findings: [{ code, facts: { form: 'sample-locked' } }] });
  });

  test('does not open when a block is missing', async () => {
    for (let end = bytes.length - 16; end > 16; end -= 16) {
      const locked = lockedOf(encodeBase64(bytes.slice(0, end)));
      const opened = await openLocked(crypto, locked, 'patient-42', AT);
      expect(codesOf(opened)).toEqual(['qr/passphrase-wrong']);
    }
  });
});
