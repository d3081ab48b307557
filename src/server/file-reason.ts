import { findJsonMistake } from '#core/bytes/json-mistake';
import { FILE_CONTENT_REASONS, FILE_REASONS } from '#core/words/en/server-banner';

/** Gives the operating system's code of a failed file operation, or undefined when it has none. */
export function codeOf(cause: unknown): string | undefined {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Says in words why a file operation failed; a reason that has no words is given as its code. */
export function describeFileReason(cause: unknown): string {
  const code = codeOf(cause) ?? String(cause);
  return FILE_REASONS[code] ?? code;
}

/** As `describeFileReason`, for what was to be read: there it is the file itself that may be missing. */
export function describeReadReason(cause: unknown): string {
  return codeOf(cause) === 'ENOENT' ? FILE_CONTENT_REASONS.notThere : describeFileReason(cause);
}

/** Says why `parseJson` did not take a text, and where; nothing of it is quoted. */
export function describeJsonFault(text: string): string {
  const mistake = findJsonMistake(text);
  return mistake === undefined ? FILE_CONTENT_REASONS.nested : FILE_CONTENT_REASONS.notJsonAt(mistake);
}
