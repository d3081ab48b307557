import { parseCsv } from '#adapters/csv/parse-csv';
import { openZip } from '#adapters/zip/open-zip';
import type { ExportSettings } from '#core/export/flashed-device';
import { createKeyMaker } from '#core/key-maker/create-key-maker';
import type { Clock } from '#core/ports/clock';
import type { KeyMaker, KeyProgress } from '#core/ports/key-maker';

/** A clock on which every look takes `lookMs`: whoever lets others have their turn after some time does so each time. */
export function createHurriedClock(lookMs: number): Clock {
  let now = Date.UTC(2026, 0, 5);
  return {
    now: () => (now += lookMs),
    after(_delayMs, task) {
      const timer = setTimeout(task, 0);
      return { cancel: () => clearTimeout(timer) };
    },
  };
}

/** A maker of keys as the product has it, in the thread of the test. */
export function createTestKeyMaker(clock: Clock = createHurriedClock(0)): KeyMaker {
  return createKeyMaker({ subtle: globalThis.crypto.subtle, parseCsv, openArchive: openZip, clock });
}

/** What nothing is wanted of. */
export const unwatched = (_progress: KeyProgress): void => undefined;

export const exportSettings: ExportSettings = {
  idScope: '0ne00000001',
  dpsHost: 'global.azure-devices-provisioning.net',
  hubHost: 'my-hub.azure-devices.net',
  tokenFor: 'dps',
  tokenEndsAtSeconds: 1_800_000_000,
};
