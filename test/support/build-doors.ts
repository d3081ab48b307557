import { build } from 'vite';

/** One script that has some exports of core and nothing else. */
export interface BuiltDoors {
  readonly code: string;
  /** Files that it is made of, from the root of the file system. */
  readonly modules: readonly string[];
  readonly exports: readonly string[];
}

const ENTRY = 'virtual:doors';

/** Builds exports of core, by their files there, into one script as a page would load it. Throws where it becomes more. */
export async function buildDoors(doors: Readonly<Record<string, readonly string[]>>): Promise<BuiltDoors> {
  const code = Object.entries(doors).map(([file, names]) => `export { ${names.join(', ')} } from '#core/${file}';`);
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, rolldownOptions: { input: ENTRY, preserveEntrySignatures: 'strict' } },
    plugins: [
      {
        name: 'doors',
        resolveId: (id) => (id === ENTRY ? `${process.cwd()}/src/core/doors.ts` : null),
        load: (id) => (id.endsWith('/src/core/doors.ts') ? code.join('\n') : null),
      },
    ],
  });
  const [chunk, ...more] = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  if (chunk?.type !== 'chunk' || more.length > 0) throw new Error('other than one script was built');
  return { code: chunk.code, modules: Object.keys(chunk.modules), exports: chunk.exports };
}
