import { WorkbenchError, type Finding } from '#core/errors/workbench-error';
import { explainError } from '../explain-error.ts';
import { quoteWord } from '../read-options.ts';
import type { CommandPorts, Command } from './command.ts';
import type { RESULT_OPTIONS } from './command-options.ts';
import { CONNECTION_STRING } from '../keys/connection-string-command.ts';
import { deliver } from './deliver.ts';
import { DERIVE_KEY } from '../keys/derive-key-command.ts';
import { readOptionSet, type OptionSet, type OptionsOf } from './option-set.ts';
import { Refusal } from './refusal.ts';
import { SAS_TOKEN } from '../keys/sas-token-command.ts';

type Run = (argv: readonly string[], ports: CommandPorts) => Promise<void>;

const COMMANDS: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['derive-key', (argv, ports) => run(DERIVE_KEY, argv, ports)],
  ['sas-token', (argv, ports) => run(SAS_TOKEN, argv, ports)],
  ['connection-string', (argv, ports) => run(CONNECTION_STRING, argv, ports)],
]);

/**
 * Runs the command that the first word names, and gives the exit code of the program: 0 when it is done, 1 when a key, an
 * ID or a file cannot be used, 2 when the command line is at fault. Throws what is a mistake of ours.
 */
export async function runCommand(argv: readonly string[], ports: CommandPorts): Promise<number> {
  const [name = '', ...rest] = argv;
  try {
    const command = COMMANDS.get(name);
    if (command === undefined) throw new WorkbenchError('terminal/option', { option: quoteWord(name) });
    await command(rest, ports);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) return explainError(ports.terminal, error);
    error.findings.forEach((finding) => ports.terminal.explain(finding, error.about));
    return 1;
  }
}

async function run<Set extends OptionSet & typeof RESULT_OPTIONS>(
  command: Command<Set>,
  argv: readonly string[],
  ports: CommandPorts,
): Promise<void> {
  const options: OptionsOf<Set> & OptionsOf<typeof RESULT_OPTIONS> = readOptionSet(argv, command.options);
  if (options.help) return ports.terminal.print(command.help(ports.program).trimEnd());
  const quiet = options.onlyErrors;
  const context = {
    ...ports,
    note: (finding: Finding, about?: string) => (quiet ? undefined : ports.terminal.note(finding, about)),
    say: (text: string) => (quiet ? undefined : ports.terminal.say(text)),
  };
  return deliver(command.make(options, context), options, ports);
}
