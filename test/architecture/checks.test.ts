import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/source-files.ts';

/** Runs a tool of the repository; gives its output when it fails, else an empty text. */
async function complaintsOf(tool: string, ...args: string[]): Promise<string> {
  const tooling = spawn(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    tooling.once('error', reject);
    tooling.once('close', resolve);
  });
  const [output, errors, code] = await Promise.all([text(tooling.stdout), text(tooling.stderr), ended]);
  return code === 0 ? '' : `${output}${errors}`;
}

// Side by side: each of them waits for the disk about as long as it thinks.
test.concurrent('every layer passes the type checker on its own', async () => {
  expect(await complaintsOf('typescript/bin/tsc', '-b')).toBe('');
});

test.concurrent('the linter has nothing to say', async () => {
  expect(
    await complaintsOf('oxlint/bin/oxlint', '--type-aware', '--deny-warnings', 'src', 'test', 'bench', 'packaging'),
  ).toBe('');
});

test.concurrent('all files have the one format', async () => {
  expect(await complaintsOf('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')).toBe('');
});
