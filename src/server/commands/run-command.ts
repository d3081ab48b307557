import { WorkbenchError } from '#core/errors/workbench-error';
import { explainError } from '../explain-error.ts';
import { CONNECTION_STRING } from '../keys/connection-string-command.ts';
import { DERIVE_KEY } from '../keys/derive-key-command.ts';
import { SAS_TOKEN } from '../keys/sas-token-command.ts';
import { quoteWord } from '../read-options.ts';
import type { Command, CommandPorts } from './command.ts';
import type { RESULT_OPTIONS } from './command-options.ts';
import { deliver } from './deliver.ts';
import type { OptionSet, OptionsOf } from './option-set.ts';
import { Refusal } from './refusal.ts';
import { startCommand } from './start-command.ts';

/** Runs a command, and gives the exit code of the program. */
export type Run = (argv: readonly string[], ports: CommandPorts) => Promise<number>;

/** Those with certificates are loaded when they are called: the others start at once. */
const COMMANDS: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['derive-key', (argv, ports) => run(DERIVE_KEY, argv, ports)],
  ['sas-token', (argv, ports) => run(SAS_TOKEN, argv, ports)],
  ['connection-string', (argv, ports) => run(CONNECTION_STRING, argv, ports)],
  [
    'certificate',
    async (argv, ports) => (await import('../certificate-commands/run-certificate.ts')).runCertificate(argv, ports),
  ],
  ['inspect', async (argv, ports) => (await import('../inspect-command/run-inspect.ts')).runInspect(argv, ports)],
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
    return await command(rest, ports);
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
): Promise<number> {
  const started = startCommand(command, argv, ports);
  if (started === undefined) return 0;
  const destination: OptionsOf<typeof RESULT_OPTIONS> = started.options;
  await deliver(command.make(started.options, started.context), destination, ports);
  return 0;
}
