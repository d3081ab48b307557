import process from 'node:process';
import { createSystemClock } from '#adapters/clock/system-clock';
import { RELAY_HELP, RELAY_NOTES } from '#core/words/en/relay-command';
import { explainError } from '#server/explain-error';
import { parseRelayArguments } from '#server/relay/relay-arguments';
import { runRelay } from '#server/relay/run-relay';
import { serveUntilEnded } from '#server/serve-until-ended';
import { makeTerminal } from '#server/terminal';

const clock = createSystemClock();
const terminal = makeTerminal(process.stdout, process.stderr);

/** Runs a relay with its options. Resolves when it is ready, or has said why it cannot be. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const options = parseRelayArguments(argv);
    if (options.help) terminal.print(RELAY_HELP);
    else {
      const context = { clock, terminal, parentGone: RELAY_NOTES.parentGone };
      await serveUntilEnded(context, () => runRelay({ options, clock, terminal }));
    }
  } catch (error) {
    process.exitCode = explainError(terminal, error);
  }
}
