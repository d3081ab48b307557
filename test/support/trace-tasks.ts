import type { Page } from 'playwright-core';

/** The events of a trace that are read here ("Trace Event Format" of Chromium); times in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Time of the processor alone: what other programs take meanwhile is not in it. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Gives what each task of the page's main thread took of the processor while `use` went on, in milliseconds. A frame is
 * one task, with its scripts, style, layout and paint. Time of the processor, so that a busy machine does not count.
 */
export async function traceTasks(page: Page, use: () => Promise<void>): Promise<readonly number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new TypeError('the page belongs to no browser');
  await browser.startTracing(page, { categories: ['-*', 'disabled-by-default-devtools.timeline', '__metadata'] });
  let traced: Buffer;
  try {
    await use();
  } finally {
    traced = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(traced.toString()) as { traceEvents: readonly TraceEvent[] };
  const threads = new Set(traceEvents.filter(isMainThread).map(({ pid, tid }) => `${pid} ${tid}`));
  return traceEvents
    .filter(({ name, ph, pid, tid }) => name === 'RunTask' && ph === 'X' && threads.has(`${pid} ${tid}`))
    .map(({ tdur = 0 }) => tdur / 1000);
}

/** Of pages; workers have threads of their own. */
function isMainThread({ name, ph, args }: TraceEvent): boolean {
  return ph === 'M' && name === 'thread_name' && args?.name === 'CrRendererMain';
}
