import type { Finding } from '#core/errors/workbench-error';
import { createStore, type ReadableStore } from '#core/store';

/** Something that stays on the page until the user has read it. */
export type Notice = { readonly id: number } & (
  | { readonly kind: 'finding'; readonly finding: Finding }
  /** Our own mistake: `report` is for copying, and holds no secret. */
  | { readonly kind: 'mistake'; readonly report: string }
);

export type NoticeBody = Notice extends infer N ? (N extends { id: number } ? Omit<N, 'id'> : never) : never;

/** Something said in passing, with an offer to take it back. */
export interface Toast {
  readonly message: string;
  readonly undo?: () => void;
}

export interface Notices {
  readonly standing: ReadableStore<readonly Notice[]>;
  add(body: NoticeBody): void;
  dismiss(id: number): void;
  /** Forgets all that stands: what they spoke of is out of sight. */
  clear(): void;
  /** Says something in passing. */
  say(toast: Toast): void;
  /** Called for each toast. Returns a function that stops it. */
  onToast(listener: (toast: Toast) => void): () => void;
}

const STANDING_LIMIT = 3;

/**
 * Gives the place where use cases leave what the user must know and that has no place of its own. A newer notice of
 * the same code takes the place of the older one; the oldest goes when there are too many.
 */
export function createNotices(): Notices {
  const standing = createStore<readonly Notice[]>([]);
  const listeners = new Set<(toast: Toast) => void>();
  let lastId = 0;
  return {
    standing,
    add(body) {
      lastId += 1;
      const notice = { ...body, id: lastId } as Notice;
      standing.update((all) => [...all.filter((one) => !same(one, notice)), notice].slice(-STANDING_LIMIT));
    },
    clear: () => standing.set([]),
    dismiss: (id) => standing.update((all) => all.filter((one) => one.id !== id)),
    say: (toast) => listeners.forEach((listener) => listener(toast)),
    onToast(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function same(one: Notice, other: Notice): boolean {
  if (one.kind === 'mistake' || other.kind === 'mistake') return false;
  return one.finding.code === other.finding.code;
}
