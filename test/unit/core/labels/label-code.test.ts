import { describe, expect, test } from 'vitest';
import { judgeLabel } from '#core/labels/judge-label';
import {
  createLabelPrinter,
  holdsKey,
  LABEL_CODES,
  standInFor,
  type CodedDevice,
  type LabelCode,
  type LabelKeys,
} from '#core/labels/label-code';
import { openLocked } from '#core/qr/locked-text';
import { readPayload } from '#core/qr/read-payload';

const KEYS: LabelKeys = { kind: 'device-key', primaryKey: btoa('k'.repeat(32)), secondaryKey: btoa('s'.repeat(32)) };
const AT_DPS = {
  id: 'pump-1',
  route: { kind: 'dps', idScope: '0ne00A1B2C3', registrationId: 'pump-1' },
  modelId: 'dtmi:com:example:Pump;1',
} as const;
const AT_HUB = { id: 'pump-1', route: { kind: 'hub', hubHost: 'h.azure-devices.net', deviceId: 'pump-1' } } as const;

/** ISO/IEC 18004, table 5. */
const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]+$/;

const print = (device: CodedDevice, code: LabelCode, keys: LabelKeys | undefined): Promise<string> =>
  createLabelPrinter(crypto, code)(device, keys);

describe('the code of a label', () => {
  test('is the device ID as it stands, where that is asked for', async () => {
    expect(await print({ id: 'pump-1', route: undefined }, { kind: 'id' }, undefined)).toBe('pump-1');
  });

  test.each([AT_DPS, AT_HUB])('names the device and where it connects, and holds no key', async (device) => {
    const text = await print(device, { kind: 'connect' }, undefined);
    expect(readPayload(text)).toMatchObject({ kind: 'connect', form: 'workbench', code: { route: device.route } });
    expect(text).toBe(await print(device, { kind: 'connect' }, KEYS));
  });

  test('holds both keys and the model in our form, and the first key in IoT Central’s', async () => {
    const ours = await print(AT_DPS, { kind: 'keyed', form: 'workbench' }, KEYS);
    const { route, modelId } = AT_DPS;
    expect(readPayload(ours)).toMatchObject({ kind: 'connect', code: { route, modelId, keys: KEYS } });
    const central = await print(AT_DPS, { kind: 'keyed', form: 'central' }, KEYS);
    expect(JSON.parse(atob(central))).toEqual({
      deviceId: 'pump-1',
      scopeId: '0ne00A1B2C3',
      deviceKey: KEYS.primaryKey,
    });
  });

  test('that is locked opens to the same, with its passphrase', async () => {
    const text = await print(AT_DPS, { kind: 'locked', passphrase: 'correct horse' }, KEYS);
    const payload = readPayload(text);
    if (payload.kind !== 'locked') throw new TypeError(payload.kind);
    const opened = await openLocked(crypto, payload.locked, 'correct horse', 0);
    expect(opened).toMatchObject({ ok: true, value: { code: { route: AT_DPS.route, keys: KEYS } } });
    expect(text).not.toContain('PUMP');
  });

  test('is not made where what it needs is missing', async () => {
    const unnamed = { id: 'pump-1', route: undefined };
    await expect(print(unnamed, { kind: 'connect' }, undefined)).rejects.toThrow(TypeError);
    const keyed = { kind: 'keyed', form: 'workbench' } as const;
    await expect(print(AT_DPS, keyed, undefined)).rejects.toThrow(TypeError);
    await expect(print(AT_HUB, { ...keyed, form: 'central' }, KEYS)).rejects.toThrow(TypeError);
    const elsewhere = { ...AT_DPS, route: { ...AT_DPS.route, dpsHost: 'dps.example.com' } };
    await expect(print(elsewhere, { ...keyed, form: 'central' }, KEYS)).rejects.toThrow(TypeError);
  });

  test('that is locked needs a passphrase', async () => {
    const locked = print(AT_DPS, { kind: 'locked', passphrase: '' }, KEYS);
    await expect(locked).rejects.toMatchObject({ code: 'qr/passphrase-missing' });
  });

  test('is said to hold a key when it does', () => {
    expect(LABEL_CODES.filter((kind) => holdsKey({ kind }))).toEqual(['locked', 'keyed']);
  });
});

describe('the stand-in of a code in a preview', () => {
  test.each([
    ['workbench', 'PREVIEW '],
    ['central', 'preview '],
  ] as const)('in the form %s is as large, and says nothing', async (form, word) => {
    const text = await print(AT_DPS, { kind: 'keyed', form }, KEYS);
    const shown = standInFor(text);
    expect(shown.replaceAll(word, '').length).toBeLessThan(word.length);
    // Of the same length and mode, so of the same version (ISO/IEC 18004, table 7).
    expect(shown.length).toBe(text.length);
    expect(ALPHANUMERIC.test(shown)).toBe(ALPHANUMERIC.test(text));
  });
});

describe('a label that was laid out', () => {
  const content = { words: { id: 'pump-1', lines: [] }, squares: 41 };
  const laid = (module: number, isIdWhole = true) => ({
    code: { x: 0, y: 0, module },
    anchor: 'start' as const,
    lines: [],
    isIdWhole,
  });
  const dot = 25.4 / 203;

  test('with enough dots for every square is good', () => {
    expect(judgeLabel(laid(3 * dot), content, dot)).toEqual({ isPrintable: true, notes: [] });
  });

  test('with too few is printed with a warning that says how large the code should be', () => {
    const { isPrintable, notes } = judgeLabel(laid(2 * dot, false), content, dot);
    expect(isPrintable).toBe(true);
    expect(notes.map(({ code }) => code)).toEqual(['label/too-small', 'label/words-cut']);
    const facts = notes[0]?.facts as { sideMm: number; neededMm: number };
    expect(facts.sideMm).toBeCloseTo(41 * 2 * dot, 6);
    expect(facts.neededMm).toBeCloseTo(41 * 4 * dot, 6);
  });

  test('without room for a code is not printed', () => {
    expect(judgeLabel(laid(0), content, dot).isPrintable).toBe(false);
  });
});
