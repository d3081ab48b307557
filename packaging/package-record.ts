import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Plugin } from 'vite';
import { packageFolderOf } from './package-folder.ts';

/** Plugins that write down of which packages a build is made. */
export interface PackageRecord {
  /** For the build itself; writes the file at its end. */
  readonly ofBuild: readonly Plugin[];
  /** For the workers in it, which are built on their own before it ends. */
  readonly ofWorkers: readonly Plugin[];
}

/** Records the folders of all packages that a build and its workers contain, as a JSON list in `file`, in order. */
export function createPackageRecord(file: string): PackageRecord {
  const folders = new Set<string>();
  const note: Plugin = {
    name: 'package-record',
    apply: 'build',
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of chunk.moduleIds) {
          const folder = packageFolderOf(id);
          if (folder !== undefined) folders.add(folder);
        }
      }
    },
  };
  const write: Plugin = {
    name: 'package-record-file',
    apply: 'build',
    writeBundle() {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify([...folders].sort(), undefined, 2)}\n`);
    },
  };
  return { ofBuild: [note, write], ofWorkers: [note] };
}
