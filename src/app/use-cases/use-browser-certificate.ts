import type { DeviceSecret } from '#core/identity/device-record';
import type { DeviceHost } from '#core/ports/device-host';
import { replaceKeys } from './replace-keys.ts';

/**
 * Lets a device prove itself by a certificate of the browser's own store from now on, and starts it anew, which has the
 * browser ask which one. Gives what takes that back, if there is something to. Errors: `device/…`, `vault/…`.
 */
export async function useBrowserCertificate(host: DeviceHost, id: string): Promise<(() => Promise<void>) | undefined> {
  const before: DeviceSecret = await host.reveal(id);
  await replaceKeys(host, id, { kind: 'browser-certificate' });
  return before.kind === 'browser-certificate' ? undefined : () => replaceKeys(host, id, before);
}
