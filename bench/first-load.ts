import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { firstLoadScripts, gzippedBytes } from '../test/support/first-load.ts';
import { ROOT } from '../test/support/source-files.ts';
import { inRounds, printFigures, type Bench } from './measure.ts';

const ROUNDS = 5;

/** Gives the seconds from the command to the first page that was served, with everything built. */
async function startToFirstResponse(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['ready.mjs', 'start', '--json', '--fresh', '--port', '0'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      void ended.then(() => reject(new Error('the server ended before it was ready')));
    });
    const { ports } = JSON.parse(line) as { ports: { http: number } };
    const response = await fetch(`http://localhost:${ports.http}/`);
    if (!response.ok) throw new Error(`the first response was ${response.status}`);
    return (performance.now() - startedAt) / 1000;
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

/** Starts Node and nothing else: the part of the time that is not ours. */
async function startNode(): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return (performance.now() - startedAt) / 1000;
}

/** What comes before the first press: the page's scripts, and the server's start. */
export const firstLoad: Bench = {
  name: 'first-load',
  question: 'Scripts of the first load, and `npm start` to the first response when built. Goals: <= 45 kB, <= 3 s.',
  async run() {
    const scripts = firstLoadScripts().map((file) => [file.replace(/^.*\//, ''), gzippedBytes(file)] as const);
    const total = scripts.reduce((sum, [, bytes]) => sum + bytes, 0);
    const sizes = [...scripts, ['together', total] as const].map(
      ([name, bytes]) => `${name.padEnd(44)} ${(bytes / 1000).toFixed(1).padStart(10)} kB gzipped`,
    );
    const variants = { 'node alone': startNode, 'npm start to the first page': startToFirstResponse };
    return [...sizes, '', ...printFigures(await inRounds(ROUNDS, variants), 's', 'node alone')];
  },
};
