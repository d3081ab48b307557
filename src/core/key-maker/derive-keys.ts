import type { ListedId } from '../id-list/listed-id.ts';
import { createDeviceKeyDeriver } from '../sas/derived-key.ts';
import { createKeyedList, type KeyedList } from './keyed-list.ts';
import type { Pace } from './pace.ts';
import { createPackedKeys, type PackedKeys } from './packed-keys.ts';

/** Questions to WebCrypto at a time: in Chromium 64 are answered twice as fast as one by one, and more gain nothing. */
const BATCH = 64;

/** The bytes of a group's keys. */
export interface GroupKeyBytes {
  readonly primary: Uint8Array;
  readonly secondary: Uint8Array | undefined;
}

/**
 * Derives the keys of all devices. When it ends halfway, nothing is left of them.
 * Throws `key/empty`, and AbortError by `pace`.
 */
export async function deriveKeys(
  subtle: SubtleCrypto,
  devices: readonly ListedId[],
  groupKeys: GroupKeyBytes,
  pace: Pace,
): Promise<KeyedList> {
  const primary = await openColumn(subtle, devices, groupKeys.primary);
  const secondary = groupKeys.secondary && (await openColumn(subtle, devices, groupKeys.secondary));
  const list = createKeyedList(devices, primary.keys, secondary?.keys);
  try {
    for (let from = 0; from < devices.length; from += BATCH) {
      const to = Math.min(from + BATCH, devices.length);
      await Promise.all([primary.derive(from, to), secondary?.derive(from, to)]);
      await pace.step(to);
    }
    return list;
  } catch (error) {
    list.wipe();
    throw error;
  }
}

/** The keys that one group key gives to all devices. */
interface KeyColumn {
  readonly keys: PackedKeys;
  derive(from: number, to: number): Promise<void>;
}

async function openColumn(
  subtle: SubtleCrypto,
  devices: readonly ListedId[],
  groupKey: Uint8Array,
): Promise<KeyColumn> {
  const deriveKey = await createDeviceKeyDeriver(subtle, groupKey);
  const keys = createPackedKeys(devices.length);
  return {
    keys,
    async derive(from, to) {
      await Promise.all(devices.slice(from, to).map(async ({ id }, at) => keys.set(from + at, await deriveKey(id))));
    },
  };
}
