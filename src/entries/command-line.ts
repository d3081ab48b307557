import { webcrypto } from 'node:crypto';
import process from 'node:process';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { openZip } from '#adapters/zip/open-zip';
import type { CertificateMaker } from '#core/ports/certificate-maker';
import { describeOnTerminal } from '#core/words/describe-on-terminal';
import { runCommand } from '#server/commands/run-command';
import { makeTerminal } from '#server/terminal';
import { untilInterrupted } from '#server/until-interrupted';

const clock = createSystemClock();

/**
 * Runs a command such as `derive-key` or `certificate` with its options, and sets the exit code of the process. `program`
 * is how it is called, for `--help`.
 */
export async function main(argv: readonly string[], program = 'npx device-workbench'): Promise<void> {
  // A reader that closed its end of the pipe has all it wanted.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.exitCode = await runCommand(argv, {
    program,
    crypto: webcrypto,
    clock,
    parseCsv,
    openArchive: openZip,
    openCertificateMaker,
    input: process.stdin,
    output: process.stdout,
    terminal: makeTerminal(process.stdout, process.stderr, describeOnTerminal),
    untilInterrupted,
  });
}

/** Loaded when it is needed: commands without certificates start at once. */
async function openCertificateMaker(): Promise<CertificateMaker> {
  const [{ createMemoryLocks }, { createMemoryVault }, { createCertificateMaker }] = await Promise.all([
    import('#adapters/locks/memory-locks'),
    import('#adapters/vault/memory-vault'),
    import('#core/certificate-maker/create-certificate-maker'),
  ]);
  const [crypto, vault, locks] = [webcrypto, createMemoryVault(webcrypto.subtle), createMemoryLocks()];
  return createCertificateMaker({ crypto, vault, clock, locks, openArchive: openZip, parseCsv });
}
