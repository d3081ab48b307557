import { afterEach, describe, expect, test } from 'vitest';
import type { Vault, VaultKey, VaultRecord } from '#core/ports/vault';

/** Opens the same storage again, as another tab does. */
export interface VaultUnderTest {
  open(): Vault;
  /** Whether two open vaults see each other's records. */
  readonly isShared: boolean;
}

const device = (id: string, secret: unknown = { key: 'k' }): VaultRecord => ({
  id,
  kind: 'device',
  schema: 1,
  public: { name: `name of ${id}`, nested: { list: [1, 2] } },
  secret,
});

const { subtle } = globalThis.crypto;
const SIGNED = new TextEncoder().encode('what is signed');
const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
const RSA_KEYS = { ...RSA, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) } as const;
const KINDS = {
  EC: { make: EC, sign: { name: 'ECDSA', hash: 'SHA-256' } },
  RSA: { make: RSA_KEYS, sign: RSA },
} as const;

const makeKeys = (kind: keyof typeof KINDS, extractable: boolean): Promise<CryptoKeyPair> =>
  subtle.generateKey(KINDS[kind].make, extractable, ['sign', 'verify']);

/** Whether the key signs as the private key of `pair` does. */
async function isKeyOf(pair: CryptoKeyPair, kind: keyof typeof KINDS, key: CryptoKey | undefined): Promise<boolean> {
  if (key === undefined) return false;
  const { sign } = KINDS[kind];
  return subtle.verify(sign, pair.publicKey, await subtle.sign(sign, key, SIGNED), SIGNED);
}

/** What every vault must do. */
export function describeVault(name: string, create: () => VaultUnderTest): void {
  describe(name, () => {
    const open: Vault[] = [];
    afterEach(() => open.splice(0).forEach((vault) => vault.dispose()));
    const make = (under = create()): Vault => {
      const vault = under.open();
      open.push(vault);
      return vault;
    };

    test('gives back what was written, and nothing for what was not', async () => {
      const vault = make();
      await vault.write(device('a', { primaryKey: 'pk', list: ['ä', null] }));
      expect(await vault.read('device', 'a')).toEqual(device('a', { primaryKey: 'pk', list: ['ä', null] }));
      expect(await vault.read('device', 'b')).toBeUndefined();
      expect(await vault.read('other', 'a')).toBeUndefined();
    });

    test('lists what may be shown, by kind', async () => {
      const vault = make();
      await vault.write(device('a'));
      await vault.write(device('b'));
      await vault.write({ ...device('c'), kind: 'devices' });
      const listed = await vault.list('device');
      expect(listed.map(({ id }) => id).sort()).toEqual(['a', 'b']);
      expect(listed.find(({ id }) => id === 'a')).toEqual({
        id: 'a',
        kind: 'device',
        schema: 1,
        public: { name: 'name of a', nested: { list: [1, 2] } },
      });
      expect(JSON.stringify(listed)).not.toContain('secret');
      expect(await vault.list('nothing')).toEqual([]);
    });

    test('replaces a record of the same kind and id', async () => {
      const vault = make();
      await vault.write(device('a', 1));
      await vault.write({ ...device('a', 2), public: { name: 'new' } });
      expect(await vault.read('device', 'a')).toMatchObject({ public: { name: 'new' }, secret: 2 });
      expect(await vault.list('device')).toHaveLength(1);
    });

    test('forgets what is removed, and takes it again', async () => {
      const vault = make();
      await vault.write(device('a'));
      await vault.remove('device', 'a');
      await vault.remove('device', 'never there');
      expect(await vault.read('device', 'a')).toBeUndefined();
      await vault.write(device('a', 'again'));
      expect((await vault.read('device', 'a'))?.secret).toBe('again');
    });

    test('keeps its own copy of what it is given, and gives copies', async () => {
      const vault = make();
      const shown = { name: 'before' };
      await vault.write({ ...device('a'), public: shown });
      shown.name = 'after';
      const given = (await vault.read('device', 'a'))?.public;
      expect(given).toEqual({ name: 'before' });
      Object.assign(given ?? {}, { name: 'changed' });
      expect((await vault.read('device', 'a'))?.public).toEqual({ name: 'before' });
    });

    test('keeps every one of many writes at once', async () => {
      const vault = make();
      const ids = Array.from({ length: 20 }, (_, index) => `d${index}`);
      await Promise.all(ids.map((id) => vault.write(device(id, id))));
      const found = await Promise.all(ids.map((id) => vault.read('device', id)));
      expect(found.map((record) => record?.secret)).toEqual(ids);
    });

    test('tells of each change, until it is asked no more', async () => {
      const vault = make();
      let changes = 0;
      const stop = vault.onChange(() => (changes += 1));
      await vault.write(device('a'));
      await vault.remove('device', 'a');
      expect(changes).toBe(2);
      stop();
      await vault.write(device('a'));
      expect(changes).toBe(2);
    });

    describe('keeps private keys', () => {
      const PLACES: readonly (readonly [string, Omit<VaultKey, 'id' | 'key'>, boolean])[] = [
        ['sealed, and from then on for use only', { place: 'vault', isExportable: false }, false],
        ['sealed, and exportable where that was asked for', { place: 'vault', isExportable: true }, true],
        ['as the browser keeps them', { place: 'browser', isExportable: false }, false],
        [
          'as the browser keeps them, though they be called exportable',
          { place: 'browser', isExportable: true },
          false,
        ],
      ];
      for (const kind of ['EC', 'RSA'] as const) {
        test.each(PLACES)(`${kind}, %s`, async (_how, place, isExtractable) => {
          const under = create();
          const vault = make(under);
          const pair = await makeKeys(kind, place.place === 'vault');
          await vault.change({ keys: [{ id: 'k', key: pair.privateKey, ...place }] });
          const opened = await vault.openKey('k');
          expect(opened).toMatchObject({ type: 'private', extractable: isExtractable, usages: ['sign'] });
          expect(await isKeyOf(pair, kind, opened)).toBe(true);
          const exported = subtle.exportKey('pkcs8', opened!);
          await (isExtractable
            ? expect(exported).resolves.toBeInstanceOf(ArrayBuffer)
            : expect(exported).rejects.toThrow());
        });
      }

      test('and gives an RSA key under the seal for RSA-PSS too, which nobody can read', async () => {
        const vault = make();
        const [rsa, ec] = [await makeKeys('RSA', true), await makeKeys('EC', true)];
        const browsers = await makeKeys('RSA', false);
        await vault.change({
          keys: [
            { id: 'rsa', key: rsa.privateKey, place: 'vault', isExportable: true },
            { id: 'ec', key: ec.privateKey, place: 'vault', isExportable: true },
            { id: 'browser', key: browsers.privateKey, place: 'browser', isExportable: false },
          ],
        });
        const forPss = (await vault.openPssKey('rsa'))!;
        expect(forPss).toMatchObject({ algorithm: { name: 'RSA-PSS', hash: { name: 'SHA-256' } }, extractable: false });
        expect(forPss.usages).toEqual(['sign']);
        const spki = await subtle.exportKey('spki', rsa.publicKey);
        const publicKey = await subtle.importKey('spki', spki, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['verify']);
        const scheme = { name: 'RSA-PSS', saltLength: 32 };
        expect(await subtle.verify(scheme, publicKey, await subtle.sign(scheme, forPss, SIGNED), SIGNED)).toBe(true);
        for (const other of ['ec', 'browser', 'nobody']) expect(await vault.openPssKey(other)).toBeUndefined();
      });

      test('and lists what may be shown of them, as of any record', async () => {
        const vault = make();
        const { privateKey } = await makeKeys('EC', true);
        await vault.change({ keys: [{ id: 'k', key: privateKey, place: 'vault', isExportable: true }] });
        const shown = { place: 'vault', isExportable: true, algorithm: EC, usages: ['sign'] };
        expect(await vault.list('private-key')).toEqual([{ id: 'k', kind: 'private-key', schema: 1, public: shown }]);
      });

      test('which nobody reads or writes as a record', async () => {
        const vault = make();
        const { privateKey } = await makeKeys('EC', true);
        await vault.change({ keys: [{ id: 'k', key: privateKey, place: 'vault', isExportable: false }] });
        await expect(vault.read('private-key', 'k')).rejects.toThrow(TypeError);
        await expect(vault.write({ ...device('k'), kind: 'private-key' })).rejects.toThrow(TypeError);
        expect(await vault.openKey('k')).toBeDefined();
      });

      test('and refuses one that does not fit its place', async () => {
        const vault = make();
        const [open, closed] = [await makeKeys('EC', true), await makeKeys('EC', false)];
        for (const [place, { privateKey }] of [['browser', open] as const, ['vault', closed] as const]) {
          const change = { write: [device('a')], keys: [{ id: 'k', key: privateKey, place, isExportable: false }] };
          await expect(vault.change(change)).rejects.toThrow('does not fit its place');
        }
        expect(await vault.list('private-key')).toEqual([]);
        expect(await vault.list('device')).toEqual([]);
      });

      test('until they are removed', async () => {
        const vault = make();
        const { privateKey } = await makeKeys('EC', true);
        await vault.change({ keys: [{ id: 'k', key: privateKey, place: 'vault', isExportable: false }] });
        await vault.remove('private-key', 'k');
        expect(await vault.openKey('k')).toBeUndefined();
        expect(await vault.list('private-key')).toEqual([]);
      });
    });

    test('makes a change of several records and keys as one, and tells of it once', async () => {
      const vault = make();
      await vault.write(device('old'));
      let changes = 0;
      vault.onChange(() => (changes += 1));
      const pair = await makeKeys('EC', true);
      await vault.change({
        write: [device('a', 1), { ...device('b', 2), kind: 'other' }],
        keys: [{ id: 'k', key: pair.privateKey, place: 'vault', isExportable: false }],
        remove: [
          { kind: 'device', id: 'old' },
          { kind: 'device', id: 'never there' },
        ],
      });
      expect(changes).toBe(1);
      expect((await vault.list('device')).map(({ id }) => id)).toEqual(['a']);
      expect((await vault.read('device', 'a'))?.secret).toBe(1);
      expect((await vault.read('other', 'b'))?.secret).toBe(2);
      expect(await vault.read('device', 'old')).toBeUndefined();
      expect(await isKeyOf(pair, 'EC', await vault.openKey('k'))).toBe(true);
    });

    test('changes nothing when a part of a change cannot be done', async () => {
      const vault = make();
      await vault.write(device('a', 'before'));
      const change = {
        write: [device('a', 'after'), { ...device('b'), public: { name: () => 'a function is not kept' } }],
        remove: [{ kind: 'device', id: 'a' }],
      };
      await expect(vault.change(change)).rejects.toMatchObject({ name: 'DataCloneError' });
      expect(await vault.read('device', 'a')).toEqual(device('a', 'before'));
      expect(await vault.list('device')).toHaveLength(1);
    });

    test('tells which kinds of records a change concerned', async () => {
      const vault = make();
      const told: (readonly string[] | undefined)[] = [];
      vault.onChange((kinds) => told.push(kinds?.toSorted()));
      await vault.write(device('a'));
      const { privateKey } = await makeKeys('EC', true);
      await vault.change({
        write: [device('b'), { ...device('b'), kind: 'other' }],
        keys: [{ id: 'k', key: privateKey, place: 'vault', isExportable: false }],
        remove: [{ kind: 'third', id: 'a' }],
      });
      await vault.remove('private-key', 'k');
      expect(told).toEqual([['device'], ['device', 'other', 'private-key', 'third'], ['private-key']]);
    });

    test('is the same vault in another tab, which is told of changes', async () => {
      const under = create();
      if (!under.isShared) return;
      const [here, there] = [make(under), make(under)];
      const told = new Promise<readonly string[] | undefined>((resolve) => there.onChange(resolve));
      await here.write(device('a', 'from here'));
      expect(await told).toEqual(['device']);
      expect((await there.read('device', 'a'))?.secret).toBe('from here');
      await Promise.all([here.write(device('b')), there.write(device('c'))]);
      expect(await here.list('device')).toHaveLength(3);
      expect((await here.read('device', 'c'))?.id).toBe('c');
    });
  });
}
