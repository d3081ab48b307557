import type { ExportSettings } from './flashed-device.ts';

/** Gives the hub's host; throws a TypeError when there is none, for `missingNeeds` told. */
export function requireHubHost({ hubHost }: Pick<ExportSettings, 'hubHost'>): string {
  if (!hubHost) throw new TypeError('hubHost is needed');
  return hubHost;
}
