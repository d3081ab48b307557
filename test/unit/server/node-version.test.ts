import { expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { needNodeVersion } from '#server/node-version';
import { readSource } from '../../support/source-files.ts';

function refusalOf(version: string) {
  try {
    needNodeVersion(version);
  } catch (error) {
    return findingOf(error);
  }
  return undefined;
}

test.each(['v20.19.0', 'v20.20.2', 'v22.12.0', 'v23.0.0', 'v24.1.0', 'v25.0.0-nightly'])('%s will do', (version) => {
  expect(refusalOf(version)).toBeUndefined();
});

test.each(['v18.20.4', 'v20.18.3', 'v21.7.3', 'v22.11.0'])('%s is too old, and is named', (found) => {
  expect(refusalOf(found)).toEqual({ code: 'terminal/node-version', facts: { found } });
});

test('it is what package.json asks for', () => {
  expect((JSON.parse(readSource('package.json')) as { engines: unknown }).engines).toEqual({
    node: '^20.19.0 || >=22.12.0',
  });
});
