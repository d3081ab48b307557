import { spawnSync } from 'node:child_process';

/** Programs that judge what we make, and the Debian package that has each. */
const PACKAGES = {
  openssl: 'openssl',
  certutil: 'libnss3-tools',
  pk12util: 'libnss3-tools',
  certtool: 'gnutls-bin',
  keytool: 'default-jre-headless',
  zbarimg: 'zbar-tools',
  pdfinfo: 'poppler-utils',
  pdftoppm: 'poppler-utils',
  pdftotext: 'poppler-utils',
} as const;
export type Tool = keyof typeof PACKAGES;

/** What a program answered. */
export interface ToolAnswer {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs one of the programs and gives what it printed. Throws when it refuses, with its own words, and when it is not
 * there: a test must not pass for want of a judge.
 */
export function runTool(
  tool: Tool,
  args: readonly string[],
  options: { cwd?: string; input?: string } = {},
): ToolAnswer {
  const { stdout, stderr, status, error } = attemptTool(tool, args, options);
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${tool} ${args[0]} ended with ${status}: ${stderr}${stdout}`);
  return { stdout, stderr };
}

/** The same for what may be refused: gives the exit code. */
export function attemptTool(
  tool: Tool,
  args: readonly string[],
  { cwd, input }: { cwd?: string; input?: string } = {},
): ToolAnswer & { readonly status: number | null; readonly error: Error | undefined } {
  const { stdout, stderr, status, error } = spawnSync(tool, args, {
    encoding: 'utf8',
    timeout: 30_000,
    ...(cwd !== undefined && { cwd }),
    ...(input !== undefined && { input }),
  });
  const isMissing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  const told = isMissing ? new Error(`${tool} is missing: install the Debian package ${PACKAGES[tool]}`) : error;
  return { stdout, stderr, status, error: told };
}
