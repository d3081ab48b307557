import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeBase64, encodeBase64 } from '#core/bytes/base64';
import { concatBytes } from '#core/bytes/compare';
import { encodeUtf8 } from '#core/bytes/text';
import { WorkbenchError } from '#core/errors/workbench-error';
import { makeExportRules } from '#core/export/export-rules';
import { EXPORT_FORMATS, type FlashedDevice } from '#core/export/flashed-device';
import type { Clock } from '#core/ports/clock';
import type { KeyMaker, KeyProgress } from '#core/ports/key-maker';
import { deriveDeviceKey } from '#core/sas/derived-key';
import { createHurriedClock, exportSettings, unwatched } from '../support/key-makers.ts';

/** A maker of keys, and how to let go of it. */
export interface KeyMakerUnderTest {
  readonly maker: KeyMaker;
  dispose(): void;
}

const { subtle } = globalThis.crypto;
const keyOf = (seed: number) => encodeBase64(Uint8Array.from({ length: 64 }, (_, index) => (index * 7 + seed) % 256));
const PRIMARY = keyOf(1);
const SECONDARY = keyOf(2);
const IDS = ['dev-1', 'DEV-1', 'pump.two', `${'x'.repeat(127)}9`];
const TEXT = IDS.join('\n');
const CSV =
  'IOTC_DEVICEID,IOTC_DEVICENAME\r\np-1,"Pump, North"\r\n,nobody\r\np-2,Ventil Süd\r\np-1,again\r\np 3,bad\r\n';

const keyFor = async (groupKey: string, id: string): Promise<string> =>
  encodeBase64(await deriveDeviceKey(subtle, decodeBase64(groupKey) ?? new Uint8Array(), id));
const file = (text: string | Uint8Array<ArrayBuffer>) => ({ kind: 'file', file: new Blob([text]) }) as const;
const text = (lines: string) => ({ kind: 'text', text: lines }) as const;
const pattern = (count: number) => ({ kind: 'pattern', pattern: `d-{1..${count}}` }) as const;

/** What every maker of keys must do, in whichever thread it is. `create` gets the clock that it is to go by. */
export function describeKeyMaker(name: string, create: (clock: Clock) => KeyMakerUnderTest): void {
  describe(name, () => {
    let under: KeyMakerUnderTest;
    let maker: KeyMaker;
    const open = (clock: Clock): void => {
      under = create(clock);
      ({ maker } = under);
    };
    beforeEach(() => open(createHurriedClock(0)));
    afterEach(() => under.dispose());

    const makeKeys = (onProgress = unwatched): Promise<number> => maker.make({ primaryKey: PRIMARY }, onProgress);
    const isGone = async (): Promise<void> => {
      expect(await maker.find('', 0, 10)).toEqual({ total: 0, devices: [] });
      await expect(maker.reveal(0)).rejects.toMatchObject({ name: 'AbortError' });
      await expect(maker.print({ format: 'json', settings: exportSettings }, 0)).rejects.toMatchObject({
        name: 'AbortError',
      });
      await expect(maker.export({ format: 'json', settings: exportSettings }, unwatched)).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(await maker.wasMadeHere(await keyFor(PRIMARY, 'dev-1'))).toBe(false);
    };

    describe('reads', () => {
      test('a pasted list', async () => {
        expect(await maker.read(text(`${TEXT}\n\n`))).toMatchObject({
          total: 4,
          good: 4,
          problems: 1,
          leftOut: 0,
          first: 'dev-1',
          last: IDS[3],
          notes: [{ code: 'list/upper-case' }],
          table: undefined,
        });
      });

      test('a numbered pattern', async () => {
        expect(await maker.read({ kind: 'pattern', pattern: 's-{08..11}' })).toMatchObject({
          total: 4,
          good: 4,
          first: 's-08',
          last: 's-11',
          notes: [],
        });
      });

      test('a file, and tells what it turned out to be', async () => {
        expect(await maker.read(file(CSV))).toMatchObject({
          total: 5,
          good: 2,
          problems: 3,
          leftOut: 3,
          first: 'p-1',
          last: 'p-2',
          table: { known: 'central-import', reading: { delimiter: ',', hasHeading: true, idColumn: 0, nameColumn: 1 } },
        });
      });

      test('a file as the user says that it is to be read', async () => {
        const reading = { delimiter: ';', hasHeading: false, idColumn: 1, nameColumn: null };
        expect(await maker.read({ ...file('x;a-1\ny;a-2\n'), reading })).toMatchObject({
          good: 2,
          last: 'a-2',
          table: { reading },
        });
      });

      test('a file in an older encoding, with a note', async () => {
        const [before, after] = [encodeUtf8('id;name\na-1;K'), encodeUtf8('che\n')];
        const older = new Uint8Array(concatBytes([before, Uint8Array.of(0xfc), after]));
        expect(await maker.read(file(older))).toMatchObject({ good: 1, notes: [{ code: 'file/encoding' }] });
        await makeKeys();
        expect((await maker.find('küche', 0, 1)).total).toBe(1);
      });

      test.each([
        ['an empty text', text(' \n'), 'list/empty'],
        ['a pattern that counts down', { kind: 'pattern', pattern: 'a-{3..1}' } as const, 'list/pattern-form'],
        ['a pattern of bad IDs', { kind: 'pattern', pattern: 'a b-{1..3}' } as const, 'id/character'],
        ['an empty file', file(''), 'file/empty'],
        ['a picture', file(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0)), 'file/not-text'],
      ])('nothing of %s, and says why', async (_what, source, code) => {
        const error: unknown = await maker.read(source).catch((caught: unknown) => caught);
        expect(error).toBeInstanceOf(WorkbenchError);
        expect(error).toMatchObject({ code });
      });

      test('one list in place of another, also when the new one cannot be read', async () => {
        await maker.read(text(TEXT));
        await makeKeys();
        await expect(maker.read(text(''))).rejects.toMatchObject({ code: 'list/empty' });
        expect(await makeKeys()).toBe(0);
        expect(await maker.problems(0, 10)).toEqual([]);
      });

      test('the newest list alone, when another is still being read', async () => {
        open(createHurriedClock(60));
        const older = maker.read(pattern(2000));
        const newer = maker.read(text('b-1'));
        await expect(older).rejects.toMatchObject({ name: 'AbortError' });
        expect(await newer).toMatchObject({ good: 1, first: 'b-1' });
        expect(await makeKeys()).toBe(1);
      });

      test('nothing more once it is cleared', async () => {
        open(createHurriedClock(60));
        const reading = maker.read(pattern(2000));
        const clearing = maker.clear();
        await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
        await clearing;
        expect(await makeKeys()).toBe(0);
      });
    });

    test('gives the problems in parts, in the order of their lines', async () => {
      await maker.read(file(CSV));
      const all = await maker.problems(0, 10);
      expect(all.map(({ line, finding: { code }, leftOut }) => [line, code, leftOut])).toEqual([
        [3, 'list/id-missing', true],
        [5, 'list/duplicate', true],
        [6, 'id/character', true],
      ]);
      expect(await maker.problems(1, 1)).toEqual(all.slice(1, 2));
      expect(await maker.problems(3, 5)).toEqual([]);
    });

    describe('makes keys', () => {
      test('of each device from each group key, and shows them on a press', async () => {
        await maker.read(text(TEXT));
        expect(await maker.make({ primaryKey: PRIMARY, secondaryKey: SECONDARY }, unwatched)).toBe(4);
        for (const [index, id] of IDS.entries()) {
          expect(await maker.reveal(index)).toEqual({
            primaryKey: await keyFor(PRIMARY, id),
            secondaryKey: await keyFor(SECONDARY, id),
          });
        }
      });

      test('without second keys where there is no second group key', async () => {
        await maker.read(text(TEXT));
        await makeKeys();
        expect(await maker.reveal(0)).toEqual({ primaryKey: await keyFor(PRIMARY, 'dev-1') });
        await expect(maker.reveal(4)).rejects.toThrow('There is no device at 4.');
      });

      test('in place of those made before', async () => {
        await maker.read(text(TEXT));
        await makeKeys();
        await maker.make({ primaryKey: SECONDARY }, unwatched);
        expect(await maker.reveal(1)).toEqual({ primaryKey: await keyFor(SECONDARY, 'DEV-1') });
        expect(await maker.wasMadeHere(await keyFor(PRIMARY, 'DEV-1'))).toBe(false);
      });

      test('with news of how far it is, which begin, end, and are all there before the result', async () => {
        open(createHurriedClock(60));
        await maker.read(pattern(3000));
        const told: KeyProgress[] = [];
        await makeKeys((progress) => told.push(progress));
        const done = told.map((progress) => progress.done);
        expect(done.at(0)).toBe(0);
        expect(done.at(-1)).toBe(3000);
        expect(done.length).toBeGreaterThan(3);
        expect(done).toEqual(done.toSorted((a, b) => a - b));
        expect(new Set(told.map(({ total }) => total))).toEqual(new Set([3000]));
        await maker.find('', 0, 1);
        expect(told).toHaveLength(done.length);
      });

      test('or none at all, when it is cancelled on the way', async () => {
        open(createHurriedClock(60));
        await maker.read(pattern(20_000));
        await makeKeys();
        let cancelled: Promise<void> | undefined;
        const making = makeKeys(({ done }) => {
          if (done > 0) cancelled ??= maker.cancel();
        });
        await expect(making).rejects.toMatchObject({ name: 'AbortError' });
        await cancelled;
        await isGone();
        expect(await makeKeys()).toBe(20_000);
      });

      test('no more once another list is read, cleared, or made with another key', async () => {
        open(createHurriedClock(60));
        const interrupt = async (other: () => Promise<unknown>): Promise<void> => {
          await maker.read(pattern(20_000));
          const making = makeKeys();
          const rest = other();
          await expect(making).rejects.toMatchObject({ name: 'AbortError' });
          await rest;
        };
        await interrupt(() => maker.read(text('b-1')));
        await isGone();
        await interrupt(() => maker.clear());
        await isGone();
        await interrupt(() => maker.make({ primaryKey: SECONDARY }, unwatched));
        expect(await maker.reveal(19_999)).toEqual({ primaryKey: await keyFor(SECONDARY, 'd-20000') });
      });

      test('that it knows again', async () => {
        await maker.read(text(TEXT));
        await maker.make({ primaryKey: PRIMARY, secondaryKey: SECONDARY }, unwatched);
        expect(await maker.wasMadeHere(await keyFor(PRIMARY, 'pump.two'))).toBe(true);
        expect(await maker.wasMadeHere(await keyFor(SECONDARY, 'dev-1'))).toBe(true);
        expect(await maker.wasMadeHere(await keyFor(PRIMARY, 'dev-2'))).toBe(false);
        expect(await maker.wasMadeHere(PRIMARY)).toBe(false);
        expect(await maker.wasMadeHere('no key')).toBe(false);
      });

      test('and forgets them when it is told to', async () => {
        await maker.read(text(TEXT));
        await makeKeys();
        await maker.clear();
        await isGone();
      });

      test('and refuses a group key that is none', async () => {
        await maker.read(text(TEXT));
        await expect(maker.make({ primaryKey: '' }, unwatched)).rejects.toMatchObject({ code: 'key/empty' });
        await expect(maker.make({ primaryKey: 'no key' }, unwatched)).rejects.toThrow('a group key is not base64');
      });
    });

    describe('finds devices', () => {
      beforeEach(async () => {
        await maker.read(file('id;name\na-1;Küche\na-2;\nB-11;KÜCHENLICHT\n'));
        await makeKeys();
      });

      test('in parts, with their places', async () => {
        expect(await maker.find('', 1, 1)).toEqual({ total: 3, devices: [{ index: 1, deviceId: 'a-2' }] });
        expect(await maker.find('-1', 1, 5)).toEqual({
          total: 2,
          devices: [{ index: 2, deviceId: 'B-11', name: 'KÜCHENLICHT' }],
        });
      });

      test('by ID or name, in any case', async () => {
        const found = async (wanted: string): Promise<number[]> =>
          (await maker.find(wanted, 0, 10)).devices.map(({ index }) => index);
        expect(await found('b-1')).toEqual([2]);
        expect(await found(' küchen ')).toEqual([2]);
        expect(await found('KÜCHE')).toEqual([0, 2]);
        expect(await found('nowhere')).toEqual([]);
      });

      test('of the list that is there now', async () => {
        await maker.find('b-11', 0, 10);
        await maker.read(text('c-1\nb-11'));
        await makeKeys();
        expect(await maker.find('b-11', 0, 10)).toEqual({ total: 1, devices: [{ index: 1, deviceId: 'b-11' }] });
      });
    });

    describe('writes', () => {
      const rules = makeExportRules(subtle);
      const devices = (): Promise<FlashedDevice[]> =>
        Promise.all(
          IDS.map(async (deviceId) => ({
            deviceId,
            primaryKey: await keyFor(PRIMARY, deviceId),
            secondaryKey: await keyFor(SECONDARY, deviceId),
          })),
        );
      beforeEach(async () => {
        await maker.read(text(TEXT));
        await maker.make({ primaryKey: PRIMARY, secondaryKey: SECONDARY }, unwatched);
      });

      const listed = EXPORT_FORMATS.filter((format) => rules[format].shape === 'list');
      const packed = EXPORT_FORMATS.filter((format) => rules[format].shape === 'file-per-device');

      test.each(listed)('%s as one list, as the rule prints it', async (format) => {
        const rule = rules[format];
        const pieces = await Promise.all(
          (await devices()).map(async (device, index) => rule.print(device, exportSettings, index)),
        );
        const exported = await maker.export({ format, settings: exportSettings }, unwatched);
        expect(await exported.content.text()).toBe(
          `${rule.open()}${pieces.map((piece) => piece.text).join('')}${rule.close(4)}`,
        );
        expect(exported).toMatchObject({
          name: rule.fileName,
          guardedCells: pieces.reduce((sum, { guarded }) => sum + guarded, 0),
        });
        expect(exported.content.type).toBe(rule.mediaType);
      });

      test.each(packed)(
        '%s as an archive with a file for each device, two IDs that differ in case too',
        async (format) => {
          const rule = rules[format];
          const printed = await Promise.all((await devices()).map((device) => rule.printAlone(device, exportSettings)));
          const exported = await maker.export({ format, settings: exportSettings }, unwatched);
          const files = Object.entries(unzipSync(new Uint8Array(await exported.content.arrayBuffer())));
          expect(files.map(([, content]) => new TextDecoder().decode(content))).toEqual(printed);
          expect(files.map(([path]) => path)).toEqual([
            `dev-1${rule.extension}`,
            `DEV-1-2${rule.extension}`,
            `pump.two${rule.extension}`,
            `${IDS[3]}${rule.extension}`,
          ]);
          expect(exported.name).toBe(rule.fileName);
          expect(exported.content.type).toBe('application/zip');
        },
      );

      test.each(EXPORT_FORMATS)('one device as %s', async (format) => {
        const [, device] = await devices();
        const request = { format, settings: exportSettings };
        expect(device && (await rules[format].printAlone(device, exportSettings))).toBe(await maker.print(request, 1));
      });
    });

    test('counts the cells that got a sign in front, in all parts of the file', async () => {
      const rows = Array.from({ length: 300 }, (_, index) => `d-${index},=name ${index}`);
      await maker.read(file(`id,name\n${rows.join('\n')}\n`));
      await makeKeys();
      const exported = await maker.export({ format: 'central-csv', settings: exportSettings }, unwatched);
      const guarded = (await exported.content.text()).match(/,'[=+]/g) ?? [];
      expect(guarded.length).toBeGreaterThanOrEqual(300);
      expect(exported.guardedCells).toBe(guarded.length);
    });

    test('tells how far an export is, and ends it when asked to, with the keys still there', async () => {
      open(createHurriedClock(60));
      await maker.read(pattern(5000));
      await makeKeys();
      const told: number[] = [];
      const request = { format: 'central-csv', settings: exportSettings } as const;
      const { content } = await maker.export(request, ({ done }) => told.push(done));
      expect([told[0], told.at(-1)]).toEqual([0, 5000]);
      expect((await content.text()).split('\r\n')).toHaveLength(5002);

      const exporting = maker.export(request, ({ done }) => void (done > 0 && maker.cancel()));
      await expect(exporting).rejects.toMatchObject({ name: 'AbortError' });
      expect(await maker.reveal(4999)).toEqual({ primaryKey: await keyFor(PRIMARY, 'd-5000') });
    });

    test('ends an export when a list is read, for its keys are gone', async () => {
      open(createHurriedClock(60));
      await maker.read(pattern(5000));
      await makeKeys();
      const exporting = maker.export({ format: 'json', settings: exportSettings }, unwatched);
      const reading = maker.read(text('b-1'));
      await expect(exporting).rejects.toMatchObject({ name: 'AbortError' });
      await reading;
      await isGone();
    });
  });
}
