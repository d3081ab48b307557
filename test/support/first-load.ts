import { gzipSync } from 'node:zlib';
import { readSource } from './source-files.ts';

/** Gives the built scripts that the page loads before anything is pressed: those of the HTML, and what they import statically. */
export function firstLoadScripts(): string[] {
  const named = readSource('dist/app/index.html').matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+\.js)"/g);
  return withStaticImports([...named].map((match) => `dist/app/${match[1]}`));
}

/** Gives built scripts and what they import statically. */
export function withStaticImports(files: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    for (const match of readSource(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g))
      visit(`dist/app/assets/${match[1]}`);
  };
  files.forEach(visit);
  return [...found];
}

/** Gives the size of a built script as it is sent, in bytes. */
export function gzippedBytes(file: string): number {
  return gzipSync(readSource(file), { level: 9 }).length;
}
