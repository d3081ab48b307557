import process from 'node:process';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that leaves something behind when it is cut off, such as half a file: a signal that would end the program
 * ends the work first, by the `AbortSignal`, and the program once the work has settled.
 */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals): void => {
    received ??= signal;
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
    if (received !== undefined) process.kill(process.pid, received);
  }
}
