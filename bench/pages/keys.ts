import { connectKeyMaker } from '#adapters/threads/connect-key-maker';
import { startOnce } from '#adapters/threads/start-worker';
import type { ExportFormat, ExportSettings } from '#core/export/flashed-device';
import keyWorkerUrl from '../../src/entries/key-worker.ts?worker&url';
import { watchLongTasks } from './long-tasks.ts';

/** A list whose keys are made and written to a file. */
export interface KeysTask {
  readonly pattern: string;
  readonly groupKey: string;
  readonly format: ExportFormat;
  readonly settings: ExportSettings;
}

/** Seconds of each step, and what came out. */
export interface KeysAnswer {
  readonly read: number;
  readonly make: number;
  readonly export: number;
  /** Of the page's thread, meanwhile. */
  readonly longestTaskMs: number;
  /** The end of the file, to be checked. */
  readonly ending: string;
}

const failures: Error[] = [];
const maker = connectKeyMaker(startOnce(keyWorkerUrl, 'keys', (error) => failures.push(error)));
const ignore = (): void => undefined;

async function run({ pattern, groupKey, format, settings }: KeysTask): Promise<KeysAnswer> {
  // The worker is loaded before anything is measured, as after a user's first list.
  await maker.clear();
  const tasks = watchLongTasks();
  const times = [performance.now()];
  const step = (): void => void times.push(performance.now());
  await maker.read({ kind: 'pattern', pattern });
  step();
  await maker.make({ primaryKey: groupKey }, ignore);
  step();
  const { content } = await maker.export({ format, settings }, ignore);
  step();
  const seconds = times.slice(1).map((at, index) => (at - (times[index] ?? 0)) / 1000);
  const [read = 0, make = 0, written = 0] = seconds;
  const text = await content.text();
  if (failures[0] !== undefined) throw failures[0];
  return { read, make, export: written, longestTaskMs: tasks.end(), ending: text.slice(-200) };
}

Object.assign(globalThis, { bench: { run } });
