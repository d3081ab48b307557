import type { Finding } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';

/** Where the server speaks to a person, or to a script. */
export interface Terminal {
  /** Prints to standard output: the banner, or the one line of JSON. */
  print(text: string): void;
  /** Says something on standard error. */
  say(text: string): void;
  /** Says in words, on standard error, what happened, why, and what to do. */
  explain(finding: Finding): void;
}

/** A stream that takes text; both standard streams are. */
export interface TextStream {
  write(text: string): unknown;
}

/** Gives a terminal over two streams. */
export function makeTerminal(output: TextStream, errors: TextStream): Terminal {
  const say = (text: string): void => void errors.write(`${text}\n`);
  return {
    print: (text) => void output.write(`${text}\n`),
    say,
    explain(finding) {
      const { title, explanation, remedy } = describeFinding(finding);
      say([title, explanation, remedy].filter((part) => part !== '').join('\n  '));
    },
  };
}

/** Prints a mistake of ours, for whoever reports it: where it happened, as far as that is known. */
export function printMistake(mistake: unknown): string {
  return mistake instanceof Error ? (mistake.stack ?? mistake.message) : String(mistake);
}
