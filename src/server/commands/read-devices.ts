import { type Finding, makeFinding, WorkbenchError } from '#core/errors/workbench-error';
import { FILE_LIMIT_BYTES, readTextOfFile } from '#core/id-list/file-text';
import { isSecret, judgeListedId } from '#core/id-list/judge-listed-id';
import type { IdSource, ListedId } from '#core/id-list/listed-id';
import type { IdProblem } from '#core/ports/key-maker';
import { createTurns } from '#core/key-maker/pace';
import { readIdSource } from '#core/key-maker/read-id-source';
import { nameFile } from '#core/words/en/commands';
import type { CommandContext } from './command.ts';
import { chooseReading } from './choose-reading.ts';
import type { DevicesOptions } from './command-options.ts';
import { readInput } from './read-input.ts';
import { Refusal, settle } from './refusal.ts';
import { tellProblems } from './tell-problems.ts';

/**
 * Gives the devices that the options name, and tells what there is to say of their lines. Throws
 * `terminal/lines-refused` when a line gets no key and may not be left out, what `readIdSource` throws,
 * `terminal/input-file`, `terminal/option-column`, and a `Refusal`.
 */
export async function readDevices(options: DevicesOptions, context: CommandContext): Promise<readonly ListedId[]> {
  const { deviceId, skipBad } = options;
  if (deviceId !== undefined) return [{ id: settle(judgeListedId(deviceId), context.note), line: 1 }];
  const { clock, parseCsv } = context;
  const source = await openIdSource(options, context);
  const { good, problems, notes } = await readIdSource(
    source,
    parseCsv,
    createTurns(clock, new AbortController().signal),
  );
  settleList({ good: good.length, problems, notes }, skipBad, context);
  return good;
}

/** A list that was read. */
export interface JudgedList {
  readonly good: number;
  readonly problems: readonly IdProblem[];
  readonly notes: readonly Finding[];
}

/** Tells what there is to say of a list. Throws `terminal/lines-refused` for one that cannot be gone on with. */
export function settleList({ good, problems, notes }: JudgedList, skipBad: boolean, context: CommandContext): void {
  notes.forEach((finding) => context.note(finding));
  tellProblems(problems, skipBad, context);
  const refused = problems.filter(({ leftOut }) => leftOut).length;
  if (good > 0 && (refused === 0 || skipBad)) return;
  throw new WorkbenchError('terminal/lines-refused', { refused, total: good + refused });
}

/** Gives the list that the options name. Throws `terminal/…` and a `Refusal` for what cannot be read. */
export async function openIdSource(options: DevicesOptions, context: CommandContext): Promise<IdSource> {
  const { pattern, ids = '-' } = options;
  if (pattern !== undefined) return { kind: 'pattern', pattern };
  if (isSecret(ids)) throw new WorkbenchError('terminal/secret-for-file', { option: '--ids' });
  const bytes = await readInput(ids, FILE_LIMIT_BYTES, context.input);
  const about = nameFile(ids);
  if (bytes === undefined) {
    const facts = { bytes: FILE_LIMIT_BYTES + 1, limit: FILE_LIMIT_BYTES };
    throw new Refusal([makeFinding('file/too-large', facts)], about);
  }
  const verdict = readTextOfFile(bytes);
  // Nothing came: there was no file that could be empty.
  const isNothing = ids === '-' && !verdict.ok && verdict.findings[0].code === 'file/empty';
  const text = isNothing ? '' : settle(verdict, context.note, about);
  const reading = chooseReading(text, options, context.parseCsv);
  return { kind: 'text', text, ...(reading !== undefined && { reading }) };
}
