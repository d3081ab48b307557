/** Code that the build tools put into what they build; its modules are no files. */
const TOOLS: readonly (readonly [start: string, folder: string])[] = [
  ['vite/', 'node_modules/vite'],
  ['rolldown/', 'node_modules/rolldown'],
];

const PACKAGE = /(?:^|\/)(node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+)\//;

/**
 * Gives the folder of the package that a module of a build belongs to, from `node_modules` on and with `/` between its
 * parts, or undefined for a module of our own. `id`: as Rollup names modules; what a plugin made begins with a NUL.
 */
export function packageFolderOf(id: string): string | undefined {
  const path = id.replace(/^\0/, '').replaceAll('\\', '/');
  const folder = PACKAGE.exec(path)?.[1];
  if (folder !== undefined || !id.startsWith('\0')) return folder;
  return TOOLS.find(([start]) => path.startsWith(start))?.[1];
}
