import type { Behaviour } from './behaviour.ts';

/**
 * Gives a device that says nothing by itself. It shows desired properties and acknowledges none, because it cannot know
 * what they mean, and says of every command that it has no such one.
 */
export function createQuiet(): Behaviour {
  return {
    connected: () => undefined,
    desiredChanged: () => undefined,
    command: (name) => ({ status: 501, response: { message: `This device has no command “${name}”.` } }),
  };
}
