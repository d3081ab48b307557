import type { Finding } from '#core/errors/workbench-error';
import { describeFinding } from '#core/words/words';

/** Where the server speaks to a person, or to a script. */
export interface Terminal {
  /** Prints to standard output: the banner, or the one line of JSON. */
  print(text: string): void;
  /** Says something on standard error. */
  say(text: string): void;
  /** Says in words, on standard error, what happened, why, and what to do; `about` names the input that it is about. */
  explain(finding: Finding, about?: string): void;
  /** The same of what is worth knowing and stops nothing. */
  note(finding: Finding, about?: string): void;
}

/** A stream that takes text; both standard streams are. */
export interface TextStream {
  write(text: string): unknown;
}

const CONTROLS = /[^\P{Cc}\n\t]/gu;
/** Where Unicode has pictures of the first 32 control characters ("Control Pictures"). */
const PICTURES = 0x2400;

/** Gives a text as a terminal can show it: what is said may hold a piece of a file, in which controls would steer it. */
export function showControls(text: string): string {
  return text.replace(CONTROLS, (control) => {
    const code = control.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(PICTURES + code) : '\ufffd';
  });
}

/** Gives a terminal over two streams; `describe` finds the words for a finding. */
export function makeTerminal(output: TextStream, errors: TextStream, describe = describeFinding): Terminal {
  const say = (text: string): void => void errors.write(`${showControls(text)}\n`);
  const explain = (finding: Finding, about: string | undefined, mark = ''): void => {
    const { title, explanation, remedy } = describe(finding);
    say(
      [`${mark}${about === undefined ? '' : `${about}: `}${title}`, explanation, remedy]
        .filter((part) => part !== '')
        .join('\n  '),
    );
  };
  return {
    print: (text) => void output.write(`${text}\n`),
    say,
    explain: (finding, about) => explain(finding, about),
    note: (finding, about) => explain(finding, about, 'Note: '),
  };
}
