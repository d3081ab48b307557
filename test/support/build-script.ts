import { resolve } from 'node:path';
import { build } from 'vite';

/** Builds a script for a browser from one of `test/support/pages`, with all that it imports, into one text. */
export async function buildScript(name: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: { write: false, minify: false, rolldownOptions: { input: resolve('test/support/pages', name) } },
  });
  const parts = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const [chunk, ...more] = parts;
  if (chunk?.type !== 'chunk' || more.length > 0) throw new Error(`${name} was built into ${parts.length} files`);
  return chunk.code;
}
