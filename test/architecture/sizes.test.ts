import { describe, expect, test } from 'vitest';
import { filesUnder, readSource } from '../support/source-files.ts';

const LINE_LIMIT = 300;

/** Tables: words and topics grow by rows, not by logic. */
const TABLES = /^src\/core\/(words\/en|errors\/facts\.ts)/;

const LAYERS = ['core', 'device', 'cloud', 'adapters', 'app', 'ui', 'server'];

describe('sizes', () => {
  test('no source file has more than 300 lines, tables excepted', () => {
    const long = filesUnder('src', /\.ts$/)
      .filter((file) => !TABLES.test(file))
      .map((file) => ({ file, lines: readSource(file).split('\n').length }))
      .filter(({ lines }) => lines > LINE_LIMIT);
    expect(long).toEqual([]);
  });

  test.each(LAYERS)('%s explains itself in a README of at most 60 lines', (layer) => {
    const lines = readSource(`src/${layer}/README.md`).trimEnd().split('\n').length;
    expect(lines).toBeGreaterThan(10);
    expect(lines).toBeLessThanOrEqual(60);
  });

  test('files are named in kebab-case', () => {
    const odd = filesUnder('src', /./).filter((file) => !/^[a-z0-9/.-]+$/.test(file) && !file.endsWith('README.md'));
    expect(odd).toEqual([]);
  });

  test('nothing is called utils, helpers, common or manager', () => {
    expect(filesUnder('src', /(utils?|helpers?|common|manager)\b/)).toEqual([]);
  });
});
