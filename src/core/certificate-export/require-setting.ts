import type { OutputSettings } from './certificate-output.ts';

/** Gives a setting; throws a TypeError where there is none, for `needsOf` told. */
export function requireSetting(
  settings: OutputSettings,
  name: 'idScope' | 'hubHost' | 'gatewayHostName' | 'trustBundle',
): string {
  const value = settings[name];
  if (!value) throw new TypeError(`${name} is needed`);
  return value;
}
