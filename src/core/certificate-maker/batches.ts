import { createNewestWins } from '../key-maker/newest-wins.ts';
import { createTurns } from '../key-maker/pace.ts';
import { EMPTY_LIST, readIdSource, type ReadList, summariseList } from '../key-maker/read-id-source.ts';
import type { CertificateMaker } from '../ports/certificate-maker.ts';
import type { CertificateMakerPorts, MakingPorts } from './ports.ts';
import { prepareBatch } from './prepare-batch.ts';
import { runBatch } from './run-batch.ts';
import { saveBatch } from './save-batch.ts';

type BatchCalls = 'readList' | 'problems' | 'prepareBatch' | 'runBatch' | 'pauseBatch' | 'saveBatch';

/** Makes many certificates at once. The list that was read last is held here until it is kept as a batch. */
export function createBatches(ports: CertificateMakerPorts): Pick<CertificateMaker, BatchCalls> {
  const reading = createNewestWins();
  const running = new Map<AbortController, Promise<unknown>>();
  let list: ReadList = EMPTY_LIST;
  const unending: MakingPorts = { ...ports, signal: new AbortController().signal };

  return {
    async readList(source) {
      list = EMPTY_LIST;
      const signal = reading.begin();
      const read = await readIdSource(source, ports.parseCsv, createTurns(ports.clock, signal), 'x509');
      signal.throwIfAborted();
      list = read;
      return summariseList(read);
    },
    problems: async (from, count) => list.problems.slice(from, from + count),
    prepareBatch: (wish) => prepareBatch(unending, wish, list.good),
    async runBatch(id, onProgress) {
      const controller = new AbortController();
      const run = runBatch({ ...ports, signal: controller.signal }, id, onProgress);
      running.set(controller, run);
      try {
        await run;
      } finally {
        running.delete(controller);
      }
    },
    async pauseBatch() {
      const runs = [...running];
      runs.forEach(([controller]) => controller.abort());
      await Promise.allSettled(runs.map(([, run]) => run));
    },
    saveBatch: (id, onProgress) => saveBatch(unending, id, onProgress),
  };
}
