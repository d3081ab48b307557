import { describe, expect, test } from 'vitest';
import { runUseCase } from '#app/run-use-case';
import type { NoticeBody } from '#app/stores/notices';
import { WorkbenchError } from '#core/errors/workbench-error';
import { createFakeServices } from '../../support/fake-services.ts';

function makeTeller() {
  const told: NoticeBody[] = [];
  return { told, teller: { services: createFakeServices(), tell: (body: NoticeBody) => void told.push(body) } };
}

describe('what becomes of a wish', () => {
  test('one that succeeds gives its value, and nothing is said', async () => {
    const { told, teller } = makeTeller();
    expect(await runUseCase(teller, async () => 7)).toEqual({ kind: 'done', value: 7 });
    expect(told).toEqual([]);
  });

  test('an error of ours is told with its facts, so that its remedy can be shown', async () => {
    const { told, teller } = makeTeller();
    const fate = await runUseCase(teller, async () => {
      throw new WorkbenchError('device/name-taken', { name: 'boiler' });
    });
    const finding = { code: 'device/name-taken', facts: { name: 'boiler' } };
    expect(fate).toEqual({ kind: 'told', finding });
    expect(told).toEqual([{ kind: 'finding', finding }]);
  });

  test('what the user cancelled is silent', async () => {
    const { told, teller } = makeTeller();
    const fate = await runUseCase(teller, async () => {
      throw new DOMException('The picker was closed', 'AbortError');
    });
    expect(fate).toEqual({ kind: 'cancelled' });
    expect(told).toEqual([]);
  });

  test('anything else is our mistake, with a report that says where and holds no secret', async () => {
    const { told, teller } = makeTeller();
    const key = 'aGVsbG8gd29ybGQgaGVsbG8gd29ybGQgaGVsbG8gd28=';
    const fate = await runUseCase(teller, async () => {
      throw new RangeError(`cannot use HostName=a;DeviceId=b;SharedAccessKey=${key}`);
    });
    expect(fate.kind).toBe('mistake');
    const report = told[0]?.kind === 'mistake' ? told[0].report : '';
    expect(report).toContain('Device Workbench 1.2.3');
    expect(report).toContain('2026-01-05T09:10:11.000Z');
    expect(report).toContain('RangeError: cannot use HostName=a;DeviceId=b;SharedAccessKey=(left out)');
    expect(report).toContain('run-use-case.test.ts');
    expect(report).not.toContain(key);
  });

  test('a thrown thing that is no error at all is reported by its type alone', async () => {
    const { told, teller } = makeTeller();
    // A promise may reject with anything, and the rejection must not carry the text on.
    await runUseCase(teller, () => Promise.reject('a secret text'));
    const report = told[0]?.kind === 'mistake' ? told[0].report : '';
    expect(report).toContain('Thrown: string');
    expect(report).not.toContain('a secret text');
  });
});
