import { webcrypto } from 'node:crypto';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { createSystemClock } from '#adapters/clock/system-clock';
import { parseCsv } from '#adapters/csv/parse-csv';
import { createCloud } from '#cloud/cloud';
import { HELP, SERVER_NOTES } from '#core/words/en/server-banner';
import { parseArguments, type ServerOptions } from '#server/arguments';
import { attachCloud, type DevelopmentHost } from '#server/development-cloud';
import { explainError } from '#server/explain-error';
import { watchParent } from '#server/parent-watch';
import { readProcess } from '#server/process-table';
import { runServer } from '#server/run-server';
import { makeTerminal } from '#server/terminal';

const DIST = dirname(fileURLToPath(import.meta.url));
const clock = createSystemClock();
const terminal = makeTerminal(process.stdout, process.stderr);

/** Runs `start` or `cloud` with its options. Resolves when the server is ready, or has said why it cannot be. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const options = parseArguments(argv);
    if (options.help) terminal.print(HELP);
    else await serve(options);
  } catch (error) {
    process.exitCode = explainError(terminal, error);
  }
}

/** Gives the hosts that `--allow-host` names for a static copy of the app, or undefined when it has said what is wrong. */
export function readAllowedHosts(argv: readonly string[]): readonly string[] | undefined {
  try {
    return parseArguments(['start', ...argv]).allowedHosts;
  } catch (error) {
    process.exitCode = explainError(terminal, error);
    return undefined;
  }
}

/** Puts a local cloud, which is forgotten with the process, into a development server. */
export async function attachLocalCloud(host: DevelopmentHost): Promise<void> {
  const cloud = await createCloud({ clock, crypto: webcrypto, parseCsv, host: 'localhost' });
  attachCloud(host, cloud, (mistake) => terminal.say(String(mistake)));
}

async function serve(options: ServerOptions): Promise<void> {
  let end = async (): Promise<void> => undefined;
  const leave = (): void => void end().finally(() => process.exit(0));
  const stopWatch = watchParent(
    { id: process.pid, parent: () => process.ppid, read: readProcess, startedAs: process.env['_'] },
    clock,
    () => {
      terminal.say(SERVER_NOTES.parentGone);
      leave();
    },
  );
  // A reader that closed its end of the pipe is no reason to end; whether our parent is there is watched above.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // Before the ready line is printed: whoever reads it may end us at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
  try {
    const server = await runServer({
      options,
      clock,
      parseCsv,
      terminal,
      appDirectory: join(DIST, '..', 'app'),
      preloadFile: `./${relative(process.cwd(), join(DIST, 'azure-redirect.js'))}`,
    });
    end = () => server.dispose();
  } catch (error) {
    stopWatch();
    throw error;
  }
}
