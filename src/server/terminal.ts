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
  /** The same of what is worth knowing and stops nothing. */
  note(finding: Finding): void;
}

/** A stream that takes text; both standard streams are. */
export interface TextStream {
  write(text: string): unknown;
}

/** Gives a terminal over two streams; `describe` finds the words for a finding. */
export function makeTerminal(output: TextStream, errors: TextStream, describe = describeFinding): Terminal {
  const say = (text: string): void => void errors.write(`${text}\n`);
  const explain = (finding: Finding, mark = ''): void => {
    const { title, explanation, remedy } = describe(finding);
    say([`${mark}${title}`, explanation, remedy].filter((part) => part !== '').join('\n  '));
  };
  return {
    print: (text) => void output.write(`${text}\n`),
    say,
    explain: (finding) => explain(finding),
    note: (finding) => explain(finding, 'Note: '),
  };
}
