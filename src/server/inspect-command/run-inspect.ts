import { makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { INSPECTION_LIMIT_BYTES, inspect } from '#core/inspect/inspect';
import type { InspectionSource } from '#core/inspect/inspection';
import { nameFile } from '#core/words/en/commands';
import { INSPECT_HELP } from '#core/words/en/inspect-command';
import { checkStandardInput } from '../commands/check-standard-input.ts';
import type { CommandContext, CommandPorts } from '../commands/command.ts';
import { ANSWER_OPTIONS, DEVICE_OPTIONS } from '../commands/command-options.ts';
import { deliver } from '../commands/deliver.ts';
import { value, words, type OptionsOf } from '../commands/option-set.ts';
import { readMoment } from '../commands/option-values.ts';
import { readPasswordFile } from '../commands/password-file.ts';
import { printLine } from '../commands/print-line.ts';
import { readInput } from '../commands/read-input.ts';
import { Refusal } from '../commands/refusal.ts';
import { startCommand } from '../commands/start-command.ts';
import { readPath } from '../read-options.ts';
import { isSound } from './is-sound.ts';
import { printInspection } from './print-inspection.ts';

/** The options of `inspect`. */
export const INSPECT_OPTIONS = {
  ...ANSWER_OPTIONS,
  files: words('FILE', readPath),
  ...DEVICE_OPTIONS,
  passwordFile: value(readPath, '--password-file'),
  at: value(readMoment, '--at'),
};
type InspectOptions = OptionsOf<typeof INSPECT_OPTIONS>;

/**
 * Runs `inspect`. Gives the exit code: 1 when something speaks against what was looked at. Throws `terminal/…`, and a
 * `Refusal` for a file that is too large.
 */
export async function runInspect(argv: readonly string[], ports: CommandPorts): Promise<number> {
  const started = startCommand({ options: INSPECT_OPTIONS, help: INSPECT_HELP }, argv, ports);
  if (started === undefined) return 0;
  const { options, context } = started;
  const source = await readSource(options, context);
  const inspection = await inspect(ports.crypto.subtle, source);
  const names = source.parts.map(({ name = '' }) => name);
  const text = printInspection(inspection, names).trimEnd();
  await deliver(once(printLine(options, text, inspection)), { outputFile: undefined, force: false }, ports);
  return isSound(inspection) ? 0 : 1;
}

async function readSource(options: InspectOptions, context: CommandContext): Promise<InspectionSource> {
  const { deviceId, at = Math.floor(context.clock.now() / 1000) } = options;
  const isPiped = options.files.length === 0 && context.input.isTTY !== true;
  const files = isPiped ? ['-'] : options.files;
  if (files.length === 0) throw new WorkbenchError('terminal/option-missing', { wanted: ['FILE'] });
  checkStandardInput(INSPECT_OPTIONS, { ...options, files });
  const password = await readPasswordFile(options.passwordFile, '--password-file', context);
  const parts: InspectionSource['parts'][number][] = [];
  for (const file of files) parts.push({ name: nameFile(file), content: await readPart(file, context) });
  return {
    parts,
    at: at * 1000,
    ...(password !== undefined && { password }),
    ...(deviceId !== undefined && { deviceId }),
  };
}

async function readPart(file: string, { input }: CommandContext): Promise<Uint8Array> {
  const limit = INSPECTION_LIMIT_BYTES;
  const bytes = await readInput(file, limit, input);
  if (bytes !== undefined) return bytes;
  throw new Refusal([makeFinding('inspect/too-large', { bytes: limit + 1, limit })], nameFile(file));
}

async function* once(text: string): AsyncIterable<string> {
  yield text;
}
