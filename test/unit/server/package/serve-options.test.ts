import { expect, test } from 'vitest';
import { findingOf } from '#core/errors/workbench-error';
import { parseServeOptions } from '#server/package/serve-options';

function refusal(...argv: string[]) {
  try {
    parseServeOptions(argv);
  } catch (error) {
    return findingOf(error);
  }
  return undefined;
}

test('without options the server of an archive is at port 8080', () => {
  expect(parseServeOptions([])).toEqual({ help: false, port: 8080 });
});

test.each([[['--port', '9000']], [['--port=9000']]])('%j names another port', (argv) => {
  expect(parseServeOptions(argv).port).toBe(9000);
});

test.each(['--help', '-h'])('%s asks for help', (word) => {
  expect(parseServeOptions([word]).help).toBe(true);
});

test.each(['--bind', '--host', '--state', '--json'])('%s, which npm start has, is refused by name', (option) => {
  expect(refusal(option)).toEqual({ code: 'terminal/option', facts: { option } });
});

test('a port that is none is refused', () => {
  expect(refusal('--port', '65536')).toMatchObject({ code: 'terminal/option-value', facts: { value: '65536' } });
});
