import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/source-files.ts';

/** Runs a tool of the repository; gives its output when it fails, else an empty text. */
function complaintsOf(tool: string, ...args: string[]): string {
  const result = spawnSync(process.execPath, [join(ROOT, 'node_modules', tool), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return result.status === 0 ? '' : `${result.stdout}${result.stderr}`;
}

test('every layer passes the type checker on its own', () => {
  expect(complaintsOf('typescript/bin/tsc', '-b')).toBe('');
});

test('the linter has nothing to say', () => {
  expect(
    complaintsOf('oxlint/bin/oxlint', '--type-aware', '--deny-warnings', 'src', 'test', 'bench', 'packaging'),
  ).toBe('');
});

test('all files have the one format', () => {
  expect(complaintsOf('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')).toBe('');
});
