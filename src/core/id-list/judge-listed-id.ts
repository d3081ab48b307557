import type { IdTarget } from '../errors/facts.ts';
import type { Verdict } from '../errors/workbench-error.ts';
import { makeFinding, reject } from '../errors/workbench-error.ts';
import { judgeId } from '../identity/device-id.ts';
import { judgeKey } from '../sas/key.ts';

/** `2-Sep` and the like cannot be told from an ID; these two can. Some countries write the dot as a comma. */
export const SHORT_NUMBER = /^[+-]?\d(?:[.,]\d+)?E\+\d+$/i;
const SPREADSHEET_ERROR = /^#[\p{Lu}\d/]+[!?]?$/u;
/** Base64 of 32 or of 64 bytes: what hubs and DPS make. */
const KEY = /^(?:[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{86}==)$/;
const SECRET_CODES: ReadonlySet<string> = new Set(['key/is-token', 'key/is-connection-string']);

/** What a list of IDs is for: registrations, or certificates for them, whose names are shorter. */
export type ListTarget = Extract<IdTarget, 'dps' | 'x509'>;

/**
 * Judges an ID that keys or certificates are to be made for, as `judgeId` does for DPS or a certificate. What stands there in place of an ID is called by
 * its name where that says more than its first wrong character: `list/spreadsheet-value`, `list/holds-key`.
 */
export function judgeListedId(id: string, target: ListTarget = 'dps'): Verdict<string> {
  const verdict = judgeId(id, target);
  if (verdict.ok) return verdict;
  if (SHORT_NUMBER.test(id)) return reject(makeFinding('list/spreadsheet-value', { kind: 'short-number' }));
  if (SPREADSHEET_ERROR.test(id)) return reject(makeFinding('list/spreadsheet-value', { kind: 'error' }));
  return isSecret(id) ? reject(makeFinding('list/holds-key', {})) : verdict;
}

/** Whether a text is a key as hubs and DPS make them, a token or a connection string. */
export function isSecret(text: string): boolean {
  if (KEY.test(text)) return true;
  const asKey = judgeKey(text, { role: 'device' });
  return !asKey.ok && SECRET_CODES.has(asKey.findings[0].code);
}
