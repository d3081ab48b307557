import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import process from 'node:process';
import { PACKAGE_HELP, printPackageResult } from '#core/words/en/package';
import { explainError } from '#server/explain-error';
import { printChecksums } from '#server/package/checksum-list';
import { makeTerminal } from '#server/terminal';
import { collectPackage, digest } from './package-files.ts';
import { parsePackageOptions, type PackageOptions } from './package-options.ts';
import { zipFolder } from './zip-folder.ts';

const terminal = makeTerminal(process.stdout, process.stderr);

/** Reads the command line of `npm run package`. Gives undefined when nothing is to be made: what there is to say was said. */
export function readPackageOptions(argv: readonly string[]): PackageOptions | undefined {
  try {
    const options = parsePackageOptions(argv);
    if (!options.help) return options;
    terminal.print(PACKAGE_HELP);
  } catch (error) {
    process.exitCode = explainError(terminal, error);
  }
  return undefined;
}

/** Makes the archive of what was built in `root`, and its checksum beside it; both are replaced if they are there. */
export function makePackage(root: string, { allowedHosts, out }: PackageOptions): void {
  const { folder, files } = collectPackage(root, allowedHosts);
  const archive = zipFolder(folder, files);
  const directory = out ?? join(root, 'dist/package');
  const file = join(directory, `${folder}.zip`);
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, archive);
  writeFileSync(`${file}.sha256`, printChecksums([{ path: `${folder}.zip`, sha256: digest(archive) }]));
  const shown = out === undefined ? relative(process.cwd(), file) : file;
  terminal.print(printPackageResult(shown, archive.length, `${shown}.sha256`));
}
