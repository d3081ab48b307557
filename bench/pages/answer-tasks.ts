import type { WorkerAnswer } from './worker.ts';

const answerWith = (answer: WorkerAnswer): void =>
  (globalThis as unknown as { postMessage(answer: WorkerAnswer): void }).postMessage(answer);

/** Lets this worker run the task that its page hands over, and answer with the result or why there is none. */
export function answerTasks<Task>(run: (task: Task) => Promise<unknown>): void {
  addEventListener('message', ({ data }: MessageEvent<Task>) => {
    run(data).then(
      (result) => answerWith({ result }),
      (error: unknown) => answerWith({ failure: error instanceof Error ? error.message : String(error) }),
    );
  });
}
