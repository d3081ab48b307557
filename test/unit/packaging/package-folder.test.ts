import { expect, test } from 'vitest';
import { packageFolderOf } from '../../../packaging/package-folder.ts';

test.each([
  ['/home/me/project/node_modules/lit/index.js', 'node_modules/lit'],
  ['/home/me/project/node_modules/@lit/context/lib/context.js', 'node_modules/@lit/context'],
  ['/home/me/project/node_modules/a/node_modules/@b/c/d.js', 'node_modules/a/node_modules/@b/c'],
  ['C:/Users/me/project/node_modules/uplot/dist/uPlot.esm.js', 'node_modules/uplot'],
  ['/home/me/project/node_modules/uplot/dist/uPlot.min.css?inline', 'node_modules/uplot'],
  ['\0/home/me/project/node_modules/bl/bl.js?commonjs-module', 'node_modules/bl'],
  ['\0vite/preload-helper.js', 'node_modules/vite'],
  ['\0rolldown/runtime.js', 'node_modules/rolldown'],
])('the module %j is of the package in %s', (id, folder) => {
  expect(packageFolderOf(id)).toBe(folder);
});

test.each(['/home/me/project/src/entries/page.ts', '/home/me/vite/src/page.ts', '\0virtual:of-a-plugin'])(
  'the module %j is of no package',
  (id) => {
    expect(packageFolderOf(id)).toBeUndefined();
  },
);
