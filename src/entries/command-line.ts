import { webcrypto } from 'node:crypto';
import process from 'node:process';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { openZip } from '#adapters/zip/open-zip';
import { describeOnTerminal } from '#core/words/en/key-commands';
import { runCommand } from '#server/commands/run-command';
import { makeTerminal } from '#server/terminal';
import { untilInterrupted } from '#server/until-interrupted';

/**
 * Runs `derive-key`, `sas-token` or `connection-string` with its options, and sets the exit code of the process. `program`
 * is how it is called, for `--help`.
 */
export async function main(argv: readonly string[], program = 'npx device-workbench'): Promise<void> {
  // A reader that closed its end of the pipe has all it wanted.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.exitCode = await runCommand(argv, {
    program,
    subtle: webcrypto.subtle,
    clock: createSystemClock(),
    parseCsv,
    openArchive: openZip,
    input: process.stdin,
    output: process.stdout,
    terminal: makeTerminal(process.stdout, process.stderr, describeOnTerminal),
    untilInterrupted,
  });
}
