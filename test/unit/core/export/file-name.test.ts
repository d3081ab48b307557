import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileNameFor } from '#core/export/file-name';

function nameAll(...ids: readonly string[]): string[] {
  const taken = new Set<string>();
  return ids.map((id) => fileNameFor(id, '.env', taken));
}

test.each([
  ['sensor-01', 'sensor-01.env'],
  ['AA:BB:cc', 'AA_BB_cc.env'],
  ['a.b_c', 'a.b_c.env'],
  ['../../etc/passwd', '_._.._etc_passwd.env'],
  ['.hidden', '_hidden.env'],
  ['-rf', '_rf.env'],
  ['con', '_con.env'],
  ['LPT1.old', '_LPT1.old.env'],
  ['console', 'console.env'],
  ['Zähler', 'Z_hler.env'],
  ['', '_.env'],
])('the file of %j is called %s', (id, name) => {
  expect(nameAll(id)).toEqual([name]);
});

test('a name without an extension does not end in a dot', () => {
  expect(fileNameFor('a.', '', new Set())).toBe('a_');
});

test('IDs that a file system cannot tell apart get a number', () => {
  expect(nameAll('Pump', 'pump', 'PUMP', 'pump-2', 'a:b', 'a_b')).toEqual([
    'Pump.env',
    'pump-2.env',
    'PUMP-3.env',
    'pump-2-2.env',
    'a_b.env',
    'a_b-2.env',
  ]);
});

test('names are good everywhere and differ in more than case, whatever the IDs', () => {
  const id = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.stringMatching(/^[aA.:_-]{0,4}$/));
  fc.assert(
    fc.property(fc.array(id, { maxLength: 40 }), (ids) => {
      const names = nameAll(...ids);
      expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length);
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,220}\.env$/);
    }),
    { numRuns: 200 },
  );
});
