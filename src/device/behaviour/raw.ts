import type { BeatingBehaviour } from './behaviour.ts';
import { createQuiet } from './quiet.ts';

const START = 50;
const STEP = 2;

/**
 * Gives a device without a model: it sends `{"value": n}`, a number that wanders between 0 and 100, and is quiet beside
 * that. `random` gives numbers in 0..1.
 */
export function createRaw(random: () => number): BeatingBehaviour {
  let value = START;
  return {
    ...createQuiet(),
    beat() {
      value = Math.min(100, Math.max(0, value + STEP * (2 * random() - 1)));
      return { telemetry: { value: Math.round(value * 100) / 100 } };
    },
  };
}
