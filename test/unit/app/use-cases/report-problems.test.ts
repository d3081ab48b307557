import { describe, expect, test } from 'vitest';
import { reportOutlet, reportProblems } from '#app/use-cases/report-problems';
import { createFakeServices } from '../../../support/fake-services.ts';

async function report(count: number) {
  const services = createFakeServices();
  await services.keys.read({ kind: 'text', text: Array.from({ length: count }, (_, at) => `bad!${at}`).join('\n') });
  await reportProblems(services, services.keys, count, 'problems.txt', ({ line, found }) => `${line} ${found}\n`);
  return services;
}

describe('a report of what is wrong with a list', () => {
  test('is copied, with every line of it', async () => {
    const { seen } = await report(700);
    const lines = seen[0]?.replace('copy ', '').trimEnd().split('\n');
    expect(seen).toHaveLength(1);
    expect([lines?.length, lines?.[0], lines?.at(-1)]).toEqual([700, '1 bad!0', '700 bad!699']);
  });

  test('becomes a file where it is too long to be pasted anywhere', async () => {
    const { seen } = await report(1001);
    expect(reportOutlet(1001)).toBe('file');
    expect(seen).toEqual([expect.stringMatching(/^save problems\.txt text\/plain \d+ bytes of text\/plain/)]);
  });
});
