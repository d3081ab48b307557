import type { ErrorCode } from '#core/errors/facts';
import type { Inspection } from '#core/inspect/inspection';

/** Findings that are worth knowing, and keep nothing from working. */
const NOTES: ReadonlySet<ErrorCode> = new Set([
  'connection-string/x509',
  'connection-string/field-unknown',
  'id/upper-case',
  'id/mqtt-character',
  'key/line-break-removed',
  'key/length',
  'key/may-be-group-key',
  'key/may-be-device-key',
  'pkcs/no-mac',
  'pkcs/passed-over',
  'pkcs/weak-encryption',
]);

/** Says whether nothing speaks against what was looked at: no check failed, and all of it could be read. */
export function isSound({ items, checks, findings }: Inspection): boolean {
  const all = [...findings, ...items.flatMap((item) => item.findings)];
  return all.every(({ code }) => NOTES.has(code)) && checks.every(({ result }) => result !== 'failed');
}
