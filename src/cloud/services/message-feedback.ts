import type { CloudContext } from '../cloud-context.ts';
import type { QueuedMessage } from '../state/cloud-state.ts';
import type { FeedbackRecord, FeedbackStatus } from '../state/feedback-state.ts';
import { createBook } from './application.ts';
import type { Identity } from './identity.ts';
import { makeGuid } from './random.ts';

/** Feedback that waits for a back end; the oldest gives way. */
export const FEEDBACK_LIMIT = 1000;
/** Records that a back end is given at once. */
export const FEEDBACK_BATCH = 100;
// What a hub has for its feedback unless it was told otherwise (`cloudToDevice.feedback` of its properties).
const LOCK_MS = 60_000;
const TTL_MS = 3_600_000;
const DELIVERY_LIMIT = 10;

/** What the sender of a message can ask for in `iothub-ack`, and of which ends it is told then. */
const WANTED = new Map<string, (status: FeedbackStatus) => boolean>([
  ['none', () => false],
  ['positive', (status) => status === 'Success'],
  ['negative', (status) => status !== 'Success'],
  ['full', () => true],
]);

/** How a message leaves its queue. */
export type MessageEnd = 'completed' | 'expired' | 'delivery-count-exceeded' | 'rejected' | 'purged';

const STATUSES: { readonly [End in MessageEnd]: FeedbackStatus } = {
  completed: 'Success',
  expired: 'Expired',
  'delivery-count-exceeded': 'DeliveryCountExceeded',
  rejected: 'Rejected',
  purged: 'Purged',
};

/** The queue that a hub tells its back ends by what became of messages to devices. */
export interface MessageFeedback {
  list(): readonly FeedbackRecord[];
  find(id: string): FeedbackRecord | undefined;
  /** Takes note of how a message ended, if its sender asked for that. */
  add(identity: Identity, message: QueuedMessage, end: MessageEnd): void;
  /** Gives the oldest records that nobody has, under one lock; undefined when there is none. */
  lock(): { readonly lockToken: string; readonly records: readonly FeedbackRecord[] } | undefined;
  /** Ends a lock: the records are done with, or are there for others again. False: there is no such lock (any more). */
  settle(lockToken: string, how: 'completed' | 'abandoned'): boolean;
  /** Forgets what was to be told of a device that is gone. */
  forget(deviceId: string): void;
}

/** Says whether a value of `iothub-ack` is one that the hub knows. */
export function isAck(value: string): boolean {
  return WANTED.has(value);
}

interface FeedbackLock {
  readonly ids: readonly string[];
  readonly lockedUntil: number;
}

/** Gives the feedback of a hub; locks live as long as the cloud, records outlive it. */
export function createMessageFeedback(context: CloudContext, kept: readonly FeedbackRecord[]): MessageFeedback {
  const { clock, crypto } = context;
  const book = createBook(kept, (id) => context.changed('feedback', id));
  const locks = new Map<string, FeedbackLock>();

  const removeAll = (records: readonly { readonly id: string }[]): void => records.forEach(({ id }) => book.remove(id));
  const release = (lockToken: string, { ids }: FeedbackLock): void => {
    locks.delete(lockToken);
    removeAll(ids.flatMap((id) => book.find(id) ?? []).filter(({ deliveryCount }) => deliveryCount >= DELIVERY_LIMIT));
  };
  const dropOld = (): void => {
    const over = [...locks].filter(([, { lockedUntil }]) => lockedUntil <= clock.now());
    for (const [lockToken, lock] of over) release(lockToken, lock);
    const oldest = context.now() - TTL_MS;
    removeAll(book.list().filter(({ at }) => at <= oldest));
  };

  return {
    list: () => book.list(),
    find: (id) => book.find(id),
    add({ state }, { messageId, properties, expiresAt }, end) {
      const status = STATUSES[end];
      if (WANTED.get(properties['iothub-ack'] ?? '')?.(status) !== true) return;
      const { deviceId, generationId } = state;
      const at = end === 'expired' ? expiresAt : context.now();
      book.put({ id: makeGuid(crypto), deviceId, generationId, messageId, status, at, deliveryCount: 0 });
      removeAll(book.list().slice(0, -FEEDBACK_LIMIT));
    },
    lock() {
      dropOld();
      const locked = new Set([...locks.values()].flatMap(({ ids }) => ids));
      const free = book.list().filter(({ id }) => !locked.has(id));
      const records = free.slice(0, FEEDBACK_BATCH);
      if (records.length === 0) return undefined;
      for (const record of records) {
        record.deliveryCount += 1;
        book.touch(record);
      }
      const lockToken = makeGuid(crypto);
      locks.set(lockToken, { ids: records.map(({ id }) => id), lockedUntil: clock.now() + LOCK_MS });
      return { lockToken, records };
    },
    settle(lockToken, how) {
      dropOld();
      const lock = locks.get(lockToken);
      if (lock === undefined) return false;
      if (how === 'completed') removeAll(lock.ids.map((id) => ({ id })));
      release(lockToken, lock);
      return true;
    },
    forget: (deviceId) => removeAll(book.list().filter((record) => record.deviceId === deviceId)),
  };
}
