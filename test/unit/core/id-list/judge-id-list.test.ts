import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeIdList } from '#core/id-list/judge-id-list';
import type { ListedId } from '#core/id-list/listed-id';
import { makeFinding } from '#core/errors/workbench-error';

/** A few tenths of a second by themselves; beside other work, more. Work that grows with the square takes minutes. */
const LINEAR_MS = 9000;
const KEY = '8isrFI1sGsIlvvFSSFRiMfCNzv21fjbE/+ah/lSh3lF8e2YG1Te7w1KpZhJFFXJrqYKi9yegxkqIChbqOS9Egw==';

const listOf = (...ids: string[]): ListedId[] => ids.map((id, index) => ({ id, line: index + 1 }));
const idsOf = (listed: readonly ListedId[]): string[] => listed.map(({ id }) => id);

describe('a list of IDs', () => {
  test('that has nothing wrong is given back with nothing to say', () => {
    const ids: ListedId[] = [
      { id: 'sensor-1', line: 2, name: 'Pump' },
      { id: 'sensor-2', line: 5 },
    ];
    expect(judgeIdList(ids)).toEqual({ good: ids, problems: [], notes: [] });
  });

  test('names each line that DPS would not take, with the cause', () => {
    const { good, problems } = judgeIdList(listOf('a b', 'ok', 'x'.repeat(129), 'dot.'));
    expect(idsOf(good)).toEqual(['ok']);
    expect(problems).toMatchObject([
      { line: 1, found: 'a b', leftOut: true, finding: { code: 'id/character' } },
      { line: 3, found: 'xxxxxxxx…', leftOut: true, finding: { code: 'id/too-long' } },
      { line: 4, found: 'dot.', leftOut: true, finding: { code: 'id/ending' } },
    ]);
  });

  test('keeps an ID once, and says of each repeat where it stood first', () => {
    const { good, problems } = judgeIdList(listOf('a', 'b', 'a', 'a'));
    expect(idsOf(good)).toEqual(['a', 'b']);
    expect(problems).toEqual([
      { line: 3, found: 'a', leftOut: true, finding: { code: 'list/duplicate', facts: { firstLine: 1 } } },
      { line: 4, found: 'a', leftOut: true, finding: { code: 'list/duplicate', facts: { firstLine: 1 } } },
    ]);
  });

  test('makes keys for both spellings of what DPS takes for one device, and says so', () => {
    const { good, problems } = judgeIdList(listOf('Pump', 'pump', 'PUMP', 'pump'));
    expect(idsOf(good)).toEqual(['Pump', 'pump', 'PUMP']);
    expect(problems.map(({ line, leftOut, finding }) => ({ line, leftOut, ...finding }))).toEqual([
      { line: 2, leftOut: false, code: 'list/case-twin', facts: { other: 'Pump', firstLine: 1 } },
      { line: 3, leftOut: false, code: 'list/case-twin', facts: { other: 'Pump', firstLine: 1 } },
      { line: 4, leftOut: true, code: 'list/duplicate', facts: { firstLine: 2 } },
    ]);
  });

  test('with capital letters is noted once, and not line by line', () => {
    const { problems, notes } = judgeIdList(listOf('a', 'B', 'C', 'B', 'd E'));
    expect(problems.filter(({ leftOut }) => !leftOut)).toEqual([]);
    expect(notes).toEqual([{ code: 'list/upper-case', facts: { count: 2, firstLine: 2 } }]);
  });

  test('keeps a device whose name is too long for IoT Central, and says so', () => {
    const ids = [148, 149].map((length, index) => ({ id: `d${index}`, name: 'n'.repeat(length), line: index + 1 }));
    const { good, problems } = judgeIdList(ids);
    expect(good).toEqual(ids);
    expect(problems).toEqual([
      { line: 2, found: 'd1', leftOut: false, finding: makeFinding('list/name-too-long', { length: 149, limit: 148 }) },
    ]);
  });

  test('has its problems of reading at their lines among the others', () => {
    const earlier = [2, 5].map((line) => ({
      line,
      found: '',
      leftOut: true,
      finding: makeFinding('list/id-missing', { column: 1, cells: 2 }),
    }));
    const ids = [
      { id: 'a b', line: 1 },
      { id: 'a b', line: 4 },
      { id: 'a b', line: 6 },
    ];
    expect(judgeIdList(ids, earlier).problems.map(({ line }) => line)).toEqual([1, 2, 4, 5, 6]);
  });
});

describe('what stands in place of an ID is called by its name', () => {
  test.each([
    ['a group key', KEY],
    ['a device key', 'dzKDh7JsBUB7CHC5SkVsXo2SELtNqXyBDH9gVvtOqGo='],
    ['a token', 'SharedAccessSignature sr=h.net&sig=abc%3D&se=1'],
    ['a connection string', 'HostName=h.net;DeviceId=d;SharedAccessKey=abc='],
  ])('%s, which is not shown', (_what, id) => {
    const { problems } = judgeIdList(listOf(id));
    expect(problems).toMatchObject([{ leftOut: true, finding: { code: 'list/holds-key', facts: {} } }]);
    expect(JSON.stringify(problems)).not.toContain(id.slice(0, 21));
  });

  test.each(['1.23E+12', '1,23457E+15', '4E+10', '-1.5e+20'])('%s: a number that a spreadsheet made short', (id) => {
    const finding = makeFinding('list/spreadsheet-value', { kind: 'short-number' });
    expect(judgeIdList(listOf(id)).problems).toMatchObject([{ finding }]);
  });

  test.each(['#N/A', '#REF!', '#NAME?', '#WERT!', '#DIV/0!', '#NV', '#ÜBERLAUF!'])(
    '%s: an error of a spreadsheet',
    (id) => {
      const finding = makeFinding('list/spreadsheet-value', { kind: 'error' });
      expect(judgeIdList(listOf(id)).problems).toMatchObject([{ finding }]);
    },
  );

  test.each(['plant/line/machine/pump', 'not-a-key=', '12E+', '#1 pump', 'a=b'])('%s is none of these', (id) => {
    expect(judgeIdList(listOf(id)).problems).toMatchObject([{ finding: { code: 'id/character' } }]);
  });
});

describe('any list', () => {
  const id = fc.oneof(
    fc.constantFrom('a', 'A', 'b', 'B', 'aB', '1E+5', '', ' '),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );

  test('is divided into what gets a key and what is left out, and nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(id, { maxLength: 40 }), (ids) => {
        const { good, problems } = judgeIdList(listOf(...ids));
        const leftOut = problems.filter((problem) => problem.leftOut);
        expect(good.length + leftOut.length).toBe(ids.length);
        expect(new Set(idsOf(good)).size).toBe(good.length);
        expect(problems.map(({ line }) => line)).toEqual(problems.map(({ line }) => line).sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  test('of 200,000 IDs is judged in time that grows with it alone', { timeout: 30_000 }, () => {
    const ids = Array.from({ length: 200_000 }, (_, index) => ({
      id: `Line-7-Sensor-${index % 150_000}`,
      line: index,
    }));
    const started = performance.now();
    expect(judgeIdList(ids).good).toHaveLength(150_000);
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
  });

  test('of 65,536 spellings of one ID is judged in time that grows with it alone', { timeout: 30_000 }, () => {
    const spell = (number: number): string =>
      'registrationname'.replace(/./g, (letter, bit: number) => ((number >> bit) & 1 ? letter.toUpperCase() : letter));
    const ids = Array.from({ length: 65_536 }, (_, number) => spell(number));
    const started = performance.now();
    const { good, problems } = judgeIdList(listOf(...ids, ...ids.slice(0, 1000)));
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
    expect(good).toHaveLength(65_536);
    expect(problems).toHaveLength(65_535 + 1000);
  });

  test('of 100,000 secrets or other lines that are no IDs is judged as fast', { timeout: 30_000 }, () => {
    const lines = [KEY, 'HostName=h.net;DeviceId=d;SharedAccessKey=abc=', `${'x'.repeat(200)} /`, '#'.repeat(99)];
    const ids = Array.from({ length: 100_000 }, (_, index) => ({ id: lines[index % 4] ?? '', line: index }));
    const started = performance.now();
    expect(judgeIdList(ids).problems).toHaveLength(100_000);
    expect(performance.now() - started).toBeLessThan(LINEAR_MS);
  });
});
