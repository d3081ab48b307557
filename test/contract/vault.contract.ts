import { afterEach, describe, expect, test } from 'vitest';
import type { Vault, VaultRecord } from '#core/ports/vault';

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

    test('is the same vault in another tab, which is told of changes', async () => {
      const under = create();
      if (!under.isShared) return;
      const [here, there] = [make(under), make(under)];
      const told = new Promise<void>((resolve) => there.onChange(resolve));
      await here.write(device('a', 'from here'));
      await told;
      expect((await there.read('device', 'a'))?.secret).toBe('from here');
      await Promise.all([here.write(device('b')), there.write(device('c'))]);
      expect(await here.list('device')).toHaveLength(3);
      expect((await here.read('device', 'c'))?.id).toBe('c');
    });
  });
}
