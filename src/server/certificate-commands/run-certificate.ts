import { WorkbenchError } from '#core/errors/workbench-error';
import {
  CERTIFICATE_HELP,
  CERTIFICATE_KIND_HELP,
  CERTIFICATE_KINDS,
  type CertificateKind,
} from '#core/words/en/certificate-commands';
import type { CommandPorts } from '../commands/command.ts';
import { deliver } from '../commands/deliver.ts';
import type { OptionsOf } from '../commands/option-set.ts';
import { isJson } from '../commands/print-line.ts';
import { startCommand } from '../commands/start-command.ts';
import { quoteWord } from '../read-options.ts';
import { INTERMEDIATE, ROOT } from './authority-commands.ts';
import type { CertificateCommand, FolderOptionSet } from './certificate-command.ts';
import { checkStandardInput } from '../commands/check-standard-input.ts';
import type { FOLDER_OPTIONS } from './certificate-options.ts';
import { DEVICE, EDGE_CA, MODULE } from './device-commands.ts';
import { PAIR } from './pair-command.ts';
import { printResult, printResultJson } from './print-result.ts';
import { PROOF } from './proof-command.ts';
import { REQUEST } from './request-command.ts';
import { listFiles } from './result.ts';
import { SIGN } from './sign-command.ts';
import { writeFiles } from './write-files.ts';

type Run = (kind: CertificateKind, argv: readonly string[], ports: CommandPorts) => Promise<void>;

const bind =
  <Set extends FolderOptionSet>(command: CertificateCommand<Set>): Run =>
  (kind, argv, ports) =>
    run(kind, command, argv, ports);

/** What there is to make, each with its command. */
const KINDS: Readonly<Record<CertificateKind, Run>> = {
  root: bind(ROOT),
  intermediate: bind(INTERMEDIATE),
  device: bind(DEVICE),
  pair: bind(PAIR),
  module: bind(MODULE),
  'edge-ca': bind(EDGE_CA),
  proof: bind(PROOF),
  request: bind(REQUEST),
  sign: bind(SIGN),
};

/**
 * Runs `certificate`, whose next word says what is to be made. Gives the exit code. Throws `terminal/…`, what the engine
 * throws, and `Refusal`.
 */
export async function runCertificate([name, ...rest]: readonly string[], ports: CommandPorts): Promise<number> {
  if (name === '--help' || name === '-h') {
    ports.terminal.print(CERTIFICATE_HELP(ports.program).trimEnd());
    return 0;
  }
  if (name === undefined) {
    throw new WorkbenchError('terminal/option-missing', { wanted: Object.keys(CERTIFICATE_KINDS) });
  }
  if (!isKind(name)) throw new WorkbenchError('terminal/option', { option: quoteWord(name) });
  await KINDS[name](name, rest, ports);
  return 0;
}

const isKind = (name: string): name is CertificateKind => Object.hasOwn(KINDS, name);

async function run<Set extends FolderOptionSet>(
  kind: CertificateKind,
  { options: set, make }: CertificateCommand<Set>,
  argv: readonly string[],
  ports: CommandPorts,
): Promise<void> {
  const started = startCommand({ options: set, help: CERTIFICATE_KIND_HELP[kind] }, argv, ports);
  if (started === undefined) return;
  checkStandardInput(set, started.options);
  const result = await make(started.options, started.context);
  const options: OptionsOf<typeof FOLDER_OPTIONS> = started.options;
  const { out: directory = '.', force } = options;
  await writeFiles({ directory, force }, listFiles(result), ports);
  const text = isJson(options) ? printResultJson(result, directory) : printResult(result, directory);
  await deliver(once(text), { outputFile: undefined, force }, ports);
}

async function* once(text: string): AsyncIterable<string> {
  yield text;
}
