import type { Behaviour } from './behaviour.ts';

const START = 50;
const STEP = 2;

/**
 * Gives a device without a model: it sends `{"value": n}`, a number that wanders between 0 and 100. It shows desired
 * properties and acknowledges none, because it cannot know what they mean, and says of every command that it has no
 * such one. `random` gives numbers in 0..1.
 */
export function createRaw(random: () => number): Behaviour {
  let value = START;
  return {
    beat() {
      value = Math.min(100, Math.max(0, value + STEP * (2 * random() - 1)));
      return { telemetry: { value: Math.round(value * 100) / 100 } };
    },
    connected: () => undefined,
    desiredChanged: () => undefined,
    command: (name) => ({ status: 501, response: { message: `This device has no command “${name}”.` } }),
  };
}
