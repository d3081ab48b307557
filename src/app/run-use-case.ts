import { findingOf, type Finding } from '#core/errors/workbench-error';
import type { Services } from './services.ts';
import { makeMistakeReport } from './mistake-report.ts';
import type { NoticeBody } from './stores/notices.ts';

/** What became of something the user wanted. */
export type Fate<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'told'; readonly finding: Finding }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'mistake'; readonly report: string };

export interface Teller {
  readonly services: Pick<Services, 'about' | 'clock'>;
  /** Where the user is told: the page's notices, or a dialog's own place. */
  readonly tell: (body: NoticeBody) => void;
}

/**
 * Runs `work` and decides its fate once: an error of ours is told with its remedy, a cancelled act is silent, and
 * anything else is our mistake, told with a report that can be copied. Never rejects.
 */
export async function runUseCase<T>(teller: Teller, work: () => Promise<T>): Promise<Fate<T>> {
  try {
    return { kind: 'done', value: await work() };
  } catch (error) {
    return tellError(teller, error);
  }
}

function tellError(teller: Teller, error: unknown): Fate<never> {
  const finding = findingOf(error);
  if (finding !== undefined) {
    teller.tell({ kind: 'finding', finding });
    return { kind: 'told', finding };
  }
  if (isCancelled(error)) return { kind: 'cancelled' };
  const report = makeMistakeReport(error, teller.services.about, teller.services.clock.now());
  teller.tell({ kind: 'mistake', report });
  return { kind: 'mistake', report };
}

function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
