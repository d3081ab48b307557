import type { Finding } from '#core/errors/workbench-error';
import type { Command, CommandContext, CommandPorts } from './command.ts';
import type { ANSWER_OPTIONS } from './command-options.ts';
import { readOptionSet, type OptionSet, type OptionsOf } from './option-set.ts';

/** A command that was called. */
export interface StartedCommand<Set extends OptionSet> {
  readonly options: OptionsOf<Set>;
  readonly context: CommandContext;
}

/**
 * Reads the options of a command, and gives what it works with; undefined when help was asked for, which was printed.
 * Throws `terminal/option…`.
 */
export function startCommand<Set extends OptionSet & typeof ANSWER_OPTIONS>(
  command: Pick<Command<Set>, 'options' | 'help'>,
  argv: readonly string[],
  ports: CommandPorts,
): StartedCommand<Set> | undefined {
  const options: OptionsOf<Set> & OptionsOf<typeof ANSWER_OPTIONS> = readOptionSet(argv, command.options);
  if (options.help) {
    ports.terminal.print(command.help(ports.program).trimEnd());
    return undefined;
  }
  const quiet = options.onlyErrors;
  const context = {
    ...ports,
    note: (finding: Finding, about?: string) => (quiet ? undefined : ports.terminal.note(finding, about)),
    say: (text: string) => (quiet ? undefined : ports.terminal.say(text)),
  };
  return { options, context };
}
