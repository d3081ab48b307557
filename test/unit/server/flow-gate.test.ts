import { expect, test } from 'vitest';
import { createFlowGate } from '#server/flow-gate';

test('a flow gate is shut from the first hold to the last release', () => {
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
