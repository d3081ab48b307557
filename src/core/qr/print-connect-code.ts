import { encodeConnectCode } from './forms/workbench-1.ts';
import type { ConnectCode } from './payload.ts';
import { frameText } from './text-frame.ts';

/**
 * Gives the text of a connect code of ours, `DW1C:…`: the same text for the same code. Marks in its name that are not seen
 * are left out, and a longer name than 148 characters is cut. It holds the keys in clear. A key that is no base64 is a
 * TypeError.
 */
export function printConnectCode(code: ConnectCode): string {
  return frameText('C', encodeConnectCode(code));
}
