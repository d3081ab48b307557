import { openBenchPages, type BenchPage } from './bench-pages.ts';
import { inRounds, median, printFigures, type Bench } from './measure.ts';
import type { BatchAnswer, BatchTask } from './pages/batch.ts';

const ROUNDS = 3;
const COUNT = 10_000;
/** Shorter ones are not told by the platform. */
const LONG_TASK_MS = 50;
const FORMS = ['plain-key', 'encrypted-key', 'pfx'] as const;

async function runWorker(page: BenchPage, form: BatchTask['form']): Promise<BatchAnswer> {
  const pattern = `sensor-{00001..${COUNT}}`;
  const task: BatchTask = { pattern, keyKind: 'P-256', form, password: 'a password that somebody typed' };
  const answer = await page.run<BatchAnswer>(task);
  if (page.complaints.length > 0) throw new Error(page.complaints.join(', '));
  if (answer.logged !== COUNT) throw new Error(`the log has ${answer.logged} entries`);
  return answer;
}

const printMegabytes = (bytes: readonly number[]): string => `${(median(bytes) / 1e6).toFixed(1)} MB`;

/** Certificates with keys for a long list, from its pattern to an archive that is ready to be saved. */
export const batch: Bench = {
  name: 'batch',
  question: `Certificates of ${COUNT.toLocaleString('en')} devices on P-256, kept in the vault and saved as a ZIP.`,
  async run() {
    const pages = await openBenchPages();
    try {
      const page = await pages.open('batch');
      const answers = new Map(FORMS.map((form) => [form, [] as BatchAnswer[]]));
      const measure = (form: BatchTask['form']) => async () => {
        const answer = await runWorker(page, form);
        answers.get(form)?.push(answer);
        return COUNT / (answer.prepare + answer.run + answer.save);
      };
      const variants = Object.fromEntries(FORMS.map((form) => [form, measure(form)]));
      const figures = await inRounds(ROUNDS, variants);
      const lines = [...answers].flatMap(([form, all]) => [
        ...printFigures(
          new Map([
            [`${form}: list`, all.map(({ prepare }) => prepare)],
            [`${form}: certificates`, all.map(({ run }) => run)],
            [`${form}: archive`, all.map(({ save }) => save)],
          ]),
          's',
          `${form}: certificates`,
        ),
        `${form}: archive of ${printMegabytes(all.map(({ archiveBytes }) => archiveBytes))}, kept ${printMegabytes(all.map(({ keptBytes }) => keptBytes))}`,
        '',
      ]);
      const longest = Math.max(...[...answers.values()].flat().map(({ longestTaskMs }) => longestTaskMs));
      return [
        ...printFigures(figures, 'certs/s', FORMS[0]),
        '',
        ...lines,
        `Longest task of the page: ${longest === 0 ? `none of ${LONG_TASK_MS} ms or more` : `${longest} ms`}`,
      ];
    } finally {
      await pages.close();
    }
  },
};
