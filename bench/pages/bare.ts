import './worker.ts';
import type { BenchScript } from '../bench-pages.ts';
import type { WorkerAnswer } from './worker.ts';

const { bench } = globalThis as unknown as { bench: BenchScript };

/** Asks the server of this page for tasks, for as long as there is one. */
for (;;) {
  const task: unknown = await (await fetch('/next-task')).json();
  const answer = await bench.run(task).then(
    (result): WorkerAnswer => ({ result }),
    (error: unknown): WorkerAnswer => ({ failure: error instanceof Error ? error.message : String(error) }),
  );
  await fetch('/answer', { method: 'POST', body: JSON.stringify(answer) });
}
