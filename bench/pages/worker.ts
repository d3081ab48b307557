import { startWorker } from '#adapters/threads/start-worker';
import prebundledUrl from './mqtt-worker.ts?worker&url';
import fromSourceUrl from './mqtt-from-source-worker.ts?worker&url';
import deviceUrl from './provision-worker.ts?worker&url';
import tlsUrl from './tls-worker.ts?worker&url';

/** A task for a worker, which is started for it and ended after it. */
export interface WorkerTask {
  readonly worker: keyof typeof WORKERS;
  readonly task: unknown;
}

const WORKERS = { prebundled: prebundledUrl, 'from source': fromSourceUrl, device: deviceUrl, tls: tlsUrl };

/** What a worker answers with. */
export type WorkerAnswer = { readonly result: unknown } | { readonly failure: string };

async function run({ worker: name, task }: WorkerTask): Promise<unknown> {
  let end = (): void => undefined;
  const answer = await new Promise<WorkerAnswer>((resolve) => {
    const worker = startWorker(WORKERS[name], `bench ${name}`, ({ message }) => resolve({ failure: message }));
    end = () => worker.terminate();
    worker.onmessage = ({ data }: MessageEvent<WorkerAnswer>) => resolve(data);
    worker.postMessage(task);
  });
  end();
  if ('failure' in answer) throw new Error(answer.failure);
  return answer.result;
}

Object.assign(globalThis, { bench: { run } });
