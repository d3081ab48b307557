import { WorkbenchError } from '#core/errors/workbench-error';

/**
 * Throws `terminal/node-version` for a Node that we do not run on: the same ones as in `engines` of package.json, which
 * `node` itself does not read. `version`: as in `process.version`, such as `v20.19.0`.
 */
export function needNodeVersion(version: string): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) return;
  throw new WorkbenchError('terminal/node-version', { found: version });
}
