import 'fake-indexeddb/auto';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import type { DeviceRecord, IssuedCertificate } from '#core/identity/device-record';
import { generateKeyPair } from '#core/issuing/key-pair';
import { PRIVATE_KEY, type Vault, type VaultKey } from '#core/ports/vault';
import { createDeviceArchive } from '#device/device-archive';

const { crypto } = globalThis;
const KEYS = { kind: 'group-key', primaryKey: 'a-key-of-a-group' } as const;
const RECORD: DeviceRecord = {
  id: 'd',
  cloud: { kind: 'azure' },
  route: { kind: 'dps', dpsHost: 'h', idScope: '0ne00ABCDEF', registrationId: 'dev' },
  keyKind: 'group-key',
  wantsCertificate: true,
  behaviour: 'raw',
  createdAt: 0,
};

const open: Vault[] = [];
afterEach(() => open.splice(0).forEach((vault) => vault.dispose()));

let made = 0;
const VAULTS: Readonly<Record<string, () => Vault>> = {
  memory: () => createMemoryVault(crypto.subtle),
  IndexedDB: () => createIdbVault({ name: `archive-${(made += 1)}`, crypto, locks: createMemoryLocks() }),
};

const issue = async (keyId: string): Promise<[IssuedCertificate, VaultKey]> => {
  const { privateKey } = await generateKeyPair(crypto.subtle, 'P-384', true);
  return [
    { keyId, chainBase64: ['MIIB', 'MIIC'] },
    { id: keyId, key: privateKey, place: 'vault', isExportable: false },
  ];
};

describe.each(Object.entries(VAULTS))('a device in a vault of %s', (_kind, openVault) => {
  const start = () => {
    const vault = openVault();
    open.push(vault);
    const keys = async (): Promise<readonly string[]> => (await vault.list(PRIVATE_KEY)).map(({ id }) => id);
    return { vault, keys, archive: createDeviceArchive(vault) };
  };

  test('is kept with what DPS issued, sealed, and with a key that nobody can read', async () => {
    const { vault, archive } = start();
    const [issued, key] = await issue('k1');
    await archive.write({ record: RECORD, secret: { ...KEYS, issued } }, [key]);
    expect(await archive.read('d')).toEqual({ record: RECORD, secret: { ...KEYS, issued } });
    expect(JSON.stringify(await vault.list('device'))).not.toMatch(/MIIB|k1/);
    expect(await vault.openKey('k1')).toMatchObject({ extractable: false, usages: ['sign'] });
  });

  test('lets go of the key of what was issued before', async () => {
    const { archive, keys } = start();
    const [first, firstKey] = await issue('k1');
    await archive.write({ record: RECORD, secret: { ...KEYS, issued: first } }, [firstKey]);
    await archive.write({ record: { ...RECORD, intervalMs: 5 }, secret: { ...KEYS, issued: first } });
    expect(await keys()).toEqual(['k1']);
    const [second, secondKey] = await issue('k2');
    await archive.write({ record: RECORD, secret: { ...KEYS, issued: second } }, [secondKey]);
    expect(await keys()).toEqual(['k2']);
    await archive.write({ record: RECORD, secret: KEYS });
    expect(await keys()).toEqual([]);
  });

  test('goes with that key, and leaves the keys of others', async () => {
    const { vault, archive, keys } = start();
    const [issued, key] = await issue('k1');
    const [, other] = await issue('other');
    await vault.change({ keys: [other] });
    await archive.write({ record: RECORD, secret: { ...KEYS, issued } }, [key]);
    await archive.remove('d');
    expect(await keys()).toEqual(['other']);
    await expect(archive.read('d')).rejects.toMatchObject({ code: 'device/unknown' });
  });
});
