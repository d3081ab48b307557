import type { Clock } from '#core/ports/clock';
import type { ProcessFacts } from './process-table.ts';

/** How processes are seen; the real one reads `process.ppid` and /proc. */
export interface ProcessView {
  /** Our own process. */
  readonly id: number;
  /** Our parent, now. */
  parent(): number;
  /** Facts of any process; always undefined where the system has no /proc. */
  read(id: number): ProcessFacts | undefined;
  /** The program that a shell says it started (its variable `_`). */
  readonly startedAs: string | undefined;
}

/** A process and the parent that it had when the watch began. */
interface Tie {
  readonly child: number;
  readonly parent: number;
}

const PERIOD_MS = 500;
const SHELLS = /^(sh|bash|dash|zsh|ash|ksh|fish|busybox)$/;
/** npm names itself by its command line, such as `npm run cloud`. */
const RUNNERS = /^(npm|npx|pnpm|yarn)\b/;
const DETACHERS = /(^|\/)(nohup|setsid)$/;

/**
 * Calls `onGone` once when the program that started us has ended, and returns a function that stops the watch. npm leaves
 * its child alive when it is ended, and a shell may stand between, so the tie of that shell to npm is watched too.
 * Whoever was meant to run on is left alone: a daemon's child, the head of a session of its own, what was started by nohup
 * or setsid, and what a person started in a terminal, whose end is told by SIGHUP.
 */
export function watchParent(view: ProcessView, clock: Clock, onGone: () => void): () => void {
  const ties = findTies(view);
  if (ties.length === 0) return () => undefined;
  let timer = clock.after(PERIOD_MS, look);
  function look(): void {
    if (ties.every((tie) => isTied(view, tie))) timer = clock.after(PERIOD_MS, look);
    else onGone();
  }
  return () => timer.cancel();
}

function findTies(view: ProcessView): Tie[] {
  const parent = view.parent();
  // 1 is init and 0 is outside of a container: neither can be gone.
  if (parent <= 1 || view.read(view.id)?.session === view.id) return [];
  const tie = { child: view.id, parent };
  const facts = view.read(parent);
  if (facts === undefined || !SHELLS.test(facts.name)) return [tie];
  const isRunByNpm = RUNNERS.test(view.read(facts.parent)?.name ?? '');
  if (isRunByNpm) return [tie, { child: parent, parent: facts.parent }];
  const isTerminalShell = facts.hasTerminal && facts.session === parent;
  return isTerminalShell || DETACHERS.test(view.startedAs ?? '') ? [] : [tie];
}

function isTied(view: ProcessView, { child, parent }: Tie): boolean {
  return (child === view.id ? view.parent() : view.read(child)?.parent) === parent;
}
