import { gzipSync } from 'node:zlib';
import { readSource } from './source-files.ts';

/** Gives the built scripts that the page loads before anything is pressed: those of the HTML, and what they import statically. */
export function firstLoadScripts(): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const match of readSource(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      visit(`dist/app/assets/${match[1]}`);
  };
  for (const match of readSource('dist/app/index.html').matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+\.js)"/g))
    visit(`dist/app/${match[1]}`);
  return [...found];
}

/** Gives the size of a built script as it is sent, in bytes. */
export function gzippedBytes(file: string): number {
  return gzipSync(readSource(file), { level: 9 }).length;
}
