import { FILE_REASONS } from '#core/words/en/server-banner';

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
