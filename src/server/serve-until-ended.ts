import process from 'node:process';
import type { Clock } from '#core/ports/clock';
import { watchParent } from './parent-watch.ts';
import { readProcess } from './process-table.ts';
import type { Terminal } from './terminal.ts';

/** What a server that stays up needs of its process. */
export interface ServingContext {
  readonly clock: Clock;
  readonly terminal: Terminal;
  /** What is said when the program that started it has ended. */
  readonly parentGone: string;
}

/**
 * Opens a server that stays up until a signal ends it, or the end of the program that started this one. Throws what `open`
 * throws.
 */
export async function serveUntilEnded(
  { clock, terminal, parentGone }: ServingContext,
  open: () => Promise<{ dispose(): Promise<void> }>,
): Promise<void> {
  let end = async (): Promise<void> => undefined;
  const leave = (): void => void end().finally(() => process.exit(0));
  const stopWatch = watchParent(
    { id: process.pid, parent: () => process.ppid, read: readProcess, startedAs: process.env['_'] },
    clock,
    () => {
      terminal.say(parentGone);
      leave();
    },
  );
  // A reader that closed its end of the pipe is no reason to end; whether our parent is there is watched above.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  // Before the ready line is printed: whoever reads it may end us at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, leave);
  try {
    const server = await open();
    end = () => server.dispose();
  } catch (error) {
    stopWatch();
    throw error;
  }
}
