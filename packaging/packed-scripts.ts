/**
 * Scripts of the archive, by their names there without `.js`, each with its source. Every one is built by itself, into one
 * file that needs nothing but Node.
 */
export const PACKED_SCRIPTS: Readonly<Record<string, string>> = {
  serve: 'src/entries/serve-package.ts',
  'device-workbench': 'src/entries/packed-command-line.ts',
};
