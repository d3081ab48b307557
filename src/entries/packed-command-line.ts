import process from 'node:process';
import { PACKED_COMMANDS_HELP } from '#core/words/en/package';
import { explainError } from '#server/explain-error';
import { needNodeVersion } from '#server/node-version';
import { makeTerminal } from '#server/terminal';
import { main } from './command-line.ts';

// The commands in the archive of `npm run package`: built into one file, device-workbench.js.
const terminal = makeTerminal(process.stdout, process.stderr);
const argv = process.argv.slice(2);

try {
  needNodeVersion(process.version);
  if (argv[0] === undefined) {
    terminal.say(PACKED_COMMANDS_HELP);
    process.exitCode = 2;
  } else if (['--help', '-h'].includes(argv[0])) {
    terminal.print(PACKED_COMMANDS_HELP);
  } else {
    await main(argv, 'node device-workbench.js');
  }
} catch (error) {
  process.exitCode = explainError(terminal, error);
}
