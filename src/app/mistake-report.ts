import { stripSecrets } from '#core/errors/strip-secrets';

/** Gives the text a user can send us when the mistake is ours: what happened and where, without secrets. */
export function makeMistakeReport(
  error: unknown,
  about: { readonly version: string; readonly browser: string },
  nowMs: number,
): string {
  const lines = [
    `Device Workbench ${about.version}`,
    new Date(nowMs).toISOString(),
    about.browser,
    '',
    ...describeError(error, 0),
  ];
  return stripSecrets(lines.join('\n'));
}

const CAUSE_DEPTH = 3;

function describeError(error: unknown, depth: number): string[] {
  if (!(error instanceof Error)) return [`Thrown: ${typeof error}`];
  const lines = [`${error.name}: ${error.message}`, ...(error.stack ?? '').split('\n').filter(isFrame)];
  if (error.cause === undefined || depth >= CAUSE_DEPTH) return lines;
  return [...lines, 'Caused by:', ...describeError(error.cause, depth + 1)];
}

function isFrame(line: string): boolean {
  return /^\s*at |@/.test(line);
}
