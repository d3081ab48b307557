import { describe, expect, test } from 'vitest';
import { filesUnder, readSource } from '../support/source-files.ts';

const sources = filesUnder('src', /\.ts$/).map((file) => ({ file, text: readSource(file) }));

function filesWith(pattern: RegExp, among = sources): string[] {
  return among.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
}

describe('rules of the strict content security policy', () => {
  const ui = sources.filter(({ file }) => file.startsWith('src/ui/') || file === 'src/entries/page.ts');

  test('templates hold no style attribute and no style element', () => {
    expect(filesWith(/\sstyle=|<style/, ui)).toEqual([]);
  });

  test('nothing renders text as markup', () => {
    expect(filesWith(/unsafe(HTML|SVG|CSS|Static)|\.(inner|outer)HTML\s*=|insertAdjacentHTML|styleMap/, ui)).toEqual(
      [],
    );
  });

  test('no code is made from text, and there is no WebAssembly', () => {
    expect(filesWith(/\beval\(|new Function\(|WebAssembly/)).toEqual([]);
  });
});

describe('rules of types and errors', () => {
  test('no check of the compiler is switched off', () => {
    expect(filesWith(/@ts-(ignore|nocheck|expect-error)|\bas any\b|oxlint-disable|eslint-disable/)).toEqual([]);
  });

  test('errors of our own are WorkbenchError or a type of their layer, never a bare Error with words', () => {
    expect(filesWith(/throw new Error\(/)).toEqual([]);
  });

  test('nothing is written to the console but by the terminal', () => {
    expect(
      filesWith(/console\.(log|info|debug|warn|error)/).filter((file) => file !== 'src/server/terminal.ts'),
    ).toEqual([]);
  });
});

describe('the project speaks of the product alone', () => {
  test('no machine path and no registry stands in any file', () => {
    const texts = [...filesUnder('src', /./), ...filesUnder('test', /\.(ts|json)$/)]
      .concat(filesUnder('bench', /./), filesUnder('packaging', /./))
      .concat(['README.md', 'CHANGELOG.md', 'package.json', 'package-lock.json', 'ready.mjs', '.ci/run'])
      .filter((file) => file !== 'test/architecture/rules.test.ts');
    expect(
      texts.filter((file) => /\/work\/|registry\.npmjs|https?:\/\/[a-z.-]*npm[a-z.-]*\//.test(readSource(file))),
    ).toEqual([]);
  });
});
