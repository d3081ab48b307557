import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFlowGate } from '#server/flow-gate';
import { createWriteBatch } from '#server/write-batch';

describe('a write batch', () => {
  test('hands over every byte, in order, in pieces of at most 64 KiB', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(150_000), { maxLength: 12 }), (sizes) => {
        const written: Uint8Array[] = [];
        const batch = createWriteBatch((bytes) => written.push(bytes));
        const pushed = sizes.map((size, n) => new Uint8Array(size).fill(n + 1));
        for (const bytes of pushed) batch.push(bytes);
        batch.flush();
        expect(written.every(({ length }) => length <= 65_536)).toBe(true);
        expect(Buffer.concat(written).equals(Buffer.concat(pushed))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('waits for the end of the turn, not longer', async () => {
    const written: number[] = [];
    const batch = createWriteBatch((bytes) => written.push(bytes.length));
    batch.push(Uint8Array.of(1));
    batch.push(Uint8Array.of(2));
    expect(written).toEqual([]);
    await new Promise(setImmediate);
    expect(written).toEqual([2]);
  });
});

describe('a flow gate', () => {
  test('is shut from the first hold to the last release', () => {
    const calls: string[] = [];
    const gate = createFlowGate({ pause: () => calls.push('pause'), resume: () => calls.push('resume') });
    gate.release('peer-slow');
    gate.hold('cloud-busy');
    gate.hold('peer-slow');
    gate.hold('peer-slow');
    gate.release('cloud-busy');
    expect(calls).toEqual(['pause']);
    gate.release('peer-slow');
    gate.release('peer-slow');
    expect(calls).toEqual(['pause', 'resume']);
  });
});
