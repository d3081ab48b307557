import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { printServeBanner, SERVE_HELP } from '#core/words/en/package';
import { explainError } from '#server/explain-error';
import { needNodeVersion } from '#server/node-version';
import { openPackageServer } from '#server/package/open-package-server';
import { parseServeOptions } from '#server/package/serve-options';
import { makeTerminal } from '#server/terminal';

// The server of the archive that `npm run package` makes: built into one file, serve.js, that stands beside `app`.
const terminal = makeTerminal(process.stdout, process.stderr);

try {
  needNodeVersion(process.version);
  const { help, port } = parseServeOptions(process.argv.slice(2));
  if (help) terminal.print(SERVE_HELP);
  else await serve(port);
} catch (error) {
  process.exitCode = explainError(terminal, error);
}

async function serve(port: number): Promise<void> {
  let end = async (): Promise<void> => undefined;
  // Before the address is printed: whoever reads it may end us at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void end().finally(() => process.exit(0)));
  }
  // A reader that closed its end of the pipe is no reason to end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const server = await openPackageServer({ directory: dirname(fileURLToPath(import.meta.url)), port, terminal });
  end = () => server.dispose();
  terminal.print(printServeBanner(server.version, `http://localhost:${server.port}`));
}
