import type { IdProblem } from '#core/ports/key-maker';
import { describeOnTerminal } from '#core/words/describe-on-terminal';
import { LIST_NOTES } from '#core/words/en/commands';
import type { CommandContext } from './command.ts';

/** More than these nobody reads on a terminal. */
const TOLD = 50;

/** Tells line by line what is wrong with a list; with `areNotes` nothing of it stops the command. */
export function tellProblems(problems: readonly IdProblem[], areNotes: boolean, context: CommandContext): void {
  const [stopping, notes] = areNotes
    ? [[], problems]
    : [problems.filter(({ leftOut }) => leftOut), problems.filter(({ leftOut }) => !leftOut)];
  tell(notes, 'Note: ', (text) => context.say(text));
  tell(stopping, '', (text) => context.terminal.say(text));
}

function tell(problems: readonly IdProblem[], mark: string, say: (text: string) => void): void {
  for (const { line, found, finding } of problems.slice(0, TOLD)) {
    const { title, explanation, remedy } = describeOnTerminal(finding);
    say(`${mark}${LIST_NOTES.line(line, found)}: ${title}\n  ${explanation}\n  ${remedy}`);
  }
  if (problems.length > TOLD) say(LIST_NOTES.more(problems.length - TOLD));
}
