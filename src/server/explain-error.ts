import { findingOf } from '#core/errors/workbench-error';
import type { Terminal } from './terminal.ts';

/**
 * Says an error of ours in words and gives the exit code of the program for it: 2 when the command line is at fault, else
 * 1. Throws any other error on.
 */
export function explainError(terminal: Terminal, error: unknown): 1 | 2 {
  const finding = findingOf(error);
  if (finding === undefined) throw error;
  terminal.explain(finding);
  return finding.code.startsWith('terminal/option') ? 2 : 1;
}
