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
import { runServer } from '#server/run-server';
import { serveUntilEnded } from '#server/serve-until-ended';
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
  await serveUntilEnded({ clock, terminal, parentGone: SERVER_NOTES.parentGone }, () =>
    runServer({
      options,
      clock,
      parseCsv,
      terminal,
      appDirectory: join(DIST, '..', 'app'),
      preloadFile: `./${relative(process.cwd(), join(DIST, 'azure-redirect.js'))}`,
      drawQr: async (text, level) => (await import('#adapters/qr-image/draw-qr')).drawQr(text, level),
      isTerminal: process.stdout.isTTY,
    }),
  );
}
