import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { readSource } from '../support/source-files.ts';

/** What only a device with a certificate needs, and only when it starts. */
const LATER = /^src\/core\/(tls|x509|trust|issuing|certificate-maker)\//;

/** Gives the source files that come with one when it is loaded, by what it imports statically, types left out. */
function filesWith(entry: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file)) return;
    found.add(file);
    const source = readSource(file);
    for (const [, clause = '', path = ''] of source.matchAll(
      /^(?:import|export)\s+([^;'"]*?)\s*from\s+'([.#][^']+)'/gm,
    )) {
      const isOfTypes = clause.startsWith('type ') || /^\{(\s*type [^,}]+,?)+\s*\}$/.test(clause);
      if (isOfTypes || path.startsWith('virtual:')) continue;
      visit(path.startsWith('#') ? `src/${path.slice(1)}.ts` : join(dirname(file), path));
    }
  };
  visit(entry);
  return found;
}

test('the worker of devices loads TLS and the reading of certificates when they are needed', () => {
  const files = [...filesWith('src/entries/device-worker.ts')];
  expect(files).toContain('src/device/device-run.ts');
  expect(files).toContain('src/core/words/en/tls.ts');
  expect(files.filter((file) => LATER.test(file))).toEqual([]);
  expect([...filesWith('src/device/certificates/open-certificate.ts')].filter((file) => LATER.test(file))).not.toEqual(
    [],
  );
});
