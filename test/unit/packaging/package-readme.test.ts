import { expect, test } from 'vitest';
import { printPackageReadme } from '#core/words/en/package';
import { VERSION } from '#core/version';

const facts = { version: VERSION, folder: `device-workbench-${VERSION}`, allowedHosts: [] };

test('README.txt fits a terminal of 80 columns', () => {
  const long = printPackageReadme(facts)
    .split('\n')
    .filter((line) => line.length > 80);
  expect(long).toEqual([]);
});

test('README.txt names the hosts that the copy was allowed beside the known ones, and is silent without', () => {
  const allowing = printPackageReadme({ ...facts, allowedHosts: ['hub.example', '*.example.org'] });
  expect(allowing).toContain('\n  hub.example\n  *.example.org\n');
  expect(printPackageReadme(facts)).not.toContain('may connect to');
});
