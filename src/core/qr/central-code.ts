import { encodeBase64 } from '../bytes/base64.ts';
import { encodeUtf8 } from '../bytes/text.ts';

/** What IoT Central's code of a device holds. */
export interface CentralCode {
  readonly deviceId: string;
  readonly scopeId: string;
  /** Base64. */
  readonly deviceKey: string;
}

/**
 * Gives the text of the QR code on IoT Central's page "Device connection": JSON without blanks, its members in this
 * order, as base64 with padding. It holds the key in clear.
 */
export function encodeCentralCode({ deviceId, scopeId, deviceKey }: CentralCode): string {
  return encodeBase64(encodeUtf8(JSON.stringify({ deviceId, scopeId, deviceKey })));
}
