import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../support/source-files.ts';

/** The door of every npm script. */
export const READY = join(ROOT, 'ready.mjs');
const COMMAND_LINE = pathToFileURL(join(ROOT, 'dist/server/command-line.js')).href;
/** The arguments of Node that run the built command line by itself, without what `ready.mjs` does before. */
export const DIRECT = [
  '--input-type=module',
  '-e',
  `import { main } from ${JSON.stringify(COMMAND_LINE)}; await main(process.argv.slice(2));`,
  '--',
  // Node has a word "inspect" of its own where a script is expected.
  'device-workbench',
];

/** How a program ended, and what it printed. */
export interface Ended {
  readonly code: number | NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

export interface Given {
  readonly input?: string;
  readonly cwd?: string;
  /** Called with the process once it was started. */
  readonly meddle?: (child: ReturnType<typeof spawn>) => void;
}

/** Runs a program to its end. */
export async function run(
  program: string,
  args: readonly string[],
  { input = '', cwd = ROOT, meddle }: Given = {},
): Promise<Ended> {
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  child.stderr.on('data', (part: Buffer) => (errors += part.toString()));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  meddle?.(child);
  const code = await new Promise<Ended['code']>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal)),
  );
  return { code, output, errors };
}

/** Runs a command as it was built. */
export function runCommandLine(argv: readonly string[], given: Given = {}): Promise<Ended> {
  return run(process.execPath, [...DIRECT, ...argv], given);
}

/** Builds the command line if it is stale. */
export async function buildCommandLine(): Promise<void> {
  const { code, errors } = await run(process.execPath, [READY, 'derive-key', '--help']);
  if (code !== 0) throw new Error(errors);
}
