import type { FlashedDevice } from '../export/flashed-device.ts';
import type { ListedId } from '../id-list/listed-id.ts';
import type { PackedKeys } from './packed-keys.ts';

/** A list whose devices have keys. */
export interface KeyedList {
  readonly devices: readonly ListedId[];
  /** Gives a device with its keys. Throws RangeError for a place outside the list. */
  at(index: number): FlashedDevice;
  /** Whether one of the devices has this very key. */
  has(key: Uint8Array): boolean;
  /** Overwrites all keys. */
  wipe(): void;
}

/** Puts devices and their keys together. */
export function createKeyedList(
  devices: readonly ListedId[],
  primary: PackedKeys,
  secondary: PackedKeys | undefined,
): KeyedList {
  return {
    devices,
    at(index) {
      const device = devices[index];
      if (device === undefined) throw new RangeError(`There is no device at ${index}.`);
      return {
        deviceId: device.id,
        ...(device.name !== undefined && { name: device.name }),
        primaryKey: primary.base64At(index),
        ...(secondary !== undefined && { secondaryKey: secondary.base64At(index) }),
      };
    },
    has: (key) => primary.has(key) || secondary?.has(key) === true,
    wipe() {
      primary.wipe();
      secondary?.wipe();
    },
  };
}
