import { connectCertificateMaker } from '#adapters/threads/connect-certificate-maker';
import { startOnce } from '#adapters/threads/start-worker';
import type { KeyKind } from '#core/issuing/key-kind';
import type { BatchForm } from '#core/ports/certificate-maker';
import certificateWorkerUrl from '../../src/entries/certificate-worker.ts?worker&url';
import { watchLongTasks } from './long-tasks.ts';

/** A list whose certificates are made, kept and saved. */
export interface BatchTask {
  readonly pattern: string;
  readonly keyKind: KeyKind;
  readonly form: BatchForm;
  readonly password: string;
}

/** Seconds of each step, and what came out. */
export interface BatchAnswer {
  readonly prepare: number;
  readonly run: number;
  readonly save: number;
  /** Of the page's thread, meanwhile. */
  readonly longestTaskMs: number;
  readonly archiveBytes: number;
  /** What the browser keeps for it before it is removed. */
  readonly keptBytes: number;
  readonly logged: number;
}

const failures: Error[] = [];
const maker = connectCertificateMaker(startOnce(certificateWorkerUrl, 'certificates', (error) => failures.push(error)));
const ignore = (): void => undefined;
const DAY_MS = 86_400_000;

const measureKept = async (): Promise<number> => (await navigator.storage.estimate()).usage ?? Number.NaN;

async function run({ pattern, keyKind, form, password }: BatchTask): Promise<BatchAnswer> {
  const notBefore = Math.floor(Date.now() / 1000) * 1000;
  const validity = (days: number) => ({ notBefore, notAfter: notBefore + days * DAY_MS });
  const chosen = { profile: 'azure', keyKind: 'P-256', pathLength: undefined, keyPlace: 'vault' } as const;
  const root = { ...chosen, commonName: 'Bench Root', authorityId: undefined, validity: validity(3650) };
  const authorityId = await maker.makeAuthority(root);
  const keptBefore = await measureKept();
  // As a room does that is open meanwhile.
  const stop = await maker.watch(ignore);
  const tasks = watchLongTasks();
  const times = [performance.now()];
  const step = (): void => void times.push(performance.now());
  await maker.readList({ kind: 'pattern', pattern });
  const wish = { authorityId, profile: 'azure', keyKind, validity: validity(365), form, password } as const;
  const id = await maker.prepareBatch(wish);
  step();
  await maker.runBatch(id, ignore);
  step();
  const { content } = await maker.saveBatch(id, ignore);
  step();
  const longestTaskMs = tasks.end();
  const [prepare = 0, made = 0, save = 0] = times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / 1000);
  const keptBytes = (await measureKept()) - keptBefore;
  const { length: logged } = await maker.log(authorityId);
  stop();
  for (const kept of [id, authorityId]) await maker.remove(kept);
  if (failures[0] !== undefined) throw failures[0];
  const archiveBytes = content instanceof Blob ? content.size : 0;
  return { prepare, run: made, save, longestTaskMs, archiveBytes, keptBytes, logged };
}

Object.assign(globalThis, { bench: { run } });
