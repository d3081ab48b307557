import 'fake-indexeddb/auto';
import { createMemoryLocks } from '#adapters/locks/memory-locks';
import { createIdbVault } from '#adapters/vault/idb-vault';
import { createMemoryVault } from '#adapters/vault/memory-vault';
import { describeVault } from './vault.contract.ts';

let made = 0;

describeVault('the vault in memory', () => ({
  open: () => createMemoryVault(globalThis.crypto.subtle),
  isShared: false,
}));

describeVault('the vault in IndexedDB', () => {
  made += 1;
  const name = `contract-${made}`;
  const locks = createMemoryLocks();
  return { open: () => createIdbVault({ name, crypto: globalThis.crypto, locks }), isShared: true };
});
