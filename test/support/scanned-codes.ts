import { encodeBase64 } from '#core/bytes/base64';
import { encodeUtf8 } from '#core/bytes/text';
import type { ConnectCode } from '#core/qr/payload';
import { SERVER_CLOUD } from './fake-services.ts';

/** Keys of devices, base64 of 32 bytes. */
export const SCANNED_KEY = btoa('k'.repeat(32));
export const OTHER_KEY = btoa('o'.repeat(32));

/** What a code says of a device of the server's local cloud, with its own key. */
export const SCANNED: ConnectCode = {
  route: { kind: 'dps', idScope: SERVER_CLOUD.idScope, registrationId: 'pump-01' },
  keys: { kind: 'device-key', primaryKey: SCANNED_KEY },
};

/** The text of a code as IoT Central shows it. */
export function centralText(deviceId: string, scopeId: string = SERVER_CLOUD.idScope, deviceKey = SCANNED_KEY): string {
  return encodeBase64(encodeUtf8(JSON.stringify({ deviceId, scopeId, deviceKey })));
}
